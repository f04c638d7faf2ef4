// A run in a few words: its state where it is not plain from the icon, its progress, its latest figure.

import { l10n } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import type { Quantity } from '../../experiment/quantities.ts';
import { type Measurement, type Merit, meritOf } from '../../runs/figureOfMerit.ts';
import { isEnded } from '../../runs/runState.ts';
import { describeLoading } from '../../words/describeLoading.ts';
import { formatProgress, formatReturn, formatTime } from '../../words/formatFigures.ts';
import { labelFigure, quantityFormats } from '../../words/quantityWords.ts';
import { wordAt, wordOf } from '../../words/states.ts';
import type { RunRecord } from '../runs/runRecord.ts';

const rowTime: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' };

/** `42 % · 93.2 ± 0.7 %`, `stopped at 42 % · loss 0.31 ± 0.02`, `queued` */
export function describeRunRow(run: RunRecord): string {
  return [describeProgress(run), latestFigure(run)].filter((part) => part !== undefined).join(' · ');
}

/**
 * Behind the title: `Omniglot · Nov 21, 05:34`.
 * @param queuePosition of a waiting run, from 1 on; undefined where it has none
 * @param besides as `titleOfRow` gives it
 */
export function describeRow(run: RunRecord, queuePosition: number | undefined, besides: string): string {
  const { createdAt } = run.manifest;
  const created = isEnded(run.state) ? formatTime(createdAt, rowTime) : undefined;
  const waiting = describeWaiting(run, queuePosition);
  const progress = waiting === undefined ? describeProgress(run) : undefined;
  const parts = [waiting, besides, progress, created];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** The newest evaluation by what the run is judged by, see `describeFigure`; undefined before the first one. */
export function latestFigure({ manifest }: RunRecord): string | undefined {
  return describeMerit(meritOf(manifest, 'latest'));
}

/** As `latestFigure`, for the beginning of a row, where a long name would leave no room for what it names. */
export function figureInRow({ manifest }: RunRecord): string | undefined {
  return describeMerit(meritOf(manifest, 'latest'), 16);
}

/**
 * As `describeFigure`; `test/accuracy 0.934` of a figure that a program names.
 * @param longest of that name, in UTF-16 units
 */
export function describeMerit(merit: Merit | undefined, longest = longestTag): string | undefined {
  switch (merit?.of) {
    case undefined:
      return undefined;
    case 'quantity':
      return describeFigure(merit.quantity, merit);
    case 'tag':
      return `${plainText(merit.tag, longest)} ${formatReturn(merit.value)}`;
  }
}

/** In UTF-16 units: a row has room for little more. */
export const longestTag = 40;

/** `93.2 ± 0.7 %`, `loss 0.312 ± 0.012`, `return −12.3 ± 0.8` */
export function describeFigure(quantity: Quantity, { value, ci95 }: Measurement): string {
  return labelFigure(quantity, quantityFormats[quantity].interval(value, ci95), l10n.t);
}

/** `queued, place 3`, `held in the queue`; undefined for a run that does not wait in a known place. */
function describeWaiting({ state, manifest }: RunRecord, position: number | undefined): string | undefined {
  if (state !== 'queued') return undefined;
  if (manifest.queuePlace?.isHeld === true) return l10n.t('held in the queue');
  return position === undefined ? undefined : l10n.t('queued, place {0}', position);
}

function describeProgress({ state, manifest }: RunRecord): string | undefined {
  const progress = formatProgress(manifest.iteration, manifest.metaIterations);
  switch (state) {
    case 'completed':
    case 'ended':
      return undefined;
    case 'crashed':
      return wordAt(state, progress, l10n.t);
    case 'running':
      return progress;
    case 'queued':
      return manifest.iteration === 0 ? wordOf(state, l10n.t) : wordAt(state, progress, l10n.t);
    case 'starting':
      return manifest.loading === null ? wordOf(state, l10n.t) : describeLoading(manifest.loading, l10n.t);
    case 'paused':
    case 'stopping':
    case 'stopped':
    case 'failed':
    case 'lost':
    case 'live':
      return wordAt(state, progress, l10n.t);
  }
}
