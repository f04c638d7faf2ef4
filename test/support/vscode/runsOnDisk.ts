// Runs as the tests in VS Code find them on the disk: which there are, how they stand, and ending those that a test
// leaves behind.

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../../../src/base/processIdentity.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { failureWords } from '../failureWords.ts';
import { waitFor } from '../waitFor.ts';

export function runsFolderOf(workspace: string): string {
  return path.join(workspace, '.reptile', 'runs');
}

/** Run directories of a workspace folder. */
export async function listRunDirectories(workspace: string): Promise<readonly string[]> {
  const names = await readdir(runsFolderOf(workspace)).catch(() => []);
  return names.filter((name) => !name.startsWith('.')).map((name) => path.join(runsFolderOf(workspace), name));
}

/** The run directory that exists now and was not among `before`. */
export function waitForNewRun(workspace: string, before: readonly string[] = []): Promise<string> {
  return waitFor('a run directory', async () =>
    (await listRunDirectories(workspace)).find((found) => !before.includes(found)),
  );
}

/** Rejects when the run fails, unless that is what `is` asks for. */
export function waitForRun(
  directory: string,
  what: string,
  is: (manifest: Manifest) => boolean | Promise<boolean>,
  timeout = 30_000,
): Promise<Manifest> {
  const look = async () => {
    const manifest = await readManifest(directory);
    if (await is(manifest)) return manifest;
    if (manifest.state === 'failed') throw new Error(`The run failed: ${failureWords(manifest.failure)}`);
    return false;
  };
  return waitFor(`${path.basename(directory)} to be ${what}`, look, timeout);
}

export function isRunningPast(iteration: number): (manifest: Manifest) => boolean {
  return (manifest) => manifest.state === 'running' && manifest.iteration > iteration;
}

export async function hasProcess(manifest: Manifest): Promise<boolean> {
  return manifest.process !== null && (await isAlive(manifest.process)) === true;
}

/** Kills the trainers of every run of a workspace folder. */
export async function endTrainers(workspace: string): Promise<void> {
  for (const directory of await listRunDirectories(workspace)) {
    const manifest = await readManifest(directory);
    if (manifest.process === null || !(await hasProcess(manifest))) continue;
    process.kill(manifest.process.pid, 'SIGKILL');
    await waitFor('the trainer to end', async () => !(await hasProcess(manifest)));
  }
}
