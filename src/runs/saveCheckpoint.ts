// Saving checkpoints, never visible half-written, and removing old ones.

import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { visitPlainFolder } from '../base/folderNames.ts';
import { makeFolder } from '../base/plainFolder.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { sha256InTurns } from '../base/sha256InTurns.ts';
import { hasCode, isSystemError } from '../base/systemErrors.ts';
import { syncFolder, writeNew } from '../base/writeAtomically.ts';
import type { MetaState } from '../meta/metaState.ts';
import {
  type CheckpointFile,
  type CheckpointOwner,
  type CheckpointState,
  checkpointReason,
  listCheckpoints,
  type ParameterLayout,
  sumsFile,
} from './checkpoints.ts';
import { loadCheckpoint } from './loadCheckpoint.ts';
import { removeOrTell } from './removeOrTell.ts';
import { runFiles } from './runDirectory.ts';
import type { RunGuard, RunHold } from './runHold.ts';

/** Of folders that are being filled or emptied; what is not of this form is somebody's. */
const unfinishedPrefix = '.unfinished-';
const unfinishedName = /^\.unfinished-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface NewCheckpoint {
  readonly state: MetaState;
  /** The run's. */
  readonly id: string;
  readonly seed: number;
  readonly layout: ParameterLayout;
}

/**
 * Saves to `checkpoints/<iteration>/` and waits until it is on the disk. An existing good one of this iteration is
 * kept. Any `sha256sum -c SHA256SUMS` checks a checkpoint. Gives what a person should know of what stood in its place and
 * made way, where something did.
 * @throws {LockLostError} when the run is another process's by then; nothing is left behind
 * @throws {RefusedFileError} where what stands in its place cannot be moved
 */
