// How a run's data stand to what it begins with was trained on: held-out classes that are none that were never seen, and
// inputs that stand for something else.

import { lookAtEntry } from '../base/boundedFile.ts';
import { formatBytes } from '../base/formatMemory.ts';
import { isPlainFolder } from '../base/plainFolder.ts';
import { describeCodingDifference } from '../tasks/codingDifference.ts';
import type { InputCoding } from '../tasks/inputCoding.ts';
import type { ClassContent } from '../tasks/split/dataSplit.ts';
import { earlierFolders, runFiles } from './runDirectory.ts';
import { mostSplitBytes, readSplitRecord } from './splitRecord.ts';

export interface BesideBeginning {
  /** Held-out classes that were trained on before, or may have been. */
  readonly seen: number;
  /** In sentences, what a person should know of it. */
  readonly warnings: readonly string[];
}

/**
 * From what the run keeps of both; nothing is said of what nobody knows. Holds one earlier split at a time, however many
 * there are. Never rejects.
 * @param measured held-out classes in the place of those that the run keeps
 */
export async function standBesideBeginning(
  directory: string,
  measured?: readonly ClassContent[],
): Promise<BesideBeginning> {
  const [first = '', ...others] = earlierFolders(directory);
  const nothing = { seen: 0, warnings: [] };
  if (!(await isPlainFolder(first).catch(() => false))) return nothing;
  const own = await readSplitRecord(directory);
  if (own.kind !== 'found') return nothing;
  const { split, coding } = own.record;
  const heldOut = measured ?? (split.kind === 'classes' ? split.heldOut : []);
  const before = new TrainedBefore(heldOut);
  const parent = await before.lookInto(first);
  for (const folder of others) {
    if (before.isTooMuch || !(await isPlainFolder(folder).catch(() => false))) break;
    await before.lookInto(folder);
  }
  const { seen, generations } = before;
  return {
    seen: seen.length,
    warnings: [
      ...(seen.length > 0 ? [describeSeen(seen, heldOut.length, generations)] : []),
      ...(before.isTooMuch ? [describeTooMuch(generations)] : []),
      ...(coding && parent ? describeCodingDifference(parent, coding, theOther) : []),
    ],
  };
}

interface SeenClass {
  readonly name: string;
  /**
   * Whether it holds what was trained on. Otherwise it is called the same: with another split rows are coded otherwise,
   * with another setting images are, and one sample more makes another digest.
   */
  readonly isSame: boolean;
}

/** Which held-out classes earlier runs were trained on, from their splits, the newest first. */
class TrainedBefore {
  /** So many of them are known: what cannot be read is as good as none. */
  generations = 0;
  /** Whether there are more of them than are read. */
  isTooMuch = false;
  readonly #heldOut: readonly ClassContent[];
  readonly #own: { readonly digests: ReadonlySet<string>; readonly names: ReadonlySet<string> };
  readonly #found = { digests: new Set<string>(), names: new Set<string>() };
  #bytesLeft = mostSplitBytes;

  constructor(heldOut: readonly ClassContent[]) {
    this.#heldOut = heldOut;
    this.#own = {
      digests: new Set(heldOut.map(({ digest }) => digest)),
      names: new Set(heldOut.map(({ name }) => name)),
    };
  }

  get seen(): readonly SeenClass[] {
    return this.#heldOut.flatMap(({ name, digest }) => {
      const isSame = this.#found.digests.has(digest);
      return isSame || this.#found.names.has(name) ? [{ name, isSame }] : [];
    });
  }

  /** Gives what the inputs of the run whose split it is stand for. Nothing is read where all together are too much. */
  async lookInto(folder: string): Promise<InputCoding | undefined> {
    const entry = await lookAtEntry(runFiles(folder).split).catch(() => undefined);
    this.#bytesLeft -= entry?.isFile() ? entry.size : 0;
    this.isTooMuch = this.#bytesLeft < 0;
    if (this.isTooMuch) return undefined;
    const found = await readSplitRecord(folder);
    if (found.kind !== 'found') return undefined;
    const { split, coding } = found.record;
    this.generations++;
    for (const { name, digest } of split.kind === 'classes' ? split.training : []) {
      if (this.#own.digests.has(digest)) this.#found.digests.add(digest);
      if (this.#own.names.has(name)) this.#found.names.add(name);
    }
    return coding;
  }
}

function describeTooMuch(generations: number): string {
  return (
    `What ${theOther} and those before it were trained on takes more than ${formatBytes(mostSplitBytes)}: of their splits ${generations} could be read, the newest first. ` +
    'Whether held-out classes are among the training classes of the others is not known.'
  );
}

const theOther = 'the run that this one begins with';
const mostNamed = 5;

function describeSeen(seen: readonly SeenClass[], heldOut: number, generations: number): string {
  const same = seen.filter(({ isSame }) => isSame).length;
  const are = same === seen.length ? 'are' : same === 0 ? 'are called like' : 'are, or are called like,';
  const names = seen.slice(0, mostNamed).map(({ name }) => name);
  return (
    `${seen.length} of the ${heldOut} held-out classes ${are} training classes of ${theOther}${generations > 1 ? ' or of one before it' : ''} ` +
    `(${names.join(', ')}${seen.length > mostNamed ? ', …' : ''}): its figures are not those of classes that were never seen. Give both runs the same split.`
  );
}
