// Which run an agent means by a word: the person is asked about that one by its name, and nothing is done to another,
// whatever comes or goes while the question stands.

import path from 'node:path';
import { isLogState } from '../../runs/runState.ts';
import type { RunRecord } from '../runs/runRecord.ts';

/** The runs of the window. */
export interface RunsInView {
  /** Newest first. */
  all(): readonly RunRecord[];
  /** What is known of one after a look at it now. */
  lookAt(directory: string): Promise<RunRecord | undefined>;
}

export interface MeantRun {
  /** Absolute path. */
  readonly directory: string;
  /** Undefined where the window does not know it. */
  readonly run: RunRecord | undefined;
}

export interface WordPlace {
  /** Where paths start; absolute, as are the folders. */
  readonly folder: string;
  readonly runsFolders: readonly string[];
  readonly runs: RunsInView;
}

/**
 * A path means the run there; any other word a run by its id, by the beginning of one, or `latest`.
 * @throws {Error} that says what the agent can put right, where a word means no run or several
 */
export async function findMeantRun(word: string, { folder, runsFolders, runs }: WordPlace): Promise<MeantRun> {
  if (/[/\\]/.test(word)) {
    const directory = path.resolve(folder, word);
    return { directory, run: runs.all().find((run) => run.directory === directory) };
  }
  const own = runs.all().filter(({ state }) => !isLogState(state));
  const found = word === 'latest' ? own.slice(0, 1) : byId(word, own);
  const [run, ...others] = found.length === 0 ? await lookFor(word, runsFolders, runs) : found;
  if (run === undefined) throw new Error(`There is no run “${word}” in the workspace. list_runs names them.`);
  if (others.length === 0) return { directory: run.directory, run };
  const paths = found.slice(0, mostNamed).map(({ directory }) => directory);
  throw new Error(`“${word}” means ${found.length} runs. Give one’s path: ${paths.join(', ')}.`);
}

const mostNamed = 5;

function byId(word: string, runs: readonly RunRecord[]): readonly RunRecord[] {
  const exact = runs.filter(({ directory }) => path.basename(directory) === word);
  if (exact.length > 0 || word === '') return exact;
  return runs.filter(({ directory }) => path.basename(directory).startsWith(word));
}

/** A run that was just made, of which the window has not heard yet. */
async function lookFor(word: string, runsFolders: readonly string[], runs: RunsInView): Promise<readonly RunRecord[]> {
  if (word === 'latest' || !/^[^.]/.test(word)) return [];
  const looked = await Promise.all(runsFolders.map((one) => runs.lookAt(path.join(one, word))));
  return looked.flatMap((run) => run ?? []);
}
