// From an experiment file to the directory of a queued run. Nothing is written unless everything is right.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { userFolder } from '../base/userFolder.ts';
import { userSecret } from '../base/userSecret.ts';
import { ModelError } from '../engine/model.ts';
import type { Experiment } from '../experiment/schema.ts';
import { makeRun, prepareSubmission } from '../launchers/prepareSubmission.ts';
import { beginWith, OtherModelError } from '../meta/beginWith.ts';
import { initialMetaState } from '../meta/initialMetaState.ts';
import { modelFor } from '../meta/learningContext.ts';
import { metaParameterLayout } from '../meta/metaParameters.ts';
import { dataCacheOf } from '../runs/dataCache.ts';
import { executionOfNewRun } from '../runs/executionOf.ts';
import type { ChosenInitialization } from '../runs/initialization.ts';
import type { RunLauncher } from '../runs/runOrigin.ts';
import { requireHeldOutTasks } from '../tasks/requireHeldOutTasks.ts';
import { TaskError } from '../tasks/taskError.ts';
import { describeTasks } from '../workers/describeTasks.ts';
import { loadTaskDataApart } from '../workers/loadTaskDataApart.ts';
import { nameExecuted } from './announceExecution.ts';
import { CommandError, explained } from './failures.ts';
import { makeFolder } from './makeFolder.ts';
import { formatProblem, hasError, type ReportedProblem, reportProblem } from './problems.ts';
import { readSourceBytes } from './readSource.ts';
import type { Surface } from './terminal.ts';
import { readVersion } from './version.ts';

export interface RunRequest {
  readonly file: string;
  readonly runsFolder: string;
  /** `key.path=value`, in order. */
  readonly overrides: readonly string[];
  /** What the run begins with in the place of random parameters. */
  readonly initialization?: ChosenInitialization | undefined;
  /** Who starts it; by default the calling process carries it out. */
  readonly launcher?: RunLauncher;
}

/**
 * Checks the file by the rules of the editor, its data and its model, and returns the new run's absolute path.
 * Problems, and what is executed beside Reptile Lab's own code, go to `messages`.
 * @throws {CommandError} when anything is wrong; then no file and no folder was made
 */
export async function createRunFrom(
  { file, runsFolder, overrides, initialization, launcher = null }: RunRequest,
  messages: Surface,
): Promise<string> {
  const prepared = prepareSubmission({ file: path.resolve(file), source: await readSourceBytes(file), overrides });
  if (prepared.kind === 'refused') throw new CommandError(prepared.message);
  if (prepared.kind === 'undecodable') throw refuse([reportProblem(file, prepared.problem)], messages, []);
  const problems = prepared.problems.map((problem) => reportProblem(file, problem));
  if (prepared.kind === 'faulty') throw refuse(problems, messages, overrides);
  for (const problem of problems) messages.write(formatProblem(problem, messages));
  const { experiment } = prepared;
  // Before it is tried out, which executes it.
  nameExecuted(executionOfNewRun(file, runsFolder, experiment), messages);
  await tryOut(experiment, { file, runsFolder, initialization });
  await makeFolder(runsFolder);
  try {
    // On a machine where nothing can be kept for the user the editor asks before it resumes the run; the run is as
    // good.
    const secret = await userSecret(userFolder()).catch(() => undefined);
    const maker = { runsFolder, askedBy: 'terminal', launcher, secret, version: readVersion() } as const;
    return await makeRun(prepared, { ...maker, initialization });
  } catch (error) {
    throw explained(error, path.resolve(runsFolder));
  }
}

function refuse(problems: readonly ReportedProblem[], messages: Surface, overrides: readonly string[]): CommandError {
  const shown = hasError(problems) ? problems.filter((problem) => problem.severity !== 'information') : problems;
  for (const problem of shown) messages.write(formatProblem(problem, messages));
  const position = overrides.length === 0 ? '' : ' Positions count with the values of --set in place.';
  return new CommandError(`The experiment cannot run as it stands; nothing was written.${position}`);
}

/**
 * Data or layers that do not fit would otherwise show only when the run exists. Decoded images are kept for the run
 * where a runs folder exists already; for an experiment that may yet be refused none is made.
 */
async function tryOut(
  experiment: Experiment,
  { file, runsFolder, initialization }: Omit<RunRequest, 'overrides' | 'launcher'>,
): Promise<void> {
  const cache = existsSync(runsFolder) ? { cache: await dataCacheOf(runsFolder) } : {};
  try {
    const data = await loadTaskDataApart(experiment.task, path.dirname(path.resolve(file)), cache);
    const { outline, dispose } = await describeTasks(experiment.task, data);
    await dispose();
    requireHeldOutTasks(experiment, outline);
    const model = modelFor(experiment, outline);
    if (initialization === undefined) return;
    beginWith(initialMetaState(experiment, outline), metaParameterLayout(experiment.algorithm, model), initialization);
  } catch (error) {
    const isOfExperiment =
      error instanceof TaskError || error instanceof ModelError || error instanceof OtherModelError;
    if (!isOfExperiment) throw error;
    throw new CommandError(`${file}: ${error.message}`);
  }
}
