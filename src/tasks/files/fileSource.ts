// A user's data as a list of files, whether they lie in a folder or in a zip. Nothing is ever unpacked onto the disk.

import { mostInHeap } from '../heapRoom.ts';

/** One file, named relative to the source's root with slashes: `train/dog/12.jpg`. */
export interface SourceFile {
  readonly name: string;
}

export interface FileSource<File extends SourceFile = SourceFile> {
  /** Absolute path of the folder or the zip. */
  readonly location: string;
  /** In code-unit order of their names; hidden files and what operating systems leave behind are not among them. */
  readonly files: readonly File[];
  /** Folders with nothing in them. */
  readonly emptyFolders: readonly string[];
  /** What was passed over while listing, in sentences for a person. */
  readonly notes: readonly string[];
  /** The file as a person finds it: its path, or the zip's path and the name in it. */
  describe(file: SourceFile): string;
  /**
   * Another one whenever the content is another; of a folder's file mostly also where the same content was copied. Fails
   * as `read` does.
   */
  stampOf(file: File): Promise<string>;
  /**
   * The whole content, checked against whatever checksum the source has.
   * @throws {UnreadableFileError} when it is damaged, gone, not permitted, or larger than `maximumFileBytes`
   */
  read(file: File): Promise<Uint8Array>;
  /**
   * The first bytes, as many as `firstBytes` says where the file has them; checks no checksum.
   * @throws {UnreadableFileError} as `read`
   */
  begin(file: File): Promise<Uint8Array>;
  close(): void;
}

/** Enough to tell what a file is. */
export const firstBytes = 64;

/** No picture or table of a few-shot data set is larger; it bounds what a hostile file makes us allocate. */
export const maximumFileBytes = 128 * 2 ** 20;

/** More would need gigabytes for the names alone. Of 100 characters and in several lists, one takes less than 1 KiB. */
export function maximumFiles(): number {
  return mostInHeap(2_000_000, 1024);
}

/** One file of a source cannot be read. `message` says why, without naming it and without a full stop. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

/** Whether `name` is hidden or left behind by an operating system, and no data. */
export function isClutter(name: string): boolean {
  return name.startsWith('.') || clutter.has(name.toLowerCase());
}

const clutter = new Set([
  '__macosx',
  'thumbs.db',
  'desktop.ini',
  '@eadir',
  '$recycle.bin',
  'system volume information',
]);

/** Order of UTF-16 code units: the same on every machine, whatever its language. */
export function inCodeUnitOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
