// What a run that goes on from another one's checkpoint takes over from it: checkpoints, figures, a sample and its split.

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { isPlainFolder } from '../base/plainFolder.ts';
import { hasCode, isSystemError } from '../base/systemErrors.ts';
import { writeNew } from '../base/writeAtomically.ts';
import { type CheckpointOwner, checkpointReason, listCheckpoints, mostParametersOfOwner } from './checkpoints.ts';
import { copyCheckpoint, copyCheckpointAs, copyEarlierSplits, copyIfThere } from './copyCheckpoint.ts';
import { copyFigures } from './copyFigures.ts';
import { leastDamagedBytes, mostDamagedBytes } from './eventFileProgress.ts';
import { listEventFiles, nextEventFileName } from './eventFiles.ts';
import { frameRecord } from './eventRecords.ts';
import { encodeEvent } from './events.ts';
import type { Manifest } from './manifest.ts';
import { runFiles } from './runDirectory.ts';
import { readNewestSample } from './samples.ts';

interface TakenFrom {
  /** Absolute path of the other run's folder. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly owner: CheckpointOwner;
  /** Everything counts up to this meta-iteration, of which there is a good checkpoint. */
  readonly upTo: number;
  /** Hears what of it is damaged and left out, in sentences. */
  readonly onOmission: (omission: string) => void;
}

/**
 * Copies into `folder`, which is to be the run `id`, what counts of the other run up to the meta-iteration: its
 * checkpoint, the best one and the untrained one, figures, the newest sample, the split. Gives what the manifest takes
 * over; figures that it knows only past the meta-iteration are found in the files when the run begins.
 * @throws Error that names the file that cannot be used; the system's error
 */
export async function takeOverHistory(taken: TakenFrom, folder: string, id: string): Promise<Partial<Manifest>> {
  const { directory, manifest, upTo, onOmission } = taken;
  // A stranger's run may have thousands, each as large as the model allows.
  const wanted = [0, manifest.best?.iteration, upTo];
  const kept = (await listCheckpoints(directory)).filter((iteration) => iteration <= upTo);
  for (const iteration of kept) if (wanted.includes(iteration)) await takeCheckpoint(taken, folder, id, iteration);
  await takeFigures(directory, folder, upTo, onOmission);
  await takeSample(directory, folder, upTo);
  await copyIfThere(runFiles(directory).split, runFiles(folder).split);
  await copyInitialization(taken, folder);
  const counting = <Figure extends { readonly iteration: number }>(figure: Figure | null) =>
    figure !== null && figure.iteration <= upTo ? figure : null;
  const { backend, engineVariant, engineReason, parameterCount, heldOut, baselines, splitDigest, heldOutDigest } =
    manifest;
  return {
    backend,
    engineVariant,
    engineReason,
    parameterCount,
    heldOut,
    baselines,
    splitDigest,
    heldOutDigest,
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
  { directory, owner, upTo, onOmission }: TakenFrom,
  folder: string,
  id: string,
  iteration: number,
): Promise<void> {
  const from = path.join(runFiles(directory).checkpoints, String(iteration));
  try {
    await copyCheckpointAs(from, path.join(runFiles(folder).checkpoints, String(iteration)), owner, id);
  } catch (error) {
    if (iteration === upTo || !isDamage(error)) throw error;
    // A trainer at work removed it meanwhile, and its manifest may name another one by now.
    if ((await lookAtEntry(from)) === undefined) throw error;
    onOmission(
      `The new run goes without the checkpoint of meta-iteration ${iteration}. ${checkpointReason(from, error)}`,
    );
  }
}

/** What the files hold past the meta-iteration is withdrawn by one that comes after them. */
async function takeFigures(
  directory: string,
  folder: string,
  upTo: number,
  onOmission: (omission: string) => void,
): Promise<void> {
  let room = mostDamagedBytes;
  for (const name of await listEventFiles(directory)) {
    const most = Math.max(room, leastDamagedBytes);
    const damagedBytes = await copyFigures(path.join(directory, name), path.join(folder, name), most);
    room -= damagedBytes;
    if (damagedBytes > 0) onOmission(describeOmittedFigures(name, damagedBytes));
  }
  const wallTime = Date.now() / 1000;
  const records = [
    encodeEvent({ kind: 'fileVersion', wallTime, version: 'brain.Event:2' }),
    encodeEvent({ kind: 'sessionStart', wallTime, iteration: upTo + 1 }),
  ].map(frameRecord);
  await writeNew(path.join(folder, await nextEventFileName(folder)), Buffer.concat(records));
}

function describeOmittedFigures(name: string, damagedBytes: number): string {
  const bytes = damagedBytes === 1 ? '1 byte' : `${damagedBytes.toLocaleString('en-US')} bytes`;
  return `${name} is damaged: ${bytes} of it ${damagedBytes === 1 ? 'is' : 'are'} left out. Figures that stood there are missing in the new run, too; the others are right.`;
}

async function takeSample(directory: string, folder: string, upTo: number): Promise<void> {
  const { drawn } = await readNewestSample(directory, { lastIteration: upTo }).catch(() => ({ drawn: undefined }));
  if (drawn === undefined || drawn.iteration > upTo) return;
  const name = `${drawn.iteration}.json`;
  await copyIfThere(path.join(runFiles(directory).samples, name), path.join(runFiles(folder).samples, name));
}

/** What it began with, as it is. No run that has a checkpoint needs it, so a damaged copy is left out. */
async function copyInitialization(
  { directory, manifest, owner, onOmission }: TakenFrom,
  folder: string,
): Promise<void> {
  const { initializedFrom } = manifest;
  const { initialization } = runFiles(folder);
  const origin = runFiles(directory).initialization;
  if (initializedFrom === null || !(await isPlainFolder(origin))) return;
  await mkdir(initialization);
  await copyEarlierSplits(origin, folder);
  const name = String(initializedFrom.iteration);
  const [from, to] = [path.join(origin, name), path.join(initialization, name)];
  try {
    await copyCheckpoint(from, to, mostParametersOfOwner(owner));
  } catch (error) {
    if (!isDamage(error)) throw error;
    await rm(to, { recursive: true, force: true });
    onOmission(`The new run goes without its copy of what it began with. ${checkpointReason(from, error)}`);
  }
}

/** Whether what is copied is at fault: a full disk or a drive that is away may let all of it be copied in a while. */
function isDamage(error: unknown): boolean {
  return !isSystemError(error) || hasCode(error, 'ENOENT') || hasCode(error, 'EIO');
}
