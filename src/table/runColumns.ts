// The columns that every runs table can have, and how each is read from a run.

import { type BaselineName, baselineNames } from '../experiment/baselineNames.ts';
import type { Quantity } from '../experiment/quantities.ts';
import { byMerit, type Measurement, measurementOf } from '../runs/figureOfMerit.ts';
import type { HeldOutFigure, Manifest } from '../runs/manifest.ts';
import { nameWith, type RunMarks, tagsWith } from '../runs/marks/marks.ts';
import { nameBeginning, nameData, nameExtensions, nameProgram, titleOfRun } from '../runs/runLabel.ts';
import { isLogState, type RunState } from '../runs/runState.ts';
import { nameBaseline } from '../words/describeBaselines.ts';
import { describeFailure } from '../words/describeFailure.ts';
import { type Translate, untranslated } from '../words/translate.ts';
import type { CellValue } from './cells.ts';
import type { Column, ColumnSection, PlainKind } from './columns.ts';

/** What the columns are read from. */
export interface ReadableRun {
  /** Absolute path. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly state: RunState;
  /** What people say of it. */
  readonly marks: RunMarks;
  /** What tells it from others of its name; empty where nothing does. */
  readonly label: string;
  /** What its directory takes on the disk; undefined where nobody looked. */
  readonly diskBytes: number | undefined;
}

export interface ReadColumn {
  readonly column: Column;
  /** Undefined where the run has no such thing. */
  readonly read: (run: ReadableRun, translate: Translate) => CellValue | undefined;
}

