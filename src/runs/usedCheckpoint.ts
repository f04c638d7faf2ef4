// Using a checkpoint of a run that may be at work: its trainer removes old ones as it saves new ones, so that another one
// is chosen where the chosen one is gone before it was used.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { passingFaultOf, pathOf } from '../base/systemErrors.ts';
import { checkpointReason } from './checkpoints.ts';
import { type CheckpointChoice, NoSuchCheckpointError } from './chosenCheckpoint.ts';
import { lookAgain } from './lookAgain.ts';
import type { Manifest } from './manifest.ts';
import { isEnded } from './runState.ts';

/** What is chosen where that of `iteration` is gone: nobody removes those of a run that has ended but its owner, who has to be told. */
export function choiceAgain(
  { state }: Pick<Manifest, 'state'>,
  choice: CheckpointChoice,
  iteration: number,
): CheckpointChoice {
  return isEnded(state) ? iteration : choice;
}

interface OtherChoice<Chosen> {
  /** The run's folder, as it is named to people. */
  readonly directory: string;
  readonly chooseAgain: () => Promise<Chosen>;
}

/**
 * Gives what `use` makes of the checkpoint, or of that which is chosen in its place once it is gone, or another one of
 * the run that `use` reads.
 * @throws {NoSuchCheckpointError} where it is not all there; what `chooseAgain` and `use` throw
 */
export async function useWhileThere<Chosen extends { readonly folder: string }, Made>(
  chosen: Chosen,
  { directory, chooseAgain }: OtherChoice<Chosen>,
  use: (chosen: Chosen) => Promise<Made>,
): Promise<Made> {
  let there = chosen;
  const isGone = async (folder: string) => (await lookAtEntry(folder)) === undefined;
  const namedIn = (error: unknown) => {
    const folder = path.dirname(pathOf(error) ?? '');
    return path.dirname(folder) === path.dirname(there.folder) ? folder : undefined;
  };
  const chooseAnother = async (error: unknown) => {
    if (!(await isGone(there.folder)) && !(await isGone(namedIn(error) ?? there.folder))) return false;
    there = await chooseAgain();
    return true;
  };
  try {
    return await lookAgain(() => use(there), chooseAnother);
  } catch (error) {
    // Whoever makes a run of it would take it for a fault of the new run's place.
    const folder = namedIn(error);
    if (folder === undefined || passingFaultOf(error) !== undefined) throw error;
    const reason = (await isGone(folder))
      ? `${directory} removes its checkpoints faster than one can be copied. Name one that stays, 0 or best, or wait until the run has ended.`
      : checkpointReason(folder, error);
    throw new NoSuchCheckpointError(reason, { cause: error });
  }
}
