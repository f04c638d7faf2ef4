// Mutations that put something else in an entry's place: links, pipes, sockets, devices, folders in place of files and
// files in place of folders.

import { execFile } from 'node:child_process';
import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { everyEntry, type Mutation, type Place } from './mutation.ts';
import type { TargetShape } from './targets.ts';

const run = promisify(execFile);

function inPlaceOf(
  name: string,
  put: (place: Place) => Promise<string | undefined>,
  shapes: readonly TargetShape[] = everyEntry,
): Mutation {
  return {
    name,
    shapes,
    async apply(place) {
      await rm(place.entry, { recursive: true, force: true });
      return put(place);
    },
  };
}

function link(name: string, targetOf: (place: Place) => string | Promise<string>): Mutation {
  return inPlaceOf(`a link ${name}`, async (place) => {
    const target = await targetOf(place);
    await symlink(target, place.entry);
    return `to ${target}`;
  });
}

async function makePipe(file: string): Promise<string> {
  await run('mkfifo', [file]);
  return file;
}

/** A socket stays where it was renamed to when its server is closed. */
async function makeSocket(file: string): Promise<string> {
  const bound = path.join(os.tmpdir(), `rl-${process.pid}-${Math.trunc(performance.now() * 1000)}.s`);
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(bound, resolve));
  await rename(bound, file);
  await new Promise((resolve) => server.close(resolve));
  return 'a socket';
}

async function makeDevice(file: string): Promise<string | undefined> {
  try {
    await run('mknod', [file, 'c', '1', '5']);
    return 'the endless device of zeros';
  } catch {
    return undefined;
  }
}

export const entryMutations: readonly Mutation[] = [
  inPlaceOf('removed', async () => 'removed'),
  link('to a file outside', ({ canary }) => path.join(canary, 'file.txt')),
  link('to a file of its kind outside', ({ canary }) => path.join(canary, 'run.json')),
  link('to a folder outside', ({ canary }) => canary),
  link('to nothing', ({ canary }) => path.join(canary, 'not-there')),
  link('to itself', ({ entry }) => path.basename(entry)),
  link('to an endless device', () => '/dev/zero'),
  link('to a pipe', ({ canary }) =>
    makePipe(path.join(path.dirname(canary), 'pipe')).catch(() => path.join(path.dirname(canary), 'pipe')),
  ),
  inPlaceOf('a pipe', ({ entry }) => makePipe(entry)),
  inPlaceOf('a socket', ({ entry }) => makeSocket(entry)),
  inPlaceOf('a device', ({ entry }) => makeDevice(entry)),
  inPlaceOf(
    'an empty folder',
    async ({ entry }) => {
      await mkdir(entry);
      return 'an empty folder';
    },
    ['json', 'file'],
  ),
  inPlaceOf(
    'a full folder',
    async ({ entry }) => {
      await mkdir(path.join(entry, '7'), { recursive: true });
      await writeFile(path.join(entry, '7', 'x'), 'x');
      await writeFile(path.join(entry, '8.json'), '{}');
      return 'a folder with something in it';
    },
    ['json', 'file'],
  ),
  inPlaceOf(
    'a file',
    async ({ entry }) => {
      await writeFile(entry, 'a file in place of a folder');
      return 'a file';
    },
    ['folder'],
  ),
  {
    name: 'without permissions',
    shapes: everyEntry,
    async apply({ entry }) {
      // The superuser reads it all the same.
      if (process.getuid?.() === 0) return undefined;
      await chmod(entry, 0);
      return 'mode 000';
    },
  },
];
