// The sample of a regression task without a picture: for each query the true value, and the answers before and after
// adapting.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { formatTick, withTrueMinus } from '../../src/words/formatFigures.ts';
import { toCsv } from '../csv.ts';
import { countOf, translate } from '../translate.ts';

export type ValuesIllustration = Extract<AdaptationSample['task'], { kind: 'values' }>;

export interface ValuesSampleView {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly caption: string;
  /** Every query at every drawn step, in full digits. */
  readonly csv: () => string;
}

const mostRows = 30;

/** @param moment position in `sample.steps` of the answers that are shown beside those before adapting */
export function valuesSampleView(
  { steps, outputs }: Pick<AdaptationSample, 'steps' | 'outputs'>,
  { targets }: ValuesIllustration,
  moment = steps.length - 1,
): ValuesSampleView {
  const width = targets[0]?.length ?? 1;
  const answersAt = (at: number, query: number) => (outputs[at] ?? []).slice(query * width, (query + 1) * width);
  const after = moment === 0 ? [] : [translate('After {0}', countOf('innerSteps', steps[moment] ?? 0))];
  const cells = targets
    .slice(0, mostRows)
    .map((target, query) => [target, answersAt(0, query), ...(moment === 0 ? [] : [answersAt(moment, query)])]);
  const format = formatAlike(cells.flat(2));
  const rows = cells.map((row, query) => [String(query + 1), ...row.map((values) => values.map(format).join(', '))]);
  const left = targets.length - rows.length;
  return {
    head: [translate('Query'), translate('True'), translate('Before adapting'), ...after],
    rows,
    caption: left > 0 ? `${countOf('moreQueries', left)}.` : '',
    csv: () =>
      toCsv(
        ['query', 'value', 'true', ...steps.map((step) => `after ${step} inner steps`)],
        targets.flatMap((target, query) =>
          target.map((value, index) => [
            query + 1,
            index + 1,
            value,
            ...steps.map((_, at) => answersAt(at, query)[index] ?? Number.NaN),
          ]),
        ),
      ),
  };
}

const digits = 4;
/** Numbers beyond are written with exponents, and have no point to stand below. */
const plain = { least: 1e-3, most: 1e6 };

/** With as many decimals each, of the largest `digits` digits, so that points stand below each other. */
function formatAlike(values: readonly number[]): (value: number) => string {
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  if (largest < plain.least || largest >= plain.most) return (value) => formatTick(Number(value.toPrecision(digits)));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(largest)));
  return (value) => {
    if (!Number.isFinite(value)) return formatTick(value);
    const text = value.toFixed(decimals);
    return withTrueMinus(Number(text) === 0 ? (0).toFixed(decimals) : text);
  };
}
