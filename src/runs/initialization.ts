// What a run begins with in the place of random parameters: a copy of another run's checkpoint, or of weights made
// elsewhere, in `initialization/`.

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { chooseNames } from '../base/folderNames.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import { isStepSize, type LearnedParameters } from '../meta/beginWith.ts';
import { checkpointOwnerOf } from './checkpointOwner.ts';
import { countParameters, describeCheckpoint } from './checkpoints.ts';
import { type CheckpointChoice, verifyChosenCheckpoint } from './chosenCheckpoint.ts';
import { copyCheckpoint, copyEarlierSplits } from './copyCheckpoint.ts';
import { parametersSha256 } from './evaluations.ts';
import { loadCheckpoint } from './loadCheckpoint.ts';
import { lookAgain } from './lookAgain.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './manifestFile.ts';
import { runFiles } from './runDirectory.ts';
import type { LearnedElsewhere } from './runOrigin.ts';
import { writeCheckpoint } from './saveCheckpoint.ts';
import { choiceAgain, useWhileThere } from './usedCheckpoint.ts';
import { verifyCheckpoint } from './verifyCheckpoint.ts';

interface ChosenOfAnyKind {
  readonly learned: LearnedElsewhere;
  /** In words: newer checkpoints that were passed over. */
  readonly warnings: readonly string[];
}

/** Good, and not loaded: it may have gigabytes, and is only copied. */
interface ChosenCheckpoint extends ChosenOfAnyKind {
  readonly kind: 'checkpoint';
  /** In the other run, or in a copy of it. */
  readonly folder: string;
  /** The split that it was trained on, in the folder that has those before it; the file may not be there. */
  readonly split: string;
  readonly parameterCount: number;
  /** What is chosen again where it is gone; undefined of a copy, which nobody removes. */
  readonly asked?: { readonly directory: string; readonly choice: CheckpointChoice };
}

/** A checkpoint, or weights made elsewhere, of which nothing else is known, that a run is to begin with. */
export type ChosenInitialization =
  | ChosenCheckpoint
  | (ChosenOfAnyKind & { readonly kind: 'weights'; readonly weights: LearnedParameters });

/** What a run is to begin with cannot be used any more. `message` says what is wrong and what to do. */
class InitializationLostError extends Error {
  override readonly name = 'InitializationLostError';
}

interface ReadRun {
  readonly directory: string;
  readonly manifest: Manifest;
}

/** In little memory. @throws {NoSuchCheckpointError} {CheckpointUnreadableError} as `verifyChosenCheckpoint` does */
export function chooseInitialization(run: ReadRun, choice: CheckpointChoice): Promise<ChosenCheckpoint> {
  // That which was good may be gone before it is described.
  return lookAgain(
    () => chooseOnce(run, choice),
    async (error) => hasCode(error, 'ENOENT'),
  );
}

/** @throws as `useWhileThere` and `chooseInitialization` do */
async function useChosen<Made>(
  chosen: ChosenCheckpoint,
  use: (chosen: ChosenCheckpoint) => Promise<Made>,
): Promise<Made> {
  const { asked } = chosen;
  if (asked === undefined) return use(chosen);
  const { directory, choice } = asked;
  const chooseAgain = async () => chooseInitialization({ directory, manifest: await readManifest(directory) }, choice);
  return useWhileThere(chosen, { directory, chooseAgain }, use);
}

async function chooseOnce({ directory, manifest }: ReadRun, choice: CheckpointChoice): Promise<ChosenCheckpoint> {
  const owner = await checkpointOwnerOf(directory, manifest);
  const { state, folder, warnings } = await verifyChosenCheckpoint(directory, manifest, owner, choice);
  const { iteration, parametersSha256: sha256 } = state;
  const { description } = await describeCheckpoint(folder, owner);
  const learningRate = description.parameters.some(isStepSize) ? await learningRateOf(directory, manifest) : undefined;
  const learned = {
    run: manifest.id,
    directory,
    iteration,
    parametersSha256: sha256,
    ...(learningRate !== undefined && { learningRate }),
  };
  const parameterCount = countParameters(description);
  const asked = { directory, choice: choiceAgain(manifest, choice, iteration) };
  return { kind: 'checkpoint', learned, folder, split: runFiles(directory).split, parameterCount, asked, warnings };
}

/** Undefined where the experiment cannot be read: its parameters may be good. */
async function learningRateOf(directory: string, manifest: Manifest): Promise<number | undefined> {
  const { ExperimentRefused, readFrozenExperiment } = await import('./frozenExperiment.ts');
  try {
    const { experiment } = await readFrozenExperiment(directory, manifest);
    return experiment.algorithm.innerOptimizer.learningRate;
  } catch (error) {
    if (error instanceof ExperimentRefused) return undefined;
    throw error;
  }
}

/**
 * What a run is to begin with, loaded.
 * @throws {InitializationLostError} where it is damaged or another one by now; as `useChosen` does
 */
export async function loadChosenInitialization(chosen: ChosenInitialization): Promise<LearnedParameters> {
  if (chosen.kind === 'weights') return chosen.weights;
  return useChosen(chosen, ({ folder, learned }) => loadFrom(folder, learned));
}

