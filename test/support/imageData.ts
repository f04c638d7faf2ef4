// Small image data sets for tests: trees of files, written as a folder or a zip, and loaded as an experiment would.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { type RandomStream, randomStream } from '../../src/engine/random.ts';
import { imageTask } from '../../src/experiment/schema/imageTask.ts';
import { loadImageFolder } from '../../src/tasks/imageFolder/loadImageFolder.ts';
import type { ImageSet } from '../../src/tasks/imageSet.ts';
import type { LoadOptions } from '../../src/tasks/loadOptions.ts';
import { noisePng } from './pngs.ts';

/** Contents by name, with slashes. */
export type Tree = Record<string, Uint8Array>;

export const textFile = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `class/0.png`, `class/1.png` … of different noise. */
export function classTree(
  classes: readonly string[],
  images = 4,
  random: RandomStream = randomStream(0, 'split', 1),
): Tree {
  const names = classes.flatMap((name) => Array.from({ length: images }, (_, image) => `${name}/${image}.png`));
  return Object.fromEntries(names.map((name) => [name, noisePng(random)]));
}

export async function writeTree(folder: string, tree: Tree): Promise<string> {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

export async function writeZip(file: string, tree: Tree): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, zipSync(tree, { level: 6 }));
  return file;
}

export interface LoadedImages {
  readonly set: ImageSet;
  readonly notes: readonly string[];
}

/** Tasks of 2 ways with 2 images to train on, and 1 to adapt to and 1 to ask for, unless `sizes` say otherwise. */
export async function loadImages(
  location: string,
  dataset: Readonly<Record<string, unknown>> = {},
  sizes: Readonly<Record<string, number>> = {},
  options: LoadOptions = {},
): Promise<LoadedImages> {
  const notes: string[] = [];
  const task = imageTask.parse({
    kind: 'images',
    ways: 2,
    shots: 1,
    queries: 1,
    trainShots: 2,
    ...sizes,
    dataset: { source: 'folder', path: location, size: 8, ...dataset },
  });
  if (task.dataset.source !== 'folder') throw new TypeError('These are images in a folder.');
  const set = await loadImageFolder(task, task.dataset, '/', { ...options, onNote: (note) => notes.push(note) });
  return { set, notes };
}

/** Names and digests of everything below `folder`, for comparing it before and after. */
export async function snapshotOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = entries.map(async (entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const content = entry.isFile() ? await readFile(file).catch(() => 'unreadable') : '';
    return `${path.relative(folder, file)} ${createHash('sha256').update(content).digest('hex')}`;
  });
  return (await Promise.all(lines)).sort();
}
