// From an experiment file to the directory of a queued run. Nothing is written unless everything is right.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { userFolder } from '../base/userFolder.ts';
import { userSecret } from '../base/userSecret.ts';
import { ModelError } from '../engine/model.ts';
import { applyOverrides } from '../experiment/applyOverrides.ts';
import { valueOfNode } from '../experiment/documentValue.ts';
import { parseText } from '../experiment/parseText.ts';
import type { Experiment } from '../experiment/schema.ts';
import { recordMadeHere } from '../launchers/madeHere.ts';
import { modelFor } from '../meta/learningContext.ts';
import { createRun } from '../runs/createRun.ts';
import { dataCacheOf } from '../runs/dataCache.ts';
import { executionOfNewRun } from '../runs/executionOf.ts';
import { canBeOverridden } from '../runs/frozenExperiment.ts';
import { lengthOf, longestOverrides, mostOverrides } from '../runs/manifest.ts';
import { TaskError } from '../tasks/taskError.ts';
import { describeTasks } from '../workers/describeTasks.ts';
import { loadTaskDataApart } from '../workers/loadTaskDataApart.ts';
import { nameExecuted } from './announceExecution.ts';
import { CommandError, explained } from './failures.ts';
import { makeFolder } from './makeFolder.ts';
import { formatProblem, hasError, type ReportedProblem } from './problems.ts';
import { checkSource, readSourceText } from './readSource.ts';
import type { Surface } from './terminal.ts';
import { readVersion } from './version.ts';

export interface RunRequest {
  readonly file: string;
  readonly runsFolder: string;
  /** `key.path=value`, in order. */
  readonly overrides: readonly string[];
}

/**
 * Checks the file by the rules of the editor, its data and its model, and returns the new run's absolute path. Problems, and what
 * is executed beside Reptile Lab's own code, go to `messages`.
 * @throws {CommandError} when anything is wrong; then no file and no folder was made
 */
export async function createRunFrom({ file, runsFolder, overrides }: RunRequest, messages: Surface): Promise<string> {
  const source = await readSourceText(file);
  if (source.kind === 'refused') throw refuse([source.problem], messages);
  const { root } = parseText(source.text).document;
  const isTooLong = root !== undefined && !canBeOverridden(valueOfNode(root), overrides);
  if (overrides.length > mostOverrides || lengthOf(overrides) > longestOverrides || isTooLong) {
    throw new CommandError(
      `At most ${mostOverrides} values, of ${longestOverrides} characters together, can be set at a start, and fewer in a long file. Put them into a file of their own.`,
    );
  }
  const overridden = applyOverrides(source.text, overrides);
  if (overridden.kind === 'refused') throw new CommandError(overridden.message);
  const { experiment, problems } = checkSource(overridden.text, file);
  if (experiment === undefined) throw refuse(problems, messages, overrides);
  for (const problem of problems) messages.write(formatProblem(problem, messages));
  // Before it is tried out, which executes it.
  nameExecuted(executionOfNewRun(file, runsFolder, experiment), messages);
  await tryOut(experiment, file, runsFolder);
  await makeFolder(runsFolder);
  try {
    const directory = await createRun({
      runsFolder,
      experiment,
      source: source.bytes,
      experimentPath: path.resolve(file),
      overrides,
      askedBy: 'terminal',
      launcher: null,
      version: readVersion(),
    });
    await noteWhose(directory);
    return directory;
  } catch (error) {
    throw explained(error, path.resolve(runsFolder));
  }
}

/** So that the editor need not ask before it resumes or evaluates the run. */
async function noteWhose(directory: string): Promise<void> {
  try {
    await recordMadeHere(directory, await userSecret(userFolder()));
  } catch {
    // On a machine where nothing can be kept for the user the editor asks; the run is as good.
  }
}

function refuse(problems: readonly ReportedProblem[], messages: Surface, overrides: readonly string[] = []): CommandError {
  const shown = hasError(problems) ? problems.filter((problem) => problem.severity !== 'information') : problems;
  for (const problem of shown) messages.write(formatProblem(problem, messages));
  const position = overrides.length === 0 ? '' : ' Positions count with the values of --set in place.';
  return new CommandError(`The experiment cannot run as it stands; nothing was written.${position}`);
}

/**
 * Data or layers that do not fit would otherwise show only when the run exists. Decoded images are kept for the run where a runs folder
 * exists already; for an experiment that may yet be refused none is made.
 */
async function tryOut(experiment: Experiment, file: string, runsFolder: string): Promise<void> {
  const cache = existsSync(runsFolder) ? { cache: await dataCacheOf(runsFolder) } : {};
  try {
    const data = await loadTaskDataApart(experiment.task, path.dirname(path.resolve(file)), cache);
    const { outline, dispose } = await describeTasks(experiment.task, data);
    await dispose();
    modelFor(experiment, outline);
  } catch (error) {
    if (!(error instanceof TaskError || error instanceof ModelError)) throw error;
    throw new CommandError(`${file}: ${error.message}`);
  }
}
