// From an experiment file to the directory of a queued run. Nothing is written unless everything is right.

import path from 'node:path';
import { userSecretIfKept } from '../base/userSecret.ts';
import type { WeightFile } from '../engine/weights/weightFile.ts';
import type { AnyExperiment } from '../experiment/schema.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { namedWeightsOf } from '../launchers/namedWeights.ts';
import { makeRun, prepareSubmission } from '../launchers/prepareSubmission.ts';
import { executionOfNewRun } from '../runs/executionOf.ts';
import type { RunLauncher } from '../runs/runOrigin.ts';
import { nameExecuted } from './announceExecution.ts';
import { explainedFailure } from './explainedFailure.ts';
import { CommandError, explained } from './failures.ts';
import { makeAskedFolder } from './makeFolder.ts';
import { formatProblem, hasError, type ReportedProblem, reportProblem } from './problems.ts';
import { readSourceBytes } from './readSource.ts';
import { suggestCommandOn } from './suggestCommand.ts';
import type { Surface } from './terminal.ts';
import { type TriedRun, tryOut } from './tryOut.ts';
import { readVersion } from './version.ts';
import { readNamedWeights } from './weightFiles.ts';

export interface RequestedRun extends TriedRun {
  /** `key.path=value`, in order. */
  readonly overrides: readonly string[];
  /** The file's bytes, where they were read before: the person has agreed to these. */
  readonly source?: Uint8Array;
  /** Who starts it; by default the calling process carries it out. */
  readonly launcher?: RunLauncher;
}

/**
 * Checks the file by the rules of the editor, its data and its model, and returns the new run's absolute path.
 * Problems, and what is executed beside Reptile Lab's own code, go to `messages`.
 * @throws {CommandError} when anything is wrong; then no file and no folder was made
 */
export async function createRunFrom(
  { file, runsFolder, overrides, launcher = null, ...given }: RequestedRun,
  messages: Surface,
): Promise<string> {
  const source = given.source ?? (await readSourceBytes(file));
  const prepared = prepareSubmission({ file: path.resolve(file), source, overrides });
  if (prepared.kind === 'refused') throw new CommandError(prepared.message);
  if (prepared.kind === 'undecodable') throw refuse([reportProblem(file, prepared.problem)], messages, []);
  const problems = prepared.problems.map((problem) => reportProblem(file, problem));
  if (prepared.kind === 'faulty') throw refuse(problems, messages, overrides);
  for (const problem of problems) messages.write(formatProblem(problem, messages));
  const { experiment } = prepared;
  if (prepared.hasSweep) {
    const sweep = suggestCommandOn('sweep', file);
    messages.write(`The file holds a sweep; this is one run, of its experiment alone. The whole sweep: ${sweep}\n`);
  }
  // Before it is tried out, which executes it.
  nameExecuted(executionOfNewRun(file, runsFolder, experiment), messages);
  const wanted = given.initialization ?? (await weightsIn(experiment, file));
  if (isExternal(experiment) && wanted !== undefined)
    throw new CommandError(`${file} is trained by a program of its own, which begins with what it likes.`);
  const initialization = isExternal(experiment)
    ? undefined
    : await tryOut(experiment, { file, runsFolder, initialization: wanted });
  await makeAskedFolder(runsFolder);
  try {
    // On a machine where nothing can be kept for the user the editor asks before it resumes the run; the run is as
    // good.
    const secret = await userSecretIfKept();
    const maker = { runsFolder, askedBy: 'terminal', launcher, secret, version: readVersion() } as const;
    return await makeRun(prepared, { ...maker, initialization });
  } catch (error) {
    throw explained(explainedFailure(error), path.resolve(runsFolder));
  }
}

/** What the experiment says to begin with. @throws {CommandError} */
async function weightsIn(experiment: AnyExperiment, file: string): Promise<WeightFile | undefined> {
  const named = isExternal(experiment) ? undefined : namedWeightsOf(experiment, path.resolve(file));
  return named === undefined ? undefined : readNamedWeights(named);
}

/** Shows the problems. Gives the error that says that nothing was written. */
export function refuse(
  problems: readonly ReportedProblem[],
  messages: Surface,
  overrides: readonly string[],
): CommandError {
  const shown = hasError(problems) ? problems.filter((problem) => problem.severity !== 'information') : problems;
  for (const problem of shown) messages.write(formatProblem(problem, messages));
  const position = overrides.length === 0 ? '' : ' Positions count with the values of --set in place.';
  return new CommandError(`The experiment cannot run as it stands; nothing was written.${position}`);
}
