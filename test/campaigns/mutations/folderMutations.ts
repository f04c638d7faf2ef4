// Mutations of what lies in a folder, and of a run directory as a whole.

import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hostileNames } from './hostileTexts.ts';
import type { Mutation, Place } from './mutation.ts';

const manyEntries = 10_000;

function filledWith(name: string, fill: (place: Place) => Promise<string>): Mutation {
  return { name, shapes: ['folder'], apply: fill };
}

async function writeMany(folder: string, nameOf: (index: number) => string, content: string): Promise<void> {
  for (let start = 0; start < manyEntries; start += 500) {
    const names = Array.from({ length: 500 }, (_, offset) => nameOf(start + offset));
    await Promise.all(names.map((name) => writeFile(path.join(folder, name), content)));
  }
}

export const folderMutations: readonly Mutation[] = [
  filledWith('ten thousand foreign files', async ({ entry }) => {
    await writeMany(entry, (index) => `foreign-${index}.txt`, 'x');
    return `${manyEntries} files`;
  }),
  filledWith('ten thousand files that look like its own', async ({ entry }) => {
    await writeMany(entry, (index) => `${100_000 + index}.json`, '{"kind":"nothing"}');
    return `${manyEntries} files`;
  }),
  filledWith('numbers as names', async ({ entry }) => {
    const names = ['99999999999999999999', '007', '1e3', '-1', '9007199254740993', '00', '2147483648.5'];
    for (const name of names) {
      await mkdir(path.join(entry, name));
      await writeFile(path.join(entry, `${name}.json`), '{}');
    }
    return names.join(' ');
  }),
  filledWith('folders named as files', async ({ entry }) => {
    for (const name of [
      '999999.json',
      '1800000000000-00000000-stop.json',
      '20260101T000000Z-0000.json',
      'run.json',
      'SHA256SUMS',
    ]) {
      await rm(path.join(entry, name), { recursive: true, force: true });
      await mkdir(path.join(entry, name, 'inside'), { recursive: true });
    }
    return 'folders named as files';
  }),
  filledWith('links to the outside in it', async ({ entry, canary }) => {
    const names = [
      '999999',
      '999999.json',
      '1800000000000-00000000-stop.json',
      '20260101T000000Z-0000.json',
      'run.json',
      '.unfinished-x',
      'x.tmp',
    ];
    for (const [index, name] of names.entries()) {
      await symlink(index % 2 === 0 ? canary : path.join(canary, 'file.txt'), path.join(entry, name));
    }
    return 'links to the outside';
  }),
  filledWith('what a killed process leaves', async ({ entry }) => {
    await mkdir(path.join(entry, '.unfinished-00000000-0000-4000-8000-000000000000', 'deep'), { recursive: true });
    await writeFile(path.join(entry, 'run.json.00000000-0000-4000-8000-000000000000.tmp'), '{');
    return 'a stray file and a stray folder';
  }),
  filledWith('hostile names', async ({ entry }) => {
    for (const name of hostileNames)
      await writeFile(path.join(entry, `${name.slice(0, 200)}.json`), '{}').catch(() => undefined);
    return 'hostile names';
  }),
];

export const runDirectoryMutations: readonly Mutation[] = [
  ...hostileNames.map(
    (name): Mutation => ({
      name: 'a hostile name',
      shapes: ['runDirectory'],
      async apply({ runDirectory, runsFolder }) {
        await rename(runDirectory, path.join(runsFolder, name));
        return JSON.stringify(name);
      },
    }),
  ),
  {
    name: 'a link to a run elsewhere',
    shapes: ['runDirectory'],
    async apply({ runDirectory, canary }) {
      const elsewhere = path.join(path.dirname(canary), 'elsewhere');
      await rename(runDirectory, elsewhere);
      await symlink(elsewhere, runDirectory);
      return 'moved away, and a link in its place';
    },
  },
  {
    name: 'without write permission',
    shapes: ['runDirectory'],
    apply: async () => undefined,
  },
];
