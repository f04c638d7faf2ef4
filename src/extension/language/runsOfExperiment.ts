// What the code lens needs to know of an experiment file's runs; the run browser provides it.

import { formatNumber } from '../../experiment/describeOutline.ts';
import type { RunState } from '../../runs/runState.ts';

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
export function summarizeRuns({ count, latest }: RunsOfExperiment): string {
  const runs = count === 1 ? '1 run' : `${formatNumber(count)} runs`;
  if (latest.figure === undefined) return `${runs} · latest ${stateInWords(latest)}`;
  // Of a completed run only the figure matters.
  const state = latest.state === 'completed' ? '' : `${stateInWords(latest)}, `;
  return `${runs} · latest ${state}${latest.figure}`;
}

function stateInWords({ state, iteration, metaIterations }: LatestRun): string {
  switch (state) {
    case 'queued':
    case 'starting':
    case 'completed':
    case 'failed':
    case 'lost':
      return state;
    case 'running':
    case 'paused':
    case 'stopping':
    case 'stopped':
      return `${state} at ${formatNumber(iteration)} of ${formatNumber(metaIterations)}`;
  }
}