export async function saveCheckpoint(
  hold: RunHold,
  { state, id, seed, layout }: NewCheckpoint,
): Promise<readonly string[]> {
  const { checkpoints } = runFiles(hold.directory);
  const folder = path.join(checkpoints, String(state.iteration));
  const unfinished = path.join(checkpoints, `${unfinishedPrefix}${randomUUID()}`);
  await makeFolder(checkpoints);
  try {
    await writeCheckpoint(unfinished, { state, id, seed, layout });
    const told = await moveIntoPlace(hold, unfinished, folder, { id, seed, metaIterations: state.iteration, layout });
    await syncFolder(checkpoints);
    return told;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * Writes a checkpoint to a folder that must not exist yet, and waits until its files are on the disk. For a run that
 * nobody knows yet; others are saved by `saveCheckpoint`.
 */
export async function writeCheckpoint(folder: string, { state, id, seed, layout }: NewCheckpoint): Promise<void> {
  const description: CheckpointState = {
    formatVersion: 1,
    iteration: state.iteration,
    seed,
    run: id,
    optimizerSteps: state.optimizerState.steps,
    parameters: [...layout],
  };
  const contents: Readonly<Partial<Record<CheckpointFile, Uint8Array>>> = {
    'parameters.f32': bytesOf(state.parameters),
    'optimizer.f32': bytesOf(state.optimizerState.moments),
    ...(state.outerMoments.length > 0 && { 'outer.f32': bytesOf(state.outerMoments) }),
    'state.json': new TextEncoder().encode(`${JSON.stringify(description, null, 2)}\n`),
  };
  let sums = '';
  for (const [name, content] of Object.entries(contents)) sums += `${await sha256InTurns(content)}  ${name}\n`;
  await mkdir(folder);
  await writeSideBySide(folder, { ...contents, [sumsFile]: sums });
}

/** Each file waits for the disk, so they wait together. All have been tried when it resolves or rejects. */
async function writeSideBySide(folder: string, contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const writing = Object.entries(contents).map(([name, content]) =>
    writeNew(path.join(folder, name), content, { durable: true }),
  );
  await Promise.allSettled(writing);
  await Promise.all(writing);
}

/** What stands in a folder's place when one is renamed to it; Windows says the last two. */
const inTheWay = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'EACCES'];

/**
 * A damaged checkpoint of the same iteration, another run's, a file or a link makes way; a good one stays. Gives why,
 * where something made way, and what is left of it where it cannot be removed.
 */
async function moveIntoPlace(
  hold: RunHold,
  unfinished: string,
  folder: string,
  owner: CheckpointOwner,
): Promise<readonly string[]> {
  hold.assertHeld();
  try {
    renameSync(unfinished, folder);
    return [];
  } catch (error) {
    if (!inTheWay.some((code) => hasCode(error, code))) throw error;
    const reason = await loadCheckpoint(folder, owner).then(
      () => undefined,
      (error: unknown) => checkpointReason(folder, error),
    );
    if (reason === undefined) return [];
    const told = await makeWay(hold, folder, () => renameSync(unfinished, folder));
    const iteration = path.basename(folder);
    return [`What stood in the place of the checkpoint ${iteration} was taken away: ${reason}`, ...told];
  }
}

/** Takes `folder` away, and calls `next` as soon as its name is free. Gives what is left of it. */
async function makeWay(hold: RunHold, folder: string, next: () => void): Promise<readonly string[]> {
  const aside = path.join(path.dirname(folder), `${unfinishedPrefix}${randomUUID()}`);
  hold.assertHeld();
  // It vanishes at once: neither a reader nor a process that dies meanwhile finds half of one. And what may not be
  // emptied may be moved all the same.
  try {
    renameSync(folder, aside);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (!hasCode(error, 'ENOENT')) throw new RefusedFileError(folder, 'immovable');
  }
  next();
  // Of a link, the link alone.
  const told = await removeOrTell(aside);
  return told === undefined ? [] : [told];
}

/** Which checkpoints of a run stay. */
export interface Retention {
  /** The newest that counts. Later ones were damaged, or their future was given up: they go. */
  readonly newest: number;
  /** So many of the newest stay, and in any case the untrained initialization (0) and `always`. */
  readonly keep: number;
  /** Iterations of the best figures. */
  readonly always: readonly number[];
}

/**
 * Removes all checkpoints but those that stay. Gives what a person should know of those that cannot be removed.
 * @throws {LockLostError}
 */
export async function pruneCheckpoints(hold: RunHold, { newest, keep, always }: Retention): Promise<readonly string[]> {
  const listed = await listCheckpoints(hold.directory);
  const counting = listed.filter((iteration) => iteration <= newest);
  const stay = new Set([0, ...counting.slice(0, keep), ...counting.filter((iteration) => always.includes(iteration))]);
  return removeCheckpoints(
    hold,
    listed.filter((iteration) => !stay.has(iteration)),
  );
}

/** Removes the checkpoints of these meta-iterations. Gives what a person should know of those that stay. @throws {LockLostError} */
export async function removeCheckpoints(hold: RunGuard, iterations: readonly number[]): Promise<readonly string[]> {
  const { checkpoints } = runFiles(hold.directory);
  const stayed: string[] = [];
  for (const iteration of iterations) {
    const folder = path.join(checkpoints, String(iteration));
    const unfinished = path.join(checkpoints, `${unfinishedPrefix}${randomUUID()}`);
    hold.assertHeld();
    const told = await removeOrTell(folder, async () => {
      // It vanishes at once: neither a reader nor a process that dies meanwhile finds half of one.
      renameSync(folder, unfinished);
    });
    const toldOfRest = told ?? (await removeOrTell(unfinished));
    if (toldOfRest !== undefined) stayed.push(toldOfRest);
  }
  return stayed;
}

/**
 * Removes what a process left behind that died while saving or removing. Gives what a person should know of what cannot
 * be removed.
 * @throws {LockLostError}
 */
export async function removeUnfinishedCheckpoints(hold: RunHold): Promise<readonly string[]> {
  const { checkpoints } = runFiles(hold.directory);
  await makeFolder(checkpoints);
  const stayed: string[] = [];
  await visitPlainFolder(checkpoints, async ({ name }) => {
    if (!unfinishedName.test(name)) return;
    hold.assertHeld();
    const told = await removeOrTell(path.join(checkpoints, name));
    if (told !== undefined) stayed.push(told);
  });
  return stayed;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
