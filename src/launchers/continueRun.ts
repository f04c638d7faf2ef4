// Goes on from any checkpoint of a run, in a new run: the one that was keeps what it has learned since, to the last
// figure.

import { readBounded } from '../base/boundedFile.ts';
import { applyOverrides, pathOfAssignment } from '../experiment/applyOverrides.ts';
import { decodeExperimentText } from '../experiment/decodeText.ts';
import { valueOfNode } from '../experiment/documentValue.ts';
import { parseText } from '../experiment/parseText.ts';
import type { Experiment } from '../experiment/schema.ts';
import { dependsOnLength, metaStepSizeAt } from '../meta/metaStepSize.ts';
import { checkpointOwnerOf } from '../runs/checkpointOwner.ts';
import { type CheckpointChoice, verifyChosenCheckpoint } from '../runs/chosenCheckpoint.ts';
import { createRun } from '../runs/createRun.ts';
import { earlierLengthsOf } from '../runs/earlierLengths.ts';
import { canBeOverridden, experimentLimitBytes, readFrozenExperiment } from '../runs/frozenExperiment.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import { lengthOf, longestOverrides, type Manifest, mostOverrides } from '../runs/manifest.ts';
import { readManifest } from '../runs/manifestFile.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { refuseForeignEntries } from '../runs/runEntries.ts';
import { takeOverHistory } from '../runs/takenHistory.ts';
import { choiceAgain, useWhileThere } from '../runs/usedCheckpoint.ts';
import type { StepSizeChange } from '../words/describeContinuation.ts';
import { agreementOn, type Origin } from './frozenPart.ts';
import { agreementOnNew, recordMadeHere } from './madeHere.ts';
import type { RunMaker } from './prepareSubmission.ts';

/** A run that cannot be gone on from as it was asked for. `message` says why and what to do. */
export class ContinuationRefused extends Error {
  override readonly name = 'ContinuationRefused';
}

export interface Continuation {
  readonly checkpoint: CheckpointChoice;
  /** So many meta-iterations more than the run has; 0: to its own end. */
  readonly extendBy: number;
  /** Why, for the first line of its log. */
  readonly note?: string;
  /** See `NewRun`. */
  readonly mayAppear?: () => void;
}

