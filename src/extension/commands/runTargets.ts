// Which runs a command is about: those it was called with, the one whose panel has the focus, the only one there is, or
// the one that is picked.

import path from 'node:path';
import { commands, l10n } from 'vscode';
import { lookAtEntry } from '../../base/boundedFile.ts';
import { describeFileProblem, fileProblemOf } from '../../runs/fileProblem.ts';
import { describeNotice } from '../../runs/runNotice.ts';
import { isLogState } from '../../runs/runState.ts';
import { formatTime } from '../../words/formatFigures.ts';
import { type Action, showError, showInformation } from '../doors/messages.ts';
import { type Choice, chooseOne } from '../doors/questions.ts';
import { commandIds } from '../editor/contributions.ts';
import { mayLookInto } from '../editor/dataLookup.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import { type RunRecord, titleOfRecord, type UnreadableRun } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { describeRunRow } from '../tree/describeRun.ts';
import { stateIcon } from '../tree/stateAppearance.ts';

export interface TargetQuestion {
  readonly isEligible: (run: RunRecord) => boolean;
  /** Asked when there is more than one to choose from. */
  readonly placeholder: string;
}

type Sources = Pick<Services, 'index' | 'panels'>;

/**
 * The runs that a command is to act on: `selected` if it was called on several rows of the run browser, or `called`,
 * each the run's directory. Runs that are not eligible are left out; none when there are none, or the person picked
 * none.
 */
export async function findTargets(
  { index, panels }: Sources,
  called: unknown,
  selected: unknown,
  { isEligible, placeholder }: TargetQuestion,
): Promise<readonly RunRecord[]> {
  const directories = namedDirectories(called, selected);
  if (directories.length > 0) {
    const runs = (await Promise.all(directories.map((directory) => index.lookAt(directory)))).filter(
      (run) => run !== undefined,
    );
    if (runs.length === 0) await sayWhyNone(index, directories);
    const eligible = runs.filter(isEligible);
    if (eligible.length === 0 && runs.some(({ state }) => isLogState(state)))
      showInformation(
        l10n.t(
          'This is the log of another program, which is only read: it can be shown, compared, marked and exported, and nothing else can be done with it.',
        ),
      );
    return eligible;
  }
  const candidates = index.all().filter(isEligible);
  const active = candidates.find((run) => run.directory === panels.activeDirectory);
  if (active !== undefined) return [active];
  if (candidates.length < 2) return candidates;
  const picked = await chooseOne(candidates.map(toRow), { placeHolder: placeholder, matchOnDescription: true });
  return picked === undefined ? [] : [picked];
}

/** As `findTargets`, for a command that acts on one run. */
export async function findTarget(
  sources: Sources,
  called: unknown,
  question: TargetQuestion,
): Promise<RunRecord | undefined> {
  return (await findTargets(sources, called, undefined, question))[0];
}

/** A run's folder, for commands that need no more of it: a run that cannot be read has one, too. */
export interface RunFolder {
  readonly directory: string;
  readonly name: string;
  /** Undefined where the run cannot be read. */
  readonly run: RunRecord | undefined;
}

/** As `findTargets`, with the runs that cannot be read. */
export async function findRunFolders(
  sources: Sources,
  called: unknown,
  selected: unknown,
  question: TargetQuestion,
): Promise<readonly RunFolder[]> {
  const named = namedDirectories(called, selected);
  const unreadable = named.filter((directory) => isUnreadable(sources.index, directory));
  const readable = named.filter((directory) => !unreadable.includes(directory));
  const runs =
    unreadable.length > 0 && readable.length === 0 ? [] : await findTargets(sources, readable[0], readable, question);
  return [
    ...runs.map((run) => ({ directory: run.directory, name: titleOfRecord(run), run })),
    ...unreadable.map((directory) => ({ directory, name: path.basename(directory), run: undefined })),
  ];
}

function namedDirectories(called: unknown, selected: unknown): string[] {
  const named: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [called];
  // Among selected rows may be groups, which are no runs.
  return named.filter((directory) => typeof directory === 'string').filter((directory) => path.isAbsolute(directory));
}

function isUnreadable(index: RunIndex, directory: string): boolean {
  return index.unreadable.some((run) => run.directory === directory);
}

async function sayWhyNone(index: RunIndex, directories: readonly string[]): Promise<void> {
  const [first] = directories;
  const unreadable = index.unreadable.find(({ directory }) => directories.includes(directory));
  if (unreadable !== undefined) showError(shortProblem(unreadable), ...offerRepair(unreadable));
  else if (first !== undefined) showInformation(await whyUnknown(index, first));
}

/** Of a run that the window does not know. */
async function whyUnknown(index: RunIndex, directory: string): Promise<string> {
  if (!mayLookInto(directory)) return describeFileProblem({ code: 'notLookedInto', file: directory }, l10n.t);
  try {
    if ((await lookAtEntry(directory)) === undefined)
      return l10n.t('This run is gone: its folder was moved or deleted.');
  } catch (error) {
    return describeFileProblem(fileProblemOf(directory, error), l10n.t);
  }
  return index.folders.includes(path.dirname(directory))
    ? describeNotice({ of: 'noRun', directory }, l10n.t)
    : l10n.t('{0} is no run of this window. Open the folder that it lies in.', directory);
}

function offerRepair({ directory, isRepairable }: UnreadableRun): Action[] {
  if (!isRepairable) return [];
  return [{ title: l10n.t('Repair Run'), run: () => commands.executeCommand(commandIds.repairRun, directory) }];
}

/**
 * What is wrong comes first, since of a long message only the beginning is seen: paths start at the run's folder, which
 * is named last.
 */
function shortProblem({ directory, problem }: UnreadableRun): string {
  return `${problem.replaceAll(`${directory}${path.sep}`, '')} (${path.basename(directory)})`;
}

function toRow(run: RunRecord): Choice<RunRecord> {
  return {
    value: run,
    label: titleOfRecord(run),
    description: describeRunRow(run),
    detail: formatTime(run.manifest.createdAt),
    iconPath: stateIcon(run.state),
  };
}

/** For commands that can be used on any run of ours. */
export function anyRun(): TargetQuestion {
  return { isEligible: ({ state }) => !isLogState(state), placeholder: l10n.t('Choose a run') };
}

/** For commands that only show, and for what people say of runs: on another program's log, too. */
export function anyRunOrLog(): TargetQuestion {
  return { isEligible: () => true, placeholder: l10n.t('Choose a run') };
}
