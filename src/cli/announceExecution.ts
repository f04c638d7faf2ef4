// Says, before a run is made or taken up, what it executes that is not Reptile Lab's own; of a run that nobody named
// whole, such as the newest, nothing of a stranger's is executed.

import path from 'node:path';
import { userFolder } from '../base/userFolder.ts';
import { userSecret } from '../base/userSecret.ts';
import { refuseOtherThan } from '../launchers/frozenPart.ts';
import { isMadeHere } from '../launchers/madeHere.ts';
import { type Execution, executionOf } from '../runs/executionOf.ts';
import { readFrozenExperiment } from '../runs/frozenExperiment.ts';
import { CommandError } from './failures.ts';
import type { FoundRun, Meant } from './findRun.ts';
import { printable, type Surface, type Terminal } from './terminal.ts';

/**
 * Silent for a run that executes nothing of its own, and for one whose experiment is refused: that is told when it is
 * taken up.
 * @throws {CommandError} where the run executes something of its own, nobody named it, and this user did not make it
 * here; where it is another than was agreed to
 */
export async function announceExecution(
  { directory, manifest, meant }: FoundRun,
  { messages }: Terminal,
  agreed?: string,
): Promise<void> {
  if (agreed !== undefined) await refuseOtherRun(agreed, { directory, manifest });
  const frozen = await readFrozenExperiment(directory, manifest).catch(() => undefined);
  if (frozen === undefined) return;
  const execution = executionOf(directory, manifest, frozen.experiment);
  const program = execution.taskModule ?? execution.engineFolder;
  if (program !== undefined && meant !== 'by name' && !(await mayBeOwn({ directory, manifest })))
    throw new CommandError(
      `${meaningOf(meant)} ${path.basename(directory)}, which executes ${program} and was not made by you on this machine. ` +
        `Where you trust it, name it by its path instead: ${directory}`,
    );
  nameExecuted(execution, messages);
}

/** @throws {CommandError} */
async function refuseOtherRun(
  agreed: string,
  { directory, manifest }: Pick<FoundRun, 'directory' | 'manifest'>,
): Promise<void> {
  try {
    await refuseOtherThan(agreed, directory, manifest);
  } catch (error) {
    throw error instanceof Error ? new CommandError(error.message) : error;
  }
}

function meaningOf(meant: Exclude<Meant, 'by name'>): string {
  switch (meant) {
    case 'as latest':
      return 'The newest run is';
    case 'by beginning':
      return 'That is no whole id, and it means the run';
  }
}

/** Where no secret can be kept nobody knows whose the run is. */
async function mayBeOwn({ directory, manifest }: Pick<FoundRun, 'directory' | 'manifest'>): Promise<boolean> {
  const secret = await userSecret(userFolder()).catch(() => undefined);
  return secret === undefined || isMadeHere(directory, manifest, secret);
}

/** Silent where nothing of the user's own is executed. */
export function nameExecuted({ taskModule, engineFolder }: Execution, messages: Surface): void {
  if (taskModule !== undefined) messages.write(`Its tasks are made by ${printable(taskModule)}\n`);
  if (engineFolder !== undefined) messages.write(`May compute with the TensorFlow.js in ${printable(engineFolder)}\n`);
}
