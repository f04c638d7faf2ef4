// The checkpoints that a run has: a row for each, with what was measured at it.

import type { CheckpointSummary, RunSummary, SeriesPoints } from '../../src/panel/panelMessages.ts';
import { recordedQuantities } from '../../src/runs/quantities.ts';
import { formatCount, missing } from '../../src/words/formatFigures.ts';
import { quantityFormats, titleOfQuantity } from '../../src/words/quantityWords.ts';
import { translate } from '../translate.ts';
import { type UntrainedWords, untrainedWords } from '../untrainedWords.ts';

export interface CheckpointRow {
  readonly iteration: number;
  /** `20,000, best` */
  readonly name: string;
  /** On held-out tasks; a dash where nothing was measured at it. */
  readonly figure: string;
  readonly size: string;
}

export interface CheckpointsView {
  /** `Held-out accuracy` */
  readonly measured: string;
  readonly rows: readonly CheckpointRow[];
  /** That there are others, which are not listed; may be empty. */
  readonly more: string;
}

const mostRows = 12;

/** `series` tells of checkpoints that the manifest has no figures of. */
export function checkpointsView(
  { checkpoints, quantities, beginsWith }: Pick<RunSummary, 'checkpoints' | 'quantities' | 'beginsWith'>,
  series: ReadonlyMap<string, SeriesPoints>,
): CheckpointsView {
  const shown = checkpoints.filter(({ isBest, iteration }, place) => place < mostRows || isBest || iteration === 0);
  const left = checkpoints.length - shown.length;
  const [quantity] = quantities;
  return {
    measured:
      quantity === undefined
        ? translate('Held out')
        : translate('Held-out {0}', titleOfQuantity(quantity, translate).toLowerCase()),
    rows: shown.map((checkpoint, place) => ({
      iteration: checkpoint.iteration,
      name: nameOf(checkpoint, place === 0, untrainedWords({ beginsWith })),
      figure: quantity === undefined ? missing : figureOf(checkpoint, quantity, series),
      size: sizeOf(checkpoint.bytes),
    })),
    more: left === 0 ? '' : translate('{0} more are not listed; “reptile-lab show” names them all.', formatCount(left)),
  };
}

function nameOf({ iteration, isBest }: CheckpointSummary, isNewest: boolean, untrained: UntrainedWords): string {
  const words = [
    ...(isNewest ? [translate('newest')] : []),
    ...(isBest ? [translate('best')] : []),
    ...(iteration === 0 ? [untrained.word] : []),
  ];
  return [formatCount(iteration), ...words].join(', ');
}

function figureOf(
  { iteration, figure }: CheckpointSummary,
  quantity: RunSummary['quantities'][number],
  series: ReadonlyMap<string, SeriesPoints>,
): string {
  const format = quantityFormats[quantity];
  if (figure?.value != null)
    return figure.ci95 === null ? format.value(figure.value) : format.interval(figure.value, figure.ci95);
  const { mean, ci95 } = recordedQuantities[quantity].tags;
  const value = valueAt(series.get(mean), iteration);
  const half = valueAt(series.get(ci95), iteration);
  if (value === undefined) return missing;
  return half === undefined ? format.value(value) : format.interval(value, half);
}

function valueAt(points: SeriesPoints | undefined, iteration: number): number | undefined {
  return points?.values[points.iterations.indexOf(iteration)] ?? undefined;
}

function sizeOf(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