/** @throws {InitializationLostError} */
export function initializationMissing(): InitializationLostError {
  return new InitializationLostError(
    'The experiment names weights to begin with, and this run has no copy of them. Start a new run of it.',
  );
}

/**
 * What a run began with, for another one that is to begin with the same; undefined where it began with random
 * parameters. Whatever has become of the run that learned it, the copy counts.
 * @throws {InitializationLostError} as `loadInitialization` does
 */
export async function initializationOfRun(
  directory: string,
  { initializedFrom }: Pick<Manifest, 'initializedFrom'>,
): Promise<ChosenInitialization | undefined> {
  if (initializedFrom === null) return undefined;
  const { initialization } = runFiles(directory);
  const folder = path.join(initialization, String(initializedFrom.iteration));
  const parameterCount = await verifyCopy(folder, initializedFrom);
  const split = runFiles(initialization).split;
  return { kind: 'checkpoint', learned: initializedFrom, folder, split, parameterCount, warnings: [] };
}

/** In little memory. Gives how many parameters it has. @throws {InitializationLostError} where it is damaged, gone or another one */
async function verifyCopy(folder: string, learned: LearnedElsewhere): Promise<number> {
  try {
    const { description } = await describeCheckpoint(folder);
    if ((await verifyCheckpoint(folder, undefined, {})) !== learned.parametersSha256) throw otherThanNamed(folder);
    return countParameters(description);
  } catch (error) {
    throw lost(learned, error);
  }
}

/**
 * Copies a checkpoint, and the splits that it was trained on, or writes weights as one, into the folder of a run that is
 * being made. Gives what the run's manifest says of it.
 * @throws as `useChosen` does; the system's error
 */
export async function takeInitialization(
  chosen: ChosenInitialization,
  folder: string,
): Promise<Pick<Manifest, 'initializedFrom'>> {
  const { initialization } = runFiles(folder);
  await mkdir(initialization);
  const placeOf = ({ iteration }: LearnedElsewhere) => path.join(initialization, String(iteration));
  if (chosen.kind === 'checkpoint')
    return useChosen(chosen, (there) => takeCopy(there, placeOf(there.learned), folder));
  const { learned } = chosen;
  const { parameters, layout } = chosen.weights;
  const nothing = new Float32Array(0);
  const state = { iteration: 0, parameters, optimizerState: { steps: 0, moments: nothing }, outerMoments: nothing };
  await writeCheckpoint(placeOf(learned), {
    state,
    id: learned.run,
    seed: 0,
    layout: layout.map((place) => ({ ...place, shape: [...place.shape] })),
  });
  return { initializedFrom: learned };
}

/** A failure leaves nothing of the checkpoint. */
async function takeCopy(
  chosen: ChosenCheckpoint,
  copy: string,
  folder: string,
): Promise<Pick<Manifest, 'initializedFrom'>> {
  try {
    await copyCheckpoint(chosen.folder, copy, chosen.parameterCount);
  } catch (error) {
    await rm(copy, { recursive: true, force: true });
    throw error;
  }
  await copyEarlierSplits(path.dirname(chosen.split), folder);
  return { initializedFrom: chosen.learned };
}

/** @throws {InitializationLostError} where the copy is damaged, gone or another one */
export async function loadInitialization(directory: string, learned: LearnedElsewhere): Promise<LearnedParameters> {
  return loadFrom(path.join(runFiles(directory).initialization, String(learned.iteration)), learned);
}

async function loadFrom(folder: string, learned: LearnedElsewhere): Promise<LearnedParameters> {
  try {
    const { description } = await describeCheckpoint(folder);
    const { parameters } = await loadCheckpoint(folder);
    if (parametersSha256(parameters) !== learned.parametersSha256) throw otherThanNamed(folder);
    return { parameters, layout: description.parameters };
  } catch (error) {
    throw lost(learned, error);
  }
}

function otherThanNamed(folder: string): Error {
  return new Error(`${folder} is not the checkpoint that run.json names.`);
}

function lost({ iteration, run }: LearnedElsewhere, error: unknown): InitializationLostError {
  return new InitializationLostError(
    `What this run begins with, the checkpoint ${iteration} of ${run}, cannot be used: ${messageOf(error)} ` +
      'Put the folder back, or start a new run.',
  );
}

/** Stands for what is not known any more, so that nothing is taken for it. */
const unknownSha256 = '0'.repeat(64);

/** What a run begins with, by the copy alone; null for nothing. A damaged copy is named, too: no run begins without it. */
export async function findInitialization(directory: string): Promise<LearnedElsewhere | null> {
  const { initialization } = runFiles(directory);
  const rankOf = (name: string) => (/^(0|[1-9]\d{0,14})$/.test(name) ? 0 : undefined);
  const [name] = (await chooseNames(initialization, { rankOf, most: 1 })).names;
  if (name === undefined) return null;
  const folder = path.join(initialization, name);
  try {
    const { description } = await describeCheckpoint(folder);
    const { iteration, parameters } = await loadCheckpoint(folder);
    const run = description.run ?? 'unknown';
    return { run, directory: '', iteration, parametersSha256: parametersSha256(parameters) };
  } catch {
    return { run: 'unknown', directory: '', iteration: Number(name), parametersSha256: unknownSha256 };
  }
}
