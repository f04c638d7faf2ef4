// A run as JSON output describes it.

import type { Manifest } from '../runs/manifest.ts';
import type { RunState } from '../runs/runState.ts';
import { type ReportedMetrics, reportMetrics } from './runFigures.ts';

/**
 * An entry of `list --json`, and the beginning of `show --json`. `state` is as observed: a run whose process is gone is
 * `lost`.
 */
export interface ReportedRun
  extends Pick<
    Manifest,
    | 'id'
    | 'name'
    | 'iteration'
    | 'metaIterations'
    | 'seed'
    | 'tags'
    | 'createdAt'
    | 'startedAt'
    | 'endedAt'
    | 'activeSeconds'
    | 'metaIterationsPerSecond'
    | 'checkpointIteration'
    | 'failure'
  > {
  /** What tells it from others of its name; empty where nothing does. */
  readonly label: string;
  readonly directory: string;
  readonly state: RunState;
  readonly metrics: ReportedMetrics;
}

export function describeRun(
  run: {
    readonly directory: string;
    readonly manifest: Manifest;
    readonly state: RunState;
  },
  label: string,
): ReportedRun {
  const { directory, manifest, state } = run;
  return {
    id: manifest.id,
    name: manifest.name,
    label,
    directory,
    state,
    iteration: manifest.iteration,
    metaIterations: manifest.metaIterations,
    seed: manifest.seed,
    tags: manifest.tags,
    createdAt: manifest.createdAt,
    startedAt: manifest.startedAt,
    endedAt: manifest.endedAt,
    activeSeconds: manifest.activeSeconds,
    metaIterationsPerSecond: manifest.metaIterationsPerSecond,
    checkpointIteration: manifest.checkpointIteration,
    failure: manifest.failure,
    metrics: reportMetrics(manifest),
  };
}