/** The run's folder name, which is its id; another program's log is known by where it lies among others. */
function nameOfFolder({ directory, manifest, state }: ReadableRun): string {
  if (isLogState(state)) return manifest.id;
  const name = directory.slice(Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\')) + 1);
  return name === '' ? (directory.split(/[/\\]/).findLast((part) => part !== '') ?? directory) : name;
}

const title = plain('title', 'text', 'run', 'run', ({ manifest, marks, label }) =>
  titleOfRun(nameWith(manifest.name, marks), label),
);

/** What a person knows a run by: its name, and what tells it from others of that name. */
export const titleColumn: Column = title.column;

/** In their order. */
export const runColumns: readonly ReadColumn[] = [
  plain('run', 'text', 'id', 'run', nameOfFolder, ['id']),
  title,
  plain('star', 'flag', 'star', 'run', ({ marks }) => flagOf(marks.isStarred), ['starred']),
  plain('name', 'text', 'name', 'run', ({ manifest, marks }) => nameWith(manifest.name, marks), ['experiment']),
  plain('label', 'text', 'what differs', 'run', ({ label }) => (label === '' ? undefined : label)),
  plain('state', 'state', 'state', 'run', ({ state }) => state),
  plain('progress', 'share', 'progress', 'run', progressOf),
  plain('timeLeft', 'duration', 'time left', 'run', timeLeftOf, ['eta', 'remaining']),
  plain('tags', 'texts', 'tags', 'run', tagsOf, ['tag']),
  plain('note', 'text', 'note', 'run', ({ marks: { note } }) => (note === '' ? undefined : note), ['notes']),
  plain('colour', 'text', 'colour', 'run', ({ marks }) => marks.colour, ['color']),
  plain('archived', 'flag', 'archived', 'run', ({ marks }) => flagOf(marks.isArchived)),
  plain('group', 'text', 'group', 'run', ({ manifest }) => manifest.group?.name, ['sweep']),
  plain('failure', 'text', 'why it failed', 'run', ({ manifest }, translate) =>
    manifest.failure === null ? undefined : describeFailure(manifest.failure, translate),
  ),
  plain('beginsWith', 'text', 'begins with', 'run', ({ manifest }) => nameBeginning(manifest), ['initializedFrom']),
  plain('extended', 'text', 'extended', 'run', ({ manifest }) => nameExtensions(manifest), ['earlierLengths']),
  plain('splitDigest', 'text', 'data', 'run', ({ manifest }) => nameData(manifest)),
  plain('program', 'text', 'program', 'run', ({ manifest }) => nameProgram(manifest)),
  ...figures('', '', ({ latest }) => latest, 'latest'),
  iteration('latest.iteration', 'latest at', ({ latest }) => latest),
  ...figures('best.', 'best ', ({ best }) => best),
  iteration('best.iteration', 'best at', ({ best }) => best),
  ...figures('untrained.', 'untrained ', ({ untrained }) => untrained),
  ...baselineNames.map(baseline),
  plain('trainingLoss', 'number', 'training loss', 'course', ({ manifest }) => given(manifest.latestTrainingLoss)),
  plain('iteration', 'number', 'meta-iteration', 'course', ({ manifest }) => manifest.iteration),
  plain('checkpoint', 'number', 'checkpoint', 'course', ({ manifest }) => given(manifest.checkpointIteration)),
  plain('created', 'date', 'created', 'course', ({ manifest }) => timeOf(manifest.createdAt)),
  plain('started', 'date', 'started', 'course', ({ manifest }) => timeOf(manifest.startedAt)),
  plain('ended', 'date', 'ended', 'course', ({ manifest }) => timeOf(manifest.endedAt)),
  plain('duration', 'duration', 'time at work', 'course', durationOf, ['time', 'activeSeconds']),
  plain('speed', 'number', 'it/s', 'course', ({ manifest }) => given(manifest.metaIterationsPerSecond)),
  plain('engine', 'text', 'engine', 'machine', ({ manifest }) => given(manifest.engineVariant ?? manifest.backend)),
  plain('workers', 'number', 'workers', 'machine', ({ manifest }) => given(manifest.workers)),
  plain('workersWait', 'share', 'workers wait', 'machine', ({ manifest }) => given(manifest.workerIdleShare)),
  plain('memory', 'size', 'memory', 'machine', ({ manifest }) => given(manifest.memoryBytes)),
  plain('parameters', 'number', 'parameters', 'machine', ({ manifest }) => given(manifest.parameterCount)),
  plain('host', 'text', 'host', 'machine', ({ manifest }) => manifest.process?.host, ['machine']),
  plain('commit', 'text', 'git commit', 'machine', commitOf, ['git', 'gitCommit']),
  plain('launcher', 'text', 'launcher', 'machine', ({ manifest }) => manifest.launcher?.kind),
  plain('askedBy', 'text', 'asked by', 'machine', ({ manifest }) => given(manifest.askedBy)),
  plain('version', 'text', 'version', 'machine', ({ manifest }) => manifest.versions.reptileLab),
  plain('node', 'text', 'Node', 'machine', ({ manifest }) => manifest.versions.node),
  plain('platform', 'text', 'platform', 'machine', ({ manifest }) => manifest.versions.platform),
  plain('directory', 'text', 'folder', 'machine', ({ directory }) => directory, ['folder']),
  plain('disk', 'size', 'disk', 'machine', ({ diskBytes }) => diskBytes, ['diskUse']),
];

function plain(
  id: string,
  kind: PlainKind,
  title: string,
  section: ColumnSection,
  read: ReadColumn['read'],
  aliases: readonly string[] = [],
): ReadColumn {
  return { column: { id, kind, title, section, aliases, isUniform: false }, read };
}

/**
 * A column for each quantity of one of the manifest's figures, what runs are judged by first; `alias` begins other names
 * for them.
 */
function figures(
  prefix: string,
  words: string,
  figureIn: (manifest: Manifest) => HeldOutFigure | null,
  alias?: string,
): ReadColumn[] {
  return byMerit.map((quantity) => ({
    column: {
      id: `${prefix}${quantity}`,
      kind: 'figure',
      quantity,
      title: `${words}${quantity}`,
      section: 'heldOut',
      aliases: alias === undefined ? [] : [`${alias}.${quantity}`],
      isUniform: false,
    },
    read: ({ manifest }): Measurement | undefined => {
      const figure = figureIn(manifest);
      return figure === null ? undefined : measurementOf(figure, quantity);
    },
  }));
}

/** On the tasks that measure the run while it trains. */
function baseline(name: BaselineName): ReadColumn {
  const quantity = quantityOf(name);
  return {
    column: {
      id: `baseline.${name}`,
      kind: 'figure',
      quantity,
      section: 'heldOut',
      title: `${quantity}: ${nameBaseline(name, untranslated)}`,
      aliases: [],
      isUniform: false,
    },
    read: ({ manifest: { baselines } }): Measurement | undefined => {
      const found = baselines?.find((one) => one.name === name && one.quantity === quantity);
      return found && { value: found.mean, ci95: found.ci95 };
    },
  };
}

/** By which it is measured: those of functions by their loss. */
function quantityOf(name: BaselineName): Quantity {
  switch (name) {
    case 'ridge':
    case 'gaussianProcess':
    case 'nearestPoints':
      return 'loss';
    case 'tfidfCentroid':
    case 'nearestNeighbour':
    case 'hausdorff':
    case 'spectrumCentroid':
    case 'nearestCentroid':
      return 'accuracy';
  }
}

function iteration(id: string, title: string, figureIn: (manifest: Manifest) => HeldOutFigure | null): ReadColumn {
  return plain(id, 'number', title, 'heldOut', ({ manifest }) => figureIn(manifest)?.iteration);
}

/** Of a flag that is down there is no value. */
function flagOf(isUp: boolean): true | undefined {
  return isUp ? true : undefined;
}

function tagsOf({ manifest, marks }: ReadableRun): readonly string[] | undefined {
  const tags = tagsWith(manifest.tags, marks);
  return tags.length === 0 ? undefined : tags;
}

function given<Value>(value: Value | null): Value | undefined {
  return value ?? undefined;
}

function timeOf(time: string | null): number | undefined {
  return time === null ? undefined : Date.parse(time);
}

function progressOf({ manifest: { iteration: done, metaIterations } }: ReadableRun): number | undefined {
  return metaIterations > 0 ? Math.min(1, done / metaIterations) : undefined;
}

/** Of a run that is at work, at the speed that it has. */
function timeLeftOf({ state, manifest }: ReadableRun): number | undefined {
  const { iteration: done, metaIterations, metaIterationsPerSecond: speed } = manifest;
  if (state !== 'running' || speed === null || !(speed > 0)) return undefined;
  return Math.max(0, metaIterations - done) / speed;
}

function durationOf({ manifest }: ReadableRun): number | undefined {
  return manifest.startedAt === null ? undefined : manifest.activeSeconds;
}

/** `3f2a91c0d1`, `3f2a91c0d1+` with changes that were not committed. */
function commitOf({ manifest: { gitCommit, gitDirty } }: ReadableRun): string | undefined {
  return gitCommit === null ? undefined : `${gitCommit.slice(0, 10)}${gitDirty === true ? '+' : ''}`;
}
