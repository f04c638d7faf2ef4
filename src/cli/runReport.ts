// A run as JSON output describes it.

import type { Manifest } from '../runs/manifest.ts';
import { nameWith, type RunColour, type RunMarks, tagsWith } from '../runs/marks/marks.ts';
import type { RunFailure } from '../runs/runFailure.ts';
import { isLogState, type RunState } from '../runs/runState.ts';
import { describeFailure } from '../words/describeFailure.ts';
import { untranslated } from '../words/translate.ts';
import { type ReportedMetrics, reportMetrics } from './runFigures.ts';

/** Why a run failed, in English words, beside the code with its parameters: runs of earlier versions have none. */
type ReportedFailure = RunFailure & { readonly message: string };

/**
 * An entry of `list --json`, and the beginning of `show --json`. `state` is as observed: a run whose process is gone is
 * `lost`.
 */
export interface ReportedRun
  extends Pick<
    Manifest,
    | 'id'
    | 'iteration'
    | 'metaIterations'
    | 'createdAt'
    | 'startedAt'
    | 'endedAt'
    | 'metaIterationsPerSecond'
    | 'checkpointIteration'
  > {
  /** As people renamed it, or as its experiment is called. */
  readonly name: string;
  /** With those that people added, without those that they took away. */
  readonly tags: readonly string[];
  /** What tells it from others of its name; empty where nothing does. */
  readonly label: string;
  readonly directory: string;
  readonly state: RunState;
  /** Null of another program's log, which does not say. */
  readonly seed: number | null;
  readonly activeSeconds: number | null;
  readonly failure: ReportedFailure | null;
  readonly metrics: ReportedMetrics;
  readonly star: boolean;
  readonly note: string;
  readonly archived: boolean;
  readonly colour: RunColour | null;
  /** The name and the tags of its experiment. */
  readonly experimentName: string;
  readonly experimentTags: readonly string[];
}

export function describeRun(
  run: {
    readonly directory: string;
    readonly manifest: Manifest;
    readonly state: RunState;
    readonly marks: RunMarks;
  },
  label: string,
): ReportedRun {
  const { directory, manifest, state, marks } = run;
  return {
    id: manifest.id,
    name: nameWith(manifest.name, marks),
    label,
    directory,
    state,
    iteration: manifest.iteration,
    metaIterations: manifest.metaIterations,
    seed: isLogState(state) ? null : manifest.seed,
    tags: tagsWith(manifest.tags, marks),
    createdAt: manifest.createdAt,
    startedAt: manifest.startedAt,
    endedAt: manifest.endedAt,
    activeSeconds: isLogState(state) ? null : manifest.activeSeconds,
    metaIterationsPerSecond: manifest.metaIterationsPerSecond,
    checkpointIteration: manifest.checkpointIteration,
    failure: manifest.failure && reportFailure(manifest.failure),
    metrics: reportMetrics(manifest),
    star: marks.isStarred,
    note: marks.note,
    archived: marks.isArchived,
    colour: marks.colour ?? null,
    experimentName: manifest.name,
    experimentTags: manifest.tags,
  };
}

function reportFailure(failure: RunFailure): ReportedFailure {
  return { ...failure, message: describeFailure(failure, untranslated) };
}
