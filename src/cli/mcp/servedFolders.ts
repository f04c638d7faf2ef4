// The folders of runs that a server tells of: in which of them a word means a run, and where a new one belongs.

import path from 'node:path';
import { isOnAnotherHost } from '../../base/otherHosts.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { runsFolderFor } from '../../launchers/runsFolderFor.ts';
import { type DatedRun, newestFirst } from '../../runs/runAge.ts';
import { CommandError } from '../failures.ts';
import { type FoundRun, findRun, findRunOrLog } from '../findRun.ts';
import { printable } from '../terminal.ts';

export class ServedFolders {
  /** Absolute, each once; what is left open is of the first. */
  readonly all: readonly string[];
  readonly first: string;

  constructor([first, ...others]: readonly [string, ...string[]]) {
    this.first = first;
    this.all = [...new Set([first, ...others])];
  }

  get areSeveral(): boolean {
    return this.all.length > 1;
  }

  /** The folder that is named; the first where none is. @throws {CommandError} where it is none of them */
  named(folder: string | undefined): string {
    const found = folder === undefined ? this.first : this.all.find((one) => one === path.normalize(folder));
    if (found !== undefined) return found;
    throw new CommandError(`${printable(folder ?? '')} is none of the folders of runs: ${this.all.join(', ')}.`);
  }

  /** Those that are named: all where none is. @throws {CommandError} as `named` does */
  namedOrAll(folder: string | undefined): readonly string[] {
    return folder === undefined ? this.all : [this.named(folder)];
  }

  /** Where runs of an experiment file go. */
  ofFile(file: string): string {
    return runsFolderFor(file, this.all) ?? this.first;
  }

  /**
   * Agents take paths from what they read, which anybody may have written: none of them leads to another computer. Asked
   * before anything looks at it: on Windows a mere look gives the user's credentials away.
   * @param word a path, or what else means a run
   * @throws {CommandError} where it names another computer than those of the folders
   */
  refuseOtherComputer(word: string): void {
    if (!this.all.every((folder) => isOnAnotherHost(word, folder))) return;
    throw new CommandError(
      `${printable(word)} lies on another computer than the runs, so it was not looked at. A person can name it in a terminal.`,
    );
  }

  /** @throws {CommandError} where a word means no run, or one in each of several folders */
  find(word: string): Promise<FoundRun> {
    return this.#findBy(word, findRun);
  }

  /** The path of a run, or of another program's log. @throws {CommandError} as `find` does */
  async findPath(word: string): Promise<string> {
    const found = await this.#findBy(word, async (one, folder) => {
      const looked = await findRunOrLog(one, folder);
      if (looked.kind === 'run') return looked.run;
      const { directory, listing } = looked.log;
      return { directory, manifest: { createdAt: listing.kind === 'run' ? listing.manifest.createdAt : '' } };
    });
    return found.directory;
  }

  async #findBy<Found extends DatedRun>(
    word: string,
    look: (word: string, folder: string) => Promise<Found>,
  ): Promise<Found> {
    this.refuseOtherComputer(word);
    // A path means one run, whatever folder is looked in.
    if (!this.areSeveral || /[/\\]/.test(word)) return look(word, this.first);
    const looked = await Promise.allSettled(this.all.map((folder) => look(word, folder)));
    const found = looked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const runs = word === 'latest' ? newestFirst(found).slice(0, 1) : found;
    const [run, ...others] = runs;
    if (run !== undefined && others.every(({ directory }) => directory === run.directory)) return run;
    if (run === undefined) throw noneFound(looked);
    const paths = runs.map(({ directory }) => printable(directory)).join(', ');
    throw new CommandError(`"${printable(word)}" means a run in each of several folders: ${paths}. Give one’s path.`);
  }
}

/** What every folder says. */
function noneFound(looked: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons: readonly unknown[] = looked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const isOurs = (reason: unknown) => reason instanceof CommandError;
  return reasons.find((reason) => !isOurs(reason)) ?? new CommandError(reasons.map(messageOf).join('\n'));
}
