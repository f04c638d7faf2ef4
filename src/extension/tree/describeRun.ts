// A run in a few words: its state where it is not plain from the icon, its progress, its latest figure.

import { l10n } from 'vscode';
import { isEnded } from '../../runs/runState.ts';
import { describeLoading, formatLossInterval, formatPercentInterval, formatProgress } from '../formatFigures.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import { stateWord } from './stateAppearance.ts';

const rowTime: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' };

/** `42 % · 93.2 ± 0.7 %`, `stopped at 42 % · loss 0.31 ± 0.02`, `queued` */
export function describeRun(run: RunRecord): string {
  return [describeProgress(run), latestFigure(run)].filter((part) => part !== undefined).join(' · ');
}

/** As `describeRun`, with what tells a run from others of its name: `seed=3 · 93.2 ± 0.7 % · Nov 21, 05:34` */
export function describeRow(run: RunRecord): string {
  const { overrides, createdAt } = run.manifest;
  const created = isEnded(run.state) ? new Date(createdAt).toLocaleString(undefined, rowTime) : undefined;
  return [...overrides, describeRun(run), created].filter((part) => part !== undefined && part !== '').join(' · ');
}

/** `93.2 ± 0.7 %` or `loss 0.312 ± 0.012` of the newest evaluation; undefined before the first one. */
export function latestFigure({ manifest: { latest } }: RunRecord): string | undefined {
  if (latest === null) return undefined;
  const { accuracy, accuracyCi95, loss, lossCi95 } = latest;
  if (accuracy !== undefined) return formatPercentInterval(accuracy, accuracyCi95 ?? Number.NaN);
  return l10n.t('loss {0}', formatLossInterval(loss, lossCi95));
}

function describeProgress({ state, manifest }: RunRecord): string | undefined {
  const progress = formatProgress(manifest.iteration, manifest.metaIterations);
  switch (state) {
    case 'completed':
      return undefined;
    case 'running':
      return progress;
    case 'queued':
      return manifest.iteration === 0 ? stateWord(state) : l10n.t('queued at {0}', progress);
    case 'starting':
      return manifest.loading === null ? stateWord(state) : describeLoading(manifest.loading);
    case 'paused':
      return l10n.t('paused at {0}', progress);
    case 'stopping':
      return l10n.t('stopping at {0}', progress);
    case 'stopped':
      return l10n.t('stopped at {0}', progress);
    case 'failed':
      return l10n.t('failed at {0}', progress);
    case 'lost':
      return l10n.t('lost at {0}', progress);
  }
}
