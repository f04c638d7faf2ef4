// What the code lens needs to know of an experiment file's runs; the run browser provides it.

import { formatNumber } from '../../experiment/describeOutline.ts';
import type { RunState } from '../../runs/runState.ts';
import { wordAt, wordOf } from '../../words/states.ts';
import type { Translate } from '../../words/translate.ts';

export interface RunsOfExperiment {
  readonly count: number;
  readonly latest: LatestRun;
}

export interface LatestRun {
  readonly directory: string;
  readonly state: RunState;
  readonly iteration: number;
  readonly metaIterations: number;
  /** The newest held-out figure, ready to read: `93.2 % ± 0.7 %`; undefined before the first evaluation. */
  readonly figure: string | undefined;
}

/** `3 runs · latest 93.2 % ± 0.7 %`, `1 run · latest running at 1200 of 5000, 93.2 % ± 0.7 %` */
export function summarizeRuns({ count, latest }: RunsOfExperiment, translate: Translate): string {
  const runs = count === 1 ? translate('1 run') : translate('{0} runs', formatNumber(count));
  const state = describeState(latest, translate);
  if (latest.figure === undefined) return translate('{0} · latest {1}', runs, state);
  // Of a completed run only the figure matters.
  return latest.state === 'completed'
    ? translate('{0} · latest {1}', runs, latest.figure)
    : translate('{0} · latest {1}, {2}', runs, state, latest.figure);
}

function describeState({ state, iteration, metaIterations }: LatestRun, translate: Translate): string {
  switch (state) {
    case 'queued':
    case 'starting':
    case 'completed':
    case 'failed':
    case 'lost':
    case 'live':
    case 'ended':
    case 'crashed':
      return wordOf(state, translate);
    case 'running':
    case 'paused':
    case 'stopping':
    case 'stopped':
      return metaIterations === 0
        ? wordAt(state, formatNumber(iteration), translate)
        : wordAt(state, translate('{0} of {1}', formatNumber(iteration), formatNumber(metaIterations)), translate);
  }
}