export interface ContinuedRun {
  /** The new run's, absolute. */
  readonly directory: string;
  /** Meta-iteration that it goes on from. */
  readonly iteration: number;
  readonly metaIterations: number;
  /**
   * Where the meta step size follows the share of all meta-iterations that is done, so that a run of this length would
   * have had others from the beginning: ε at the checkpoint as the run had it, and as the longer one has it.
   */
  readonly stepSizeChange: StepSizeChange | undefined;
  /** What a person should know of what is damaged and was passed over or left out, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * Makes a queued run that goes on from the checkpoint, with all figures up to it, on the same tasks with the same
 * engine: it ends with the same bits as if the run itself had gone on. The run that it goes on from is left as it is.
 * Whether the user agrees to what it executes is for the caller to ask: see `mayExecute` and `announceExecution`.
 * @throws {ContinuationRefused} {NoSuchCheckpointError} {CheckpointUnreadableError} {ExperimentRefused}
 * {RefusedFileError} {ManifestError}; the system's error; what `mayAppear` throws
 */
export async function continueRun(
  { directory, manifest }: { readonly directory: string; readonly manifest: Manifest },
  { checkpoint, extendBy, note, mayAppear }: Continuation,
  { secret, ...maker }: Omit<RunMaker, 'initialization'>,
): Promise<ContinuedRun> {
  // Whoever named it agrees to what lies there now, and not to what does when all is copied.
  const agreed = secret && (await agreementOn(directory, manifest).catch(() => undefined));
  await refuseForeignEntries(directory);
  const { experiment: frozen } = await readFrozenExperiment(directory, manifest);
  const owner = await checkpointOwnerOf(directory, manifest);
  const metaIterations = manifest.metaIterations + extendBy;
  // Whoever names the run may have read what it says of itself a while ago.
  const choose = async (choice: CheckpointChoice) => {
    const now = await readManifest(directory);
    const chosen = await verifyChosenCheckpoint(directory, now, owner, choice);
    if (chosen.state.iteration < metaIterations) return chosen;
    throw new ContinuationRefused(
      `The checkpoint of meta-iteration ${chosen.state.iteration} is the end of this run: there is nothing left to train. ` +
        'Extend it by more meta-iterations, or name an earlier checkpoint.',
    );
  };
  const first = await choose(checkpoint);
  const source = await readBounded(runFiles(directory).source, experimentLimitBytes);
  const overrides = extendBy === 0 ? manifest.overrides : extendOverrides(manifest.overrides, metaIterations, source);
  const experiment = withLength(frozen, metaIterations);
  const followsLength = dependsOnLength(frozen.algorithm);
  const again = choiceAgain(first.manifest, checkpoint, first.state.iteration);
  const chooseAgain = () => choose(again);
  const made = await useWhileThere(first, { directory, chooseAgain }, async ({ state, manifest: known, warnings }) => {
    const { iteration, parametersSha256 } = state;
    const omissions: string[] = [];
    const onOmission = (omission: string) => omissions.push(omission);
    const continued = await createRun({
      ...maker,
      experiment,
      source,
      overrides,
      experimentPath: locateExperiment(directory, manifest),
      furnish: async (folder, id) => ({
        ...(await takeOverHistory({ directory, manifest: known, owner, upTo: iteration, onOmission }, folder, id)),
        continues: { run: manifest.id, directory, iteration, parametersSha256 },
        earlierLengths: followsLength ? earlierLengthsOf(manifest, iteration, metaIterations) : [],
      }),
      ...(note !== undefined && { note }),
      ...(mayAppear && { mayAppear }),
    });
    return { directory: continued, iteration, warnings: [...warnings, ...omissions] };
  });
  if (secret !== undefined) {
    const origin = { directory, manifest, agreed, isChanged: false };
    await prove(made.directory, origin, secret).catch(() => undefined);
  }
  const stepSizeChange =
    extendBy > 0 && followsLength
      ? {
          before: metaStepSizeAt(frozen.algorithm, made.iteration),
          after: metaStepSizeAt(experiment.algorithm, made.iteration),
        }
      : undefined;
  return { ...made, metaIterations, stepSizeChange };
}

/** What goes on from a stranger's run executes what that one does: the user has agreed to it as it lies there. */
async function prove(continued: string, origin: Origin, secret: Uint8Array): Promise<void> {
  await recordMadeHere(continued, secret, await agreementOnNew(continued, origin, secret));
}

function withLength(experiment: Experiment, metaIterations: number): Experiment {
  const { algorithm } = experiment;
  return { ...experiment, algorithm: { ...algorithm, metaIterations } };
}

/** @throws {ContinuationRefused} where the run's start sets too many values for one more */
function extendOverrides(overrides: readonly string[], metaIterations: number, source: Uint8Array): readonly string[] {
  const isLength = (assignment: string) => pathOfAssignment(assignment)?.join('.') === 'algorithm.metaIterations';
  const extended = [
    ...overrides.filter((assignment) => !isLength(assignment)),
    `algorithm.metaIterations=${metaIterations}`,
  ];
  const decoded = decodeExperimentText(source);
  const root = decoded.kind === 'refused' ? undefined : parseText(decoded.text).document.root;
  const canBeSet =
    decoded.kind !== 'refused' &&
    root !== undefined &&
    extended.length <= mostOverrides &&
    lengthOf(extended) <= longestOverrides &&
    canBeOverridden(valueOfNode(root), extended) &&
    applyOverrides(decoded.text, extended).kind === 'applied';
  if (canBeSet) return extended;
  throw new ContinuationRefused(
    'This run cannot be extended: the values that were set when it was started leave no place for another one. ' +
      'Fork it, and start the new file.',
  );
}
