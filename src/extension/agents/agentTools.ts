// The tools that agents in the editor have, the same as the server's, and what a person is asked before one is used.

import path from 'node:path';
import { l10n } from 'vscode';
import * as z from 'zod';
import { isOnAnotherHost } from '../../base/otherHosts.ts';
import { plainText } from '../../base/shownText.ts';
import { runsFolderFor } from '../../launchers/runsFolderFor.ts';
import { shownWhole } from '../../launchers/shownWhole.ts';
import { dataLines, programLines } from '../commands/executionLines.ts';
import { titleOfRecord } from '../runs/runRecord.ts';
import type { AskedCall } from './askedCalls.ts';
import { findMeantRun, type MeantRun, type WordPlace } from './meantRun.ts';

export interface AgentTool {
  /** As the server calls it. */
  readonly name: string;
  /** While it is at work. */
  readonly doing: () => string;
  /**
   * Undefined for what only looks.
   * @param input what the agent gave, checked by nobody but for its shape
   * @throws what the agent can put right
   */
  readonly ask: ((input: object, place: AgentPlace) => AskedCall | Promise<AskedCall>) | undefined;
}

/** Where paths of agents start, and where their runs lie, those of the first workspace folder first. */
export interface AgentPlace extends WordPlace {
  readonly runsFolders: readonly [string, ...string[]];
}

/** In UTF-16 units. */
const longestTitle = 200;

const looks = { ask: undefined } as const;

export const agentTools: readonly AgentTool[] = [
  { name: 'list_runs', ...looks, doing: () => l10n.t('Listing runs') },
  { name: 'show_run', ...looks, doing: () => l10n.t('Reading a run') },
  { name: 'table_of_runs', ...looks, doing: () => l10n.t('Reading the table of runs') },
  { name: 'validate_experiment', ...looks, doing: () => l10n.t('Validating an experiment file') },
  { name: 'wait_for_run', ...looks, doing: () => l10n.t('Waiting for a run') },
  { name: 'start_run', ask: askToStart, doing: () => l10n.t('Starting a run') },
  { name: 'stop_run', ask: askToStop, doing: () => l10n.t('Stopping a run') },
  { name: 'compare_runs', ask: askToCompare, doing: () => l10n.t('Measuring runs on the same tasks') },
];

const start = z.object({ file: z.string(), set: z.array(z.string()).default([]) });
const stop = z.object({ run: z.string() });
const compare = z.looseObject({ runs: z.array(z.string()) });

/** Names what is executed, which an agent does not: the file is read before the question, and nothing else is started. */
async function askToStart(input: object, { folder, runsFolders }: AgentPlace): Promise<AskedCall> {
  const { file: named, set } = start.parse(input);
  const file = path.resolve(folder, named);
  const runsFolder = runsFolderFor(file, runsFolders) ?? runsFolders[0];
  if (runsFolders.every((one) => isOnAnotherHost(file, one)))
    throw new Error(`${file} lies on another computer, so it was not looked at.`);
  const { prepareStart, readAskedFile } = await import('../../launchers/askedStart.ts');
  const source = await readAskedFile(file);
  const prepared = await prepareStart({ file, source, overrides: set, runsFolder });
  if (prepared.kind === 'refused') throw new Error(prepared.message);
  const { execution, agreement } = prepared;
  const values = set.length === 0 ? [] : [l10n.t('These values are set: {0}.', quote(set.join(' ')))];
  const lines = [
    l10n.t('Meta-training starts from {0}.', `“${file}”`),
    ...programLines(execution),
    ...dataLines(execution),
    ...values,
  ];
  return { question: { title: l10n.t('Start a run?'), lines }, input: { file, set }, agreement };
}

async function askToStop(input: object, place: AgentPlace): Promise<AskedCall> {
  const meant = await findMeantRun(stop.parse(input).run, place);
  const lines = [l10n.t('The run {0} saves a checkpoint and ends. It can be resumed.', quoteRun(meant))];
  const question = { title: l10n.t('Stop a run?'), lines };
  return { question, input: { run: meant.directory }, agreement: undefined };
}

async function askToCompare(input: object, place: AgentPlace): Promise<AskedCall> {
  const given = compare.parse(input);
  const meant = await Promise.all(given.runs.map((word) => findMeantRun(word, place)));
  const lines = [l10n.t('Computes for a while, and stores what is measured with these runs:'), ...meant.map(quoteRun)];
  const runs = meant.map(({ directory }) => directory);
  return { question: { title: l10n.t('Measure runs?'), lines }, input: { ...given, runs }, agreement: undefined };
}

/** Anybody may have called the run as it is called: its path, or the whole name of its folder, stands behind that. */
function quoteRun({ directory, run }: MeantRun): string {
  if (run === undefined) return quote(directory);
  return `“${plainText(titleOfRecord(run), longestTitle)}” (${shownWhole(path.basename(directory))})`;
}

/** A text that a model wrote. @throws {LaunchError} where it is longer than what is shown */
function quote(text: string): string {
  return `“${shownWhole(text)}”`;
}
