// The files below a folder, as a source: symbolic links are followed, but never in circles.

import type { Dirent, Stats } from 'node:fs';
import { open, opendir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import {
  type FileSource,
  firstBytes,
  inCodeUnitOrder,
  isClutter,
  maximumFileBytes,
  maximumFiles,
  UnreadableFileError,
} from './fileSource.ts';
import { stampOfData } from './fileStamp.ts';
import { someNames } from './someNames.ts';

/** Deeper folders hold no layout that is known. */
const deepest = 8;
/** Folders that are listed at the same time. */
const together = 16;

/** @throws {TaskError} when the folder cannot be listed or holds too many files */
export async function openFolderSource(folder: string, signal?: AbortSignal): Promise<FileSource> {
  return {
    location: folder,
    ...(await new Walk(folder, signal).finish()),
    describe: ({ name }) => absolutePath(folder, name),
    stampOf: async ({ name }) => {
      const file = absolutePath(folder, name);
      return stampOfData(await stat(file).catch(refuse), () => readWhole(file));
    },
    read: ({ name }) => readWhole(absolutePath(folder, name)),
    begin: ({ name }) => readFirst(absolutePath(folder, name)),
    close: () => {},
  };
}

interface FolderToList {
  readonly name: string;
  readonly depth: number;
  /** Real paths of the folder itself and of all that it lies in, where a link led to one of them. */
  readonly realPaths: readonly string[];
}

class Walk {
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;
  readonly #names: string[] = [];
  readonly #circles: string[] = [];
  readonly #unreadable: string[] = [];
  readonly #tooDeep: string[] = [];
  readonly #special: string[] = [];
  readonly #empty: string[] = [];
  readonly #most = maximumFiles();
  #folders = 0;

  constructor(root: string, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#signal = signal;
  }

  async finish(): Promise<Pick<FileSource, 'files' | 'emptyFolders' | 'notes'>> {
    const rootPath = await realpath(this.#root).catch((error: unknown) => {
      throw new TaskError(`Cannot open ${this.#root}: ${reasonOf(error)}.`, { cause: error });
    });
    // A hundred thousand folders are too many for the arguments of one call.
    const waiting: FolderToList[] = [{ name: '', depth: 0, realPaths: [rootPath] }];
    while (waiting.length > 0) {
      this.#signal?.throwIfAborted();
      const found = await Promise.all(waiting.splice(-together).map((folder) => this.#list(folder)));
      for (const folder of found.flat()) waiting.push(folder);
    }
    const files = this.#names.sort(inCodeUnitOrder).map((name) => ({ name }));
    return { files, emptyFolders: this.#empty.sort(inCodeUnitOrder), notes: this.#notes() };
  }

  /** Notes the folder's files, and gives the folders in it. */
  async #list(folder: FolderToList): Promise<FolderToList[]> {
    const folders: FolderToList[] = [];
    let isEmpty = true;
    try {
      this.#count(++this.#folders);
      for await (const entry of await opendir(absolutePath(this.#root, folder.name), { bufferSize: 1024 })) {
        if (isClutter(entry.name)) continue;
        isEmpty = false;
        const name = folder.name === '' ? entry.name : `${folder.name}/${entry.name}`;
        const kind = await this.#kindOf(entry, name);
        if (kind === 'file') this.#addFile(name);
        else if (kind === 'folder') folders.push({ name, depth: folder.depth + 1, realPaths: folder.realPaths });
        else if (kind === 'linked folder') folders.push(...(await this.#follow(name, folder)));
        else if (kind === 'special') this.#special.push(name);
      }
      if (isEmpty) this.#empty.push(folder.name);
    } catch (error) {
      if (error instanceof TaskError || folder.name === '') throw asTaskError(error, this.#root);
      this.#unreadable.push(folder.name);
    }
    if (folder.depth < deepest) return folders;
    for (const { name } of folders) this.#tooDeep.push(name);
    return [];
  }

  async #kindOf(entry: Dirent, name: string): Promise<'file' | 'folder' | 'linked folder' | 'special' | 'unreadable'> {
    if (entry.isFile()) return 'file';
    if (entry.isDirectory()) return 'folder';
    if (!entry.isSymbolicLink()) return 'special';
    const target: Stats | undefined = await stat(absolutePath(this.#root, name)).catch(() => undefined);
    if (target === undefined) {
      this.#unreadable.push(name);
      return 'unreadable';
    }
    if (target.isDirectory()) return 'linked folder';
    return target.isFile() ? 'file' : 'special';
  }

  /** A link to a folder that it lies in itself would go on without end. */
  async #follow(name: string, { depth, realPaths }: FolderToList): Promise<FolderToList[]> {
    const target = await realpath(absolutePath(this.#root, name));
    const here = await realpath(path.dirname(absolutePath(this.#root, name)));
    const around = [...realPaths, here];
    if (around.some((folder) => folder === target || folder.startsWith(`${target}${path.sep}`))) {
      this.#circles.push(name);
      return [];
    }
    return [{ name, depth: depth + 1, realPaths: [...around, target] }];
  }

  #addFile(name: string): void {
    this.#count(this.#names.push(name));
  }

  #count(found: number): void {
    if (found <= this.#most) return;
    const most = this.#most.toLocaleString('en-US');
    throw new TaskError(
      `${this.#root} holds more than ${most} files or folders. Set task.dataset.path to a folder with the data alone.`,
    );
  }

  #notes(): string[] {
    const note = (names: readonly string[], why: string) =>
      names.length === 0 ? [] : [`${this.#root}: ${why}: ${someNames([...names].sort(inCodeUnitOrder))}.`];
    return [
      ...note(this.#circles, 'links that lead back to a folder around them were not followed'),
      ...note(this.#unreadable, 'folders and links that lead nowhere or may not be read were passed over'),
      ...note(this.#special, 'pipes, devices and the like were passed over'),
      ...note(this.#tooDeep, 'folders that lie too deep were passed over'),
    ];
  }
}

function asTaskError(error: unknown, folder: string): TaskError {
  if (error instanceof TaskError) return error;
  return new TaskError(`Cannot list ${folder}: ${reasonOf(error)}.`, { cause: error });
}

/** Names of a folder source have slashes on every system. */
function absolutePath(root: string, name: string): string {
  return path.join(root, ...name.split('/'));
}

/** Never more than the size that was checked: a file may grow while it is read. */
async function readWhole(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch(refuse);
  try {
    const { size } = await handle.stat();
    if (size > maximumFileBytes) throw new UnreadableFileError(tooLarge);
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await handle.read(bytes, length, size - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    return refuse(error);
  } finally {
    await handle.close();
  }
}

async function readFirst(file: string): Promise<Uint8Array> {
  const handle = await open(file).catch(refuse);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(firstBytes), 0, firstBytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    return refuse(error);
  } finally {
    await handle.close();
  }
}

export const tooLarge = `it is larger than ${maximumFileBytes / 2 ** 20} MiB`;

function refuse(error: unknown): never {
  if (error instanceof UnreadableFileError) throw error;
  throw new UnreadableFileError(reasonOf(error), { cause: error });
}
