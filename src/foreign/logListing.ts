// A log as a run that is only read: lists, tables and pages show it as they show ours, without what only our trainer knows.

import { isMoment } from '../base/moments.ts';
import { guessMerit } from '../runs/guessMerit.ts';
import type { RunListing } from '../runs/listRuns.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { LogState } from '../runs/runState.ts';
import type { NamedMerit } from '../runs/trainedBy.ts';
import type { SeenLog } from './logFolder.ts';
import type { TagSummary } from './logSummary.ts';

export type LogListing = Extract<RunListing, { kind: 'run' }>;

/**
 * A program is at work while its newest figure is younger than this: writers keep figures back for two minutes, and
 * clocks differ.
 */
const quietForSeconds = 300;

/** @param now in milliseconds since 1970 */
export function listingOf(log: SeenLog, now: number = Date.now()): LogListing {
  const { directory, marks } = log;
  return { kind: 'run', directory, manifest: manifestOf(log), state: stateOf(log, now), marks };
}

/** @param now in milliseconds since 1970 */
export function stateOf({ outcome, filesChangedAt, startedAt, summary }: SeenLog, now: number = Date.now()): LogState {
  const changedAt = summary.changedAt ?? filesChangedAt ?? startedAt;
  if (outcome === 'failed') return 'crashed';
  if (outcome !== undefined || changedAt === undefined) return 'ended';
  return Math.abs(now - 1000 * changedAt) <= 1000 * quietForSeconds ? 'live' : 'ended';
}

function manifestOf(log: SeenLog): Manifest {
  const { name, title, format, folderChangedAt, filesChangedAt, summary } = log;
  const changed = timeOf(folderChangedAt / 1000) ?? new Date(0).toISOString();
  const startedAt = timeOf(log.startedAt) ?? timeOf(summary.startedAt);
  return {
    formatVersion: 1,
    id: name,
    name: title ?? name,
    tags: [format],
    seed: 0,
    state: 'completed',
    createdAt: startedAt ?? changed,
    startedAt,
    endedAt: timeOf(summary.changedAt ?? filesChangedAt),
    activeSeconds: 0,
    heartbeatAt: null,
    process: null,
    askedBy: null,
    launcher: null,
    group: null,
    queuePlace: null,
    continues: null,
    earlierLengths: [],
    promotedAs: null,
    initializedFrom: null,
    queueTicket: null,
    madeHere: null,
    experimentPath: '',
    experimentFromRun: null,
    overrides: [],
    taskKind: null,
    algorithmKind: null,
    trainedBy: { kind: 'program', merit: meritOf(summary.tags), isResumable: false },
    loading: null,
    heldOut: null,
    splitDigest: null,
    heldOutDigest: null,
    programDigests: [],
    acceptsChangedData: false,
    dataChanges: [],
    baselines: null,
    backend: null,
    engineVariant: null,
    engineReason: null,
    workers: null,
    memoryBytes: null,
    parameterCount: null,
    versions: { reptileLab: '', node: '', v8: '', platform: '' },
    gitCommit: null,
    gitDirty: null,
    iteration: summary.lastIteration ?? 0,
    // Nobody knows how many there will be.
    metaIterations: 0,
    metaIterationsPerSecond: null,
    workerIdleShare: null,
    checkpointIteration: null,
    latestTrainingLoss: null,
    latest: null,
    best: null,
    untrained: null,
    trainingClasses: null,
    failure: null,
    answeredRequests: [],
  };
}

function meritOf(tags: ReadonlyMap<string, TagSummary>): NamedMerit | null {
  const guessed = guessMerit(tags.keys());
  const summary = guessed && tags.get(guessed.tag);
  if (guessed === undefined || summary === undefined) return null;
  const { first, latest, lowest, highest } = summary;
  return { ...guessed, first, latest, best: (guessed.direction === 'higher' ? highest : lowest) ?? null };
}

/** Null for what is no moment. */
function timeOf(seconds: number | undefined): string | null {
  return seconds === undefined || !isMoment(seconds) ? null : new Date(1000 * seconds).toISOString();
}
