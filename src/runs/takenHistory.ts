// What a run that goes on from another one's checkpoint takes over from it: checkpoints, figures, a sample and its split.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chooseNames } from '../base/folderNames.ts';
import { isPlainFolder } from '../base/plainFolder.ts';
import { writeNew } from '../base/writeAtomically.ts';
import { type CheckpointOwner, describeCheckpoint, listCheckpoints } from './checkpoints.ts';
import { copyCheckpoint, copyIfThere } from './copyCheckpoint.ts';
import { copyFigures } from './copyFigures.ts';
import { listEventFiles, nextEventFileName } from './eventFiles.ts';
import { frameRecord } from './eventRecords.ts';
import { encodeEvent } from './events.ts';
import { loadCheckpoint } from './loadCheckpoint.ts';
import type { Manifest } from './manifest.ts';
import { runFiles } from './runDirectory.ts';
import { readNewestSample } from './samples.ts';
import { type NewCheckpoint, writeCheckpoint } from './saveCheckpoint.ts';

const mostEntries = 16;

interface TakenFrom {
  /** Absolute path of the other run's folder. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly owner: CheckpointOwner;
  /** Everything counts up to this meta-iteration, of which there is a good checkpoint. */
  readonly upTo: number;
}

/**
 * Copies into `folder`, which is to be the run `id`, what counts of the other run up to the meta-iteration: checkpoints,
 * figures, the newest sample, the split. Gives what the manifest takes over; figures that it knows only past the
 * meta-iteration are found in the files when the run begins.
 * @throws Error that names the file that cannot be used; the system's error
 */
export async function takeOverHistory(taken: TakenFrom, folder: string, id: string): Promise<Partial<Manifest>> {
  const { directory, manifest, upTo } = taken;
  const iterations = (await listCheckpoints(directory)).filter((iteration) => iteration <= upTo);
  for (const iteration of iterations) await takeCheckpoint(taken, folder, id, iteration);
  await takeFigures(directory, folder, upTo);
  await takeSample(directory, folder, upTo);
  await copyIfThere(runFiles(directory).split, runFiles(folder).split);
  await copyInitialization(runFiles(directory).initialization, runFiles(folder).initialization);
  const counting = <Figure extends { readonly iteration: number }>(figure: Figure | null) =>
    figure !== null && figure.iteration <= upTo ? figure : null;
  const { backend, engineVariant, engineReason, parameterCount, heldOut, baselines, splitDigest } = manifest;
  return {
    ...{ backend, engineVariant, engineReason, parameterCount, heldOut, baselines, splitDigest },
    initializedFrom: manifest.initializedFrom,
    dataChanges: manifest.dataChanges.filter(({ iteration }) => iteration <= upTo),
    iteration: upTo,
    checkpointIteration: upTo,
    latest: counting(manifest.latest),
    best: counting(manifest.best),
    untrained: counting(manifest.untrained),
    trainingClasses: counting(manifest.trainingClasses),
  };
}

/** Under the id of the run that it becomes one of. Of those that are not gone on from a damaged one is left out. */
async function takeCheckpoint(
  { directory, owner, upTo }: TakenFrom,
  folder: string,
  id: string,
  iteration: number,
): Promise<void> {
  const loaded = await loadWithLayout(path.join(runFiles(directory).checkpoints, String(iteration)), owner).catch(
    (error: unknown) => {
      if (iteration === upTo) throw error;
      return undefined;
    },
  );
  if (loaded === undefined) return;
  await writeCheckpoint(path.join(runFiles(folder).checkpoints, String(iteration)), { ...loaded, id });
}

async function loadWithLayout(folder: string, owner: CheckpointOwner): Promise<Omit<NewCheckpoint, 'id'>> {
  const { description } = await describeCheckpoint(folder, owner);
  return { state: await loadCheckpoint(folder, owner), seed: description.seed, layout: description.parameters };
}

/** What the files hold past the meta-iteration is withdrawn by one that comes after them. */
async function takeFigures(directory: string, folder: string, upTo: number): Promise<void> {
  for (const name of await listEventFiles(directory))
    await copyFigures(path.join(directory, name), path.join(folder, name));
  const wallTime = Date.now() / 1000;
  const records = [
    encodeEvent({ kind: 'fileVersion', wallTime, version: 'brain.Event:2' }),
    encodeEvent({ kind: 'sessionStart', wallTime, iteration: upTo + 1 }),
  ].map(frameRecord);
  await writeNew(path.join(folder, await nextEventFileName(folder)), Buffer.concat(records));
}

async function takeSample(directory: string, folder: string, upTo: number): Promise<void> {
  const { drawn } = await readNewestSample(directory, { lastIteration: upTo }).catch(() => ({ drawn: undefined }));
  if (drawn === undefined || drawn.iteration > upTo) return;
  const name = `${drawn.iteration}.json`;
  await copyIfThere(path.join(runFiles(directory).samples, name), path.join(runFiles(folder).samples, name));
}

/** What it began with, as it is. */
async function copyInitialization(from: string, to: string): Promise<void> {
  if (!(await isPlainFolder(from))) return;
  await mkdir(to);
  const rankOf = (name: string) => (/^\d{1,15}$/.test(name) ? 0 : undefined);
  for (const name of (await chooseNames(from, { rankOf, most: mostEntries })).names)
    await copyCheckpoint(path.join(from, name), path.join(to, name));
  await copyIfThere(runFiles(from).split, runFiles(to).split);
}
