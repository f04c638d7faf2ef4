// Labels of many runs, from their frozen experiments on the disk. What did not change since the last look is not read
// again.

import { lookAtEntry, readBounded, stampOf } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { mapInTurns } from '../base/mapInTurns.ts';
import { checkShape } from '../experiment/checkShape.ts';
import { type ExperimentFacts, factsOf } from './experimentFacts.ts';
import type { Manifest } from './manifest.ts';
import { newestFirst } from './runAge.ts';
import { runFiles } from './runDirectory.ts';
import { labelRuns } from './runLabel.ts';

export interface LabelledRun {
  readonly directory: string;
  readonly manifest: Pick<Manifest, 'name' | 'createdAt'>;
}

/** By directory; runs without a label are not in it. */
export type RunLabels = ReadonlyMap<string, string>;

const readAtOnce = 16;
/** Of the runs of one name the newest are labelled. */
const mostOfOneName = 1000;
/** Of one experiment; of all that are kept together. */
const mostBytes = { each: 256 * 1024, together: 32 * 2 ** 20 };
const experimentBounds = { depth: 32, values: 20_000, names: 5000 };

interface ReadFacts {
  readonly stamp: string;
  readonly bytes: number;
  /** Undefined where the file is no experiment. */
  readonly facts: ExperimentFacts | undefined;
}

interface Namesakes {
  /** Their directories, the oldest first. */
  readonly directories: readonly string[];
  readonly labels: RunLabels;
}

/** Remembers experiments and labels between looks; not needed for a single look. */
export class RunLabeller {
  #facts = new Map<string, ReadFacts>();
  #namesakes = new Map<string, Namesakes>();
  #keptBytes = 0;

  /**
   * Labels for the runs whose name others of `runs` have, too. One whose experiment cannot be read has none. Calls come
   * one after another.
   */
  async label(runs: readonly LabelledRun[]): Promise<RunLabels> {
    const namesakes = new Map<string, Namesakes>();
    const labels = new Map<string, string>();
    const groups = [...groupByName(runs)].filter(([, directories]) => directories.length > 1);
    this.#forgetOthers(new Set(groups.flatMap(([, directories]) => directories)));
    for (const [name, directories] of groups) {
      const known = this.#namesakes.get(name);
      const isSame = known !== undefined && isSameList(known.directories, directories);
      const found = isSame ? known : { directories, labels: await this.#labelNamesakes(directories) };
      namesakes.set(name, found);
      for (const [directory, label] of found.labels) labels.set(directory, label);
    }
    this.#namesakes = namesakes;
    return labels;
  }

  async #labelNamesakes(directories: readonly string[]): Promise<RunLabels> {
    const read = await mapInTurns(directories, readAtOnce, async (directory) => ({
      directory,
      facts: await this.#read(directory),
    }));
    const legible = read.flatMap(({ directory, facts }) => (facts === undefined ? [] : [{ directory, facts }]));
    const labels = await labelRuns(legible.map(({ facts }) => facts));
    return new Map(legible.map(({ directory }, place) => [directory, labels[place] ?? '']));
  }

  async #read(directory: string): Promise<ExperimentFacts | undefined> {
    const file = runFiles(directory).experiment;
    try {
      const found = await lookAtEntry(file);
      const stamp = stampOf(found);
      const known = this.#facts.get(directory);
      if (known?.stamp === stamp) return known.facts;
      this.#forget(directory);
      const bytes = found?.size ?? 0;
      if (this.#keptBytes + bytes > mostBytes.together) return undefined;
      const parsed = checkShape(parseBoundedJson(await readBounded(file, mostBytes.each), experimentBounds));
      const facts = parsed.success ? factsOf(parsed.data) : undefined;
      this.#facts.set(directory, { stamp, bytes, facts });
      this.#keptBytes += bytes;
      return facts;
    } catch {
      // Whoever opens the run is told what is wrong with it; beside others it stands without a label.
      return undefined;
    }
  }

  #forgetOthers(kept: ReadonlySet<string>): void {
    for (const directory of [...this.#facts.keys()]) if (!kept.has(directory)) this.#forget(directory);
  }

  #forget(directory: string): void {
    this.#keptBytes -= this.#facts.get(directory)?.bytes ?? 0;
    this.#facts.delete(directory);
  }
}

/** Labels of `runs`, read once. */
export function readRunLabels(runs: readonly LabelledRun[]): Promise<RunLabels> {
  return new RunLabeller().label(runs);
}

/** Directories of the newest runs of each name, the oldest of them first. */
function groupByName(runs: readonly LabelledRun[]): Map<string, readonly string[]> {
  const directories = new Map<string, string[]>();
  for (const { directory, manifest } of newestFirst(runs).reverse()) {
    const namesakes = directories.get(manifest.name);
    if (namesakes === undefined) directories.set(manifest.name, [directory]);
    else namesakes.push(directory);
  }
  return new Map([...directories].map(([name, namesakes]) => [name, namesakes.slice(-mostOfOneName)]));
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
