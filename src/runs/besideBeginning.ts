// How a run's data stand to what it begins with was trained on: held-out classes that are none that were never seen, and
// inputs that stand for something else.

import { isPlainFolder } from '../base/plainFolder.ts';
import { describeCodingDifference } from '../tasks/codingDifference.ts';
import type { ClassContent } from '../tasks/split/dataSplit.ts';
import { earlierFolders } from './runDirectory.ts';
import { readSplitRecord, type SplitRecord } from './splitRecord.ts';

export interface BesideBeginning {
  /** Held-out classes that were trained on before, or may have been. */
  readonly seen: number;
  /** In sentences, what a person should know of it. */
  readonly warnings: readonly string[];
}

/** From what the run keeps of both; nothing is said of what nobody knows. Never rejects. */
export async function standBesideBeginning(directory: string): Promise<BesideBeginning> {
  const earlier = await readEarlierSplits(directory);
  const own = earlier.length === 0 ? undefined : await readSplitRecord(directory);
  if (own?.kind !== 'found') return { seen: 0, warnings: [] };
  const { split, coding } = own.record;
  const trained = earlier.flatMap((record) => (record.split.kind === 'classes' ? record.split.training : []));
  const seen = split.kind === 'classes' ? findSeen(split.heldOut, trained) : [];
  const parent = earlier.find(({ generation }) => generation === 0)?.coding;
  return {
    seen: seen.length,
    warnings: [
      ...(split.kind === 'classes' && seen.length > 0
        ? [describeSeen(seen, split.heldOut.length, earlier.length)]
        : []),
      ...(coding && parent ? describeCodingDifference(parent, coding, theOther) : []),
    ],
  };
}

/** Those that are known, the newest first. What cannot be read is as good as none. */
async function readEarlierSplits(directory: string): Promise<readonly (SplitRecord & { generation: number })[]> {
  const records: (SplitRecord & { generation: number })[] = [];
  for (const [generation, folder] of earlierFolders(directory).entries()) {
    if (!(await isPlainFolder(folder).catch(() => false))) break;
    const found = await readSplitRecord(folder);
    if (found.kind === 'found') records.push({ ...found.record, generation });
  }
  return records;
}

interface SeenClass {
  readonly name: string;
  /**
   * Whether it holds what was trained on. Otherwise it is called the same: with another split rows are coded otherwise,
   * with another setting images are, and one sample more makes another digest.
   */
  readonly isSame: boolean;
}

function findSeen(heldOut: readonly ClassContent[], training: readonly ClassContent[]): SeenClass[] {
  const digests = new Set(training.map(({ digest }) => digest));
  const names = new Set(training.map(({ name }) => name));
  return heldOut.flatMap(({ name, digest }) => {
    const isSame = digests.has(digest);
    return isSame || names.has(name) ? [{ name, isSame }] : [];
  });
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
