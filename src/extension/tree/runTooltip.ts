// The main facts of a run, shown while the pointer rests on it.

import path from 'node:path';
import { l10n, type MarkdownString } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import { nameOfAlgorithm } from '../../experiment/algorithms.ts';
import type { Obstacle } from '../../launchers/sweeps/halvedGroups.ts';
import { halvingOfRun } from '../../launchers/sweeps/halvingOfRun.ts';
import { measuredQuantities, measurementOf, meritOf } from '../../runs/figureOfMerit.ts';
import type { HeldOutFigure, Manifest } from '../../runs/manifest.ts';
import { type RunMarks, tagsWith } from '../../runs/marks/marks.ts';
import { describeEngine, describeIdleness } from '../../words/describeEngine.ts';
import { describeFailure } from '../../words/describeFailure.ts';
import { describeHeldOut } from '../../words/describeHeldOut.ts';
import { formatCount, formatDuration, formatSpeed, formatTime } from '../../words/formatFigures.ts';
import { wordOf } from '../../words/states.ts';
import { createTooltip } from '../doors/tooltip.ts';
import { type RunRecord, titleOfRecord, type UnreadableRun } from '../runs/runRecord.ts';
import { describeFigure, describeMerit } from './describeRun.ts';

/** @param runs all that are known: how the run stands in its sweep others decide, too */
/** @param obstacle what keeps it from going on where it is to, by successive halving */
export function runTooltip(run: RunRecord, runs: readonly RunRecord[], obstacle?: Obstacle): MarkdownString {
  const { manifest, state, directory, marks } = run;
  return createTooltip({
    title: titleOfRecord(run),
    aside: wordOf(state, l10n.t),
    message: manifest.failure === null ? undefined : describeFailure(manifest.failure, l10n.t),
    facts: [...factsOfMarks(manifest, marks), ...factsOfHalving(run, runs, obstacle), ...facts(manifest, directory)],
  });
}

export function unreadableTooltip({ directory, problem }: UnreadableRun): MarkdownString {
  return createTooltip({
    title: path.basename(directory),
    aside: l10n.t('cannot be read'),
    message: problem,
    facts: [[l10n.t('Folder'), directory]],
  });
}

/** In UTF-16 units: a long note is read where it is edited. */
const longestNote = 300;

/** What people say of the run. */
function factsOfMarks({ name, tags }: Manifest, marks: RunMarks): [string, string][] {
  const known: [string, string | undefined][] = [
    [l10n.t('Name of the experiment'), marks.name === undefined ? undefined : name],
    [l10n.t('Note'), marks.note === '' ? undefined : plainText(marks.note, longestNote)],
    [l10n.t('Tags'), tagsWith(tags, marks).join(', ') || undefined],
    [l10n.t('Archived'), marks.isArchived ? l10n.t('yes') : undefined],
  ];
  return known.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]]));
}

function factsOfHalving(
  run: RunRecord,
  runs: readonly RunRecord[],
  obstacle: Obstacle | undefined,
): [string, string][] {
  if (run.manifest.group?.halving === undefined) return [];
  const folder = path.dirname(run.directory);
  const ofFolder = runs.filter(({ directory }) => path.dirname(directory) === folder);
  const words = halvingOfRun(run, ofFolder, l10n.t, obstacle);
  if (words === undefined) return [];
  return [
    [l10n.t('Successive halving'), words.standing],
    [l10n.t('Its rule'), words.rule],
  ];
}

function facts(manifest: Manifest, directory: string): [string, string][] {
  const { latest, best, untrained, startedAt } = manifest;
  const known: [string, string | undefined][] = [
    [l10n.t('Algorithm'), manifest.algorithmKind === null ? undefined : nameOfAlgorithm(manifest.algorithmKind)],
    ...progressOf(manifest),
    ...namedFigures(manifest),
    [l10n.t('Held-out tasks, latest'), describeFigures(latest)],
    [l10n.t('Held-out tasks, best'), describeFigures(best)],
    [l10n.t('Before training'), describeFigures(untrained)],
    [l10n.t('Held out'), manifest.heldOut === null ? undefined : describeHeldOut(manifest.heldOut, l10n.t)],
    [l10n.t('Training time'), startedAt === null ? undefined : formatDuration(manifest.activeSeconds)],
    [
      l10n.t('Speed'),
      manifest.metaIterationsPerSecond === null
        ? undefined
        : l10n.t('{0} meta-iterations per second', formatSpeed(manifest.metaIterationsPerSecond)),
    ],
    [l10n.t('Seed'), String(manifest.seed)],
    [l10n.t('Overrides'), manifest.overrides.length === 0 ? undefined : manifest.overrides.join(', ')],
    [
      l10n.t('Checkpoint'),
      manifest.checkpointIteration === null
        ? undefined
        : l10n.t('meta-iteration {0}', formatCount(manifest.checkpointIteration)),
    ],
    [l10n.t('Engine'), describeEngine(manifest, l10n.t)],
    [l10n.t('Workers wait'), describeIdleness(manifest, l10n.t)],
    [l10n.t('Created'), formatTime(manifest.createdAt)],
    [l10n.t('Machine'), manifest.process?.host],
    [l10n.t('Folder'), directory],
  ];
  return known.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]]));
}

function progressOf({ trainedBy, iteration, metaIterations }: Manifest): [string, string][] {
  const ofAll = l10n.t('{0} of {1}', formatCount(iteration), formatCount(metaIterations));
  if (trainedBy.kind === 'reptileLab') return [[l10n.t('Meta-iteration'), ofAll]];
  return [[l10n.t('Step'), metaIterations === 0 ? formatCount(iteration) : ofAll]];
}

/** By what a program that is not ours is judged. */
function namedFigures(manifest: Manifest): [string, string | undefined][] {
  if (manifest.trainedBy.kind !== 'program') return [];
  return [
    [l10n.t('Latest'), describeMerit(meritOf(manifest, 'latest'))],
    [l10n.t('Best'), describeMerit(meritOf(manifest, 'best'))],
  ];
}

function describeFigures(figure: HeldOutFigure | null): string | undefined {
  if (figure === null) return undefined;
  return measuredQuantities(figure)
    .flatMap((quantity) => {
      const measured = measurementOf(figure, quantity);
      return measured === undefined ? [] : [describeFigure(quantity, measured)];
    })
    .join(' · ');
}
