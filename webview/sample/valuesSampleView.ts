// The sample of a regression task without a picture: for each query the true value, and the answers before and after
// adapting.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { formatTick } from '../../src/words/formatFigures.ts';
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
  const rows = targets.slice(0, mostRows).map((target, query) => {
    const answered = moment === 0 ? [] : [describe(answersAt(moment, query))];
    return [String(query + 1), describe(target), describe(answersAt(0, query)), ...answered];
  });
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

function describe(values: readonly number[]): string {
  return values.map((value) => formatTick(Number(value.toPrecision(4)))).join(', ');
}
