// Where a target lies in a run: which entry is meant, and what is put there first where a run has none.

import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Choices } from '../choices.ts';
import type { Fixture } from './fixture.ts';
import { type Role, roles, type Target } from './targets.ts';

/** A run of the fixture that has the target. */
export async function chooseRole(target: Target, fixture: Fixture, choices: Choices): Promise<Role> {
  const having: Role[] = [];
  for (const role of roles) {
    const directory = path.join(fixture.folder, 'project', 'runs', fixture.runs[role]);
    if (target.initial !== undefined || (await find(directory, target.pattern)) !== undefined) having.push(role);
  }
  // Stopped runs are what commands do most with.
  return having.includes('stopped') && choices.flag() ? 'stopped' : choices.pick(having);
}

/** Absolute path of the target, which exists then. */
export async function locate(target: Target, runDirectory: string): Promise<string> {
  const within = folderOf(target, runDirectory);
  const found = await find(within, target.pattern);
  if (found !== undefined) return found;
  const entry = path.join(within, target.pattern);
  if (target.initial === undefined) throw new Error(`The run has no ${target.name}.`);
  if (target.initial === 'folder') await mkdir(entry, { recursive: true });
  else {
    await mkdir(path.dirname(entry), { recursive: true });
    await writeFile(entry, target.initial);
  }
  return entry;
}

function folderOf({ within }: Target, runDirectory: string): string {
  switch (within) {
    case 'run':
      return runDirectory;
    case 'runs':
      return path.dirname(runDirectory);
    case 'workspace':
      return path.dirname(path.dirname(runDirectory));
  }
}

async function find(folder: string, pattern: string): Promise<string | undefined> {
  let here = folder;
  for (const part of pattern.split('/')) {
    const name = part.includes('*') ? await lastOf(here, part) : part;
    if (name === undefined) return undefined;
    here = path.join(here, name);
  }
  return stat(here).then(
    () => here,
    () => undefined,
  );
}

/**
 * `pattern` has one star. A process that ends at once may leave a file that is only half-written, under another name.
 */
async function lastOf(folder: string, pattern: string): Promise<string | undefined> {
  const [prefix = '', suffix = ''] = pattern.split('*');
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.startsWith(prefix) && name.endsWith(suffix),
  );
  return names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)).at(-1);
}
