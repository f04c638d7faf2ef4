// What a person is asked about before a run starts that an agent wants: everything that says what is executed, read
// before the question, and the same when the run starts.

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { readBounded } from '../base/boundedFile.ts';
import { executedCommands } from '../experiment/external/fillCommand.ts';
import { largestText } from '../experiment/parseText.ts';
import type { AnyExperiment } from '../experiment/schema.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { type Execution, executionOfNewRun } from '../runs/executionOf.ts';
import { digestsOfPrograms } from '../runs/programFiles.ts';
import { digestOfModule } from './frozenPart.ts';
import { LaunchError } from './launcher.ts';
import { type ExperimentSubmission, prepareSubmission } from './prepareSubmission.ts';

export interface AskedStart extends ExperimentSubmission {
  /** Absolute path. */
  readonly runsFolder: string;
}

export type PreparedStart =
  | {
      readonly kind: 'ready';
      readonly experiment: AnyExperiment;
      readonly execution: Execution;
      /** Of all that the person agrees to, the module's own file included: SHA-256 in hexadecimal digits. */
      readonly agreement: string;
    }
  /** For the agent. */
  | { readonly kind: 'refused'; readonly message: string };

/** In UTF-8. */
const mostBytes = 4 * largestText;

/** The bytes of an experiment file, which may be a link. @throws {RefusedFileError} for a pipe; the system's error */
export async function readAskedFile(file: string): Promise<Uint8Array> {
  return readBounded(await realpath(file), mostBytes);
}

/** Executes nothing, writes nothing. @throws the system's error where the run's folder cannot be looked up */
export async function prepareStart(start: AskedStart): Promise<PreparedStart> {
  const { file, source, overrides, runsFolder } = start;
  const prepared = prepareSubmission(start);
  if (prepared.kind === 'refused') return prepared;
  if (prepared.kind !== 'ready')
    return refused(`${file} has errors, so nothing was started. validate_experiment names them.`);
  const { experiment } = prepared;
  const execution = executionOfNewRun(file, runsFolder, experiment);
  const { taskModule = null, engineFolder = null, data, elsewhere } = execution;
  try {
    const module = taskModule === null ? null : await digestOfModule(taskModule, experiment);
    const digest = createHash('sha256').update(source).digest('hex');
    // Nothing lies in the folder of a run that is still to be made.
    const own = path.join(runsFolder, 'new', 'program');
    const programs = isExternal(experiment) ? executedCommands(experiment, own) : [];
    const programFiles = await digestsOfPrograms(programs, path.dirname(file));
    const executed = { taskModule, module, engineFolder, programFiles };
    const agreed = { file, digest, overrides, runsFolder, ...executed, data, elsewhere };
    const agreement = createHash('sha256').update(JSON.stringify(agreed)).digest('hex');
    return { kind: 'ready', experiment, execution, agreement };
  } catch (error) {
    if (error instanceof LaunchError) return refused(error.message);
    throw error;
  }
}

function refused(message: string): PreparedStart {
  return { kind: 'refused', message };
}
