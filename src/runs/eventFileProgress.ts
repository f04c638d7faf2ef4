// How far one event file has been read, and what was wrong with it so far.

import type { EventDamage } from './eventDamage.ts';
import type { ScannedRecords } from './eventRecords.ts';
import type { FileProblem } from './fileProblem.ts';

/** No record of ours is nearly as long. */
export const longestRecordBytes = 1 << 19;
/** A run with so much that is none of ours is read no further: gigabytes of nothing would take minutes. */
export const mostDamagedBytes = 1 << 26;
/** So much of every file is looked through for good records all the same. */
export const leastDamagedBytes = 1 << 18;

/** Of one that is followed, beside its name. */
const bytesOfFile = 400;

export interface EventFile {
  readonly name: string;
  position: number;
  isPeeked: boolean;
  /** Nothing more will come: a later file exists, and this one was read to its end. */
  isFinished: boolean;
  problem: FileProblem | undefined;
  damage: Omit<EventDamage, 'file'> | undefined;
  /** Of the damage that was told. */
  damagedBytesTold: number;
}

/** A file of which nothing is known but its name. */
export function unreadFile(name: string): EventFile {
  const nothing = { problem: undefined, damage: undefined, damagedBytesTold: 0 };
  return { name, position: 0, isPeeked: false, isFinished: false, ...nothing };
}

/** What following these files takes in memory, about. */
export function bytesHeldBy(files: readonly EventFile[]): number {
  return files.reduce((bytes, { name }) => bytes + bytesOfFile + 2 * name.length, 0);
}

/** Files of nothing take no room on the disk, and there may be a thousand: of the later ones little is read. */
export function hasTooMuchDamage(file: EventFile, files: readonly EventFile[]): boolean {
  const bytes = file.damage?.bytes ?? 0;
  if (bytes <= leastDamagedBytes) return false;
  const inOthers = files.map((other) => (other === file ? 0 : (other.damage?.bytes ?? 0)));
  return bytes + inOthers.reduce((sum, each) => sum + Math.min(each, mostDamagedBytes), 0) > mostDamagedBytes;
}

/** Counts `added`, of which every part is met once, to the file's damage. */
export function addDamage(file: EventFile, added: Omit<EventDamage, 'file'>): void {
  const { position, bytes, records } = file.damage ?? { position: added.position, bytes: 0, records: 0 };
  file.damage = {
    position: Math.min(position, added.position),
    bytes: bytes + added.bytes,
    records: records + added.records,
  };
}

/** Counts all that follows up to `size` as damage, and reads the file no further. */
export function passOverRest(file: EventFile, size: number): void {
  addDamage(file, { position: file.position, bytes: size - file.position, records: 0 });
  file.position = size;
  file.isFinished = true;
}

/**
 * A record that does not fit into the buffer is none of ours; another program's is an image, a graph, and no damage. False
 * where its end is not there yet.
 */
export function passOverLongRecord(
  file: EventFile,
  { nextBytes }: ScannedRecords,
  size: number,
  isForeign: boolean,
): boolean {
  if (nextBytes === undefined || nextBytes <= longestRecordBytes || file.position + nextBytes > size) return false;
  if (!isForeign) addDamage(file, { position: file.position, bytes: nextBytes, records: 1 });
  file.position += nextBytes;
  return true;
}
