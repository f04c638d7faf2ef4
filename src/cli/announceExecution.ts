// Says, before a run is made or taken up, what it executes that is not Reptile Lab's own; of a run that nobody named
// whole, such as the newest, nothing of a stranger's is executed.

import path from 'node:path';
import { messageOf } from '../base/systemErrors.ts';
import { userFolder } from '../base/userFolder.ts';
import { userSecret } from '../base/userSecret.ts';
import { digestOfProgramFiles, refuseOtherThan } from '../launchers/frozenPart.ts';
import { LaunchError } from '../launchers/launcher.ts';
import { isMadeHere } from '../launchers/madeHere.ts';
import { type Execution, executionOf, needsAgreement } from '../runs/executionOf.ts';
import { readAnyFrozenExperiment } from '../runs/frozenExperiment.ts';
import { commandInWords } from '../words/commandInWords.ts';
import { CommandError, exitCodes } from './failures.ts';
import type { FoundRun, Meant } from './findRun.ts';
import { printable, type Surface, type Terminal } from './terminal.ts';

/**
 * Silent for a run that executes nothing of its own and reads nothing on other computers, and for one whose experiment is refused: that is told when it is
 * taken up. Gives what the files say that its program consists of, see `digestOfAll`, where nobody named the run: nothing
 * else may be executed of it then.
 * @throws {CommandError} where the run does so, nobody named it, and it is not known that this user made it here, or cannot be told just now; where it is another than was agreed to
 */
export async function announceExecution(
  { directory, manifest, meant }: FoundRun,
  { messages }: Terminal,
  agreed?: string,
): Promise<string | undefined> {
  if (agreed !== undefined) await refuseOtherRun(agreed, { directory, manifest });
  const frozen = await readAnyFrozenExperiment(directory, manifest).catch(() => undefined);
  if (frozen === undefined) return undefined;
  const execution = executionOf(directory, manifest, frozen.experiment);
  // Before it is asked whether the person has agreed to them.
  const programFiles = meant === 'by name' ? undefined : await digestOfProgramFiles(directory, manifest);
  const strangeness =
    meant !== 'by name' && needsAgreement(execution) ? await whyNotOwn({ directory, manifest }) : undefined;
  if (meant !== 'by name' && strangeness !== undefined)
    throw new CommandError(
      `${meaningOf(meant)} ${path.basename(directory)}, which ${deedOf(execution)} and ${strangeness}. ` +
        `Where you trust it, name it by its path instead: ${directory}`,
    );
  nameExecuted(execution, messages);
  return programFiles;
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

function deedOf({ programs, ...others }: Execution): string {
  if (programs.length > 0) return programs.map((program) => `executes ${commandInWords(program)}`).join(' and ');
  const { taskModule, engineFolder, elsewhere } = others;
  const code = taskModule ?? engineFolder;
  return code === undefined ? `reads ${elsewhere[0]} on another computer` : `executes ${code}`;
}

/**
 * Undefined for a run that this user made here. Where no secret can be kept nobody knows whose a run is.
 * @throws {CommandError} where it cannot be told just now
 */
async function whyNotOwn({
  directory,
  manifest,
}: Pick<FoundRun, 'directory' | 'manifest'>): Promise<string | undefined> {
  let secret: Uint8Array;
  try {
    secret = await userSecret(userFolder());
  } catch (error) {
    return `cannot be known as yours, because the secret that would prove it can be neither read nor kept (${messageOf(error)})`;
  }
  try {
    return (await isMadeHere(directory, manifest, secret)) ? undefined : 'was not made by you on this machine';
  } catch (error) {
    throw error instanceof LaunchError ? new CommandError(error.message, exitCodes.failed) : error;
  }
}

/** Silent where nothing of the user's own is executed, and nothing read on other computers. */
export function nameExecuted({ programs, taskModule, engineFolder, elsewhere }: Execution, messages: Surface): void {
  const [program, resuming] = programs;
  if (program !== undefined) messages.write(`Trained by ${printable(commandInWords(program))}\n`);
  if (resuming !== undefined && commandInWords(resuming) !== commandInWords(program ?? []))
    messages.write(`Gone on with by ${printable(commandInWords(resuming))}\n`);
  if (taskModule !== undefined) messages.write(`Its tasks are made by ${printable(taskModule)}\n`);
  if (engineFolder !== undefined) messages.write(`May compute with the TensorFlow.js in ${printable(engineFolder)}\n`);
  for (const place of elsewhere) messages.write(`Reads data on another computer: ${printable(place)}\n`);
}
