// Says, before a run is made or taken up, what it executes that is not Reptile Lab's own.

import { type Execution, executionOf } from '../runs/executionOf.ts';
import { readFrozenExperiment } from '../runs/frozenExperiment.ts';
import type { FoundRun } from './findRun.ts';
import { printable, type Surface, type Terminal } from './terminal.ts';

/**
 * Silent for a run that executes nothing of its own, and for one whose experiment is refused: that is told when it is
 * taken up.
 */
export async function announceExecution(
  { directory, manifest }: Pick<FoundRun, 'directory' | 'manifest'>,
  { messages }: Terminal,
): Promise<void> {
  const frozen = await readFrozenExperiment(directory, manifest).catch(() => undefined);
  if (frozen === undefined) return;
  nameExecuted(executionOf(directory, manifest, frozen.experiment), messages);
}

/** Silent where nothing of the user's own is executed. */
export function nameExecuted({ taskModule, engineFolder }: Execution, messages: Surface): void {
  if (taskModule !== undefined) messages.write(`Its tasks are made by ${printable(taskModule)}\n`);
  if (engineFolder !== undefined) messages.write(`May compute with the TensorFlow.js in ${printable(engineFolder)}\n`);
}
