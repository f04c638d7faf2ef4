// Asks the person, through the client, before anything is started, stopped or executed.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { userSecretIfKept } from '../../base/userSecret.ts';
import { isMadeHere } from '../../launchers/madeHere.ts';
import { type Execution, executionOf, needsAgreement } from '../../runs/executionOf.ts';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { CommandError } from '../failures.ts';
import type { FoundRun } from '../findRun.ts';
import { printable } from '../terminal.ts';

/**
 * A client that can put a question to the person is asked to. Others are told by the tool's annotations that it changes
 * something, and ask by themselves before they call it.
 * @throws {CommandError} where the person says no
 */
export async function confirmWithPerson(server: McpServer, question: string, signal: AbortSignal): Promise<void> {
  if (!canAsk(server)) return;
  if (!(await agrees(server, question, signal)))
    throw new CommandError('The person did not agree, so nothing was done. Do not try again unasked.');
}

/**
 * Before a run is measured: what a stranger's run executes the person has to agree to, in so many words.
 * @throws {CommandError} where nobody does
 */
export async function confirmExecution(server: McpServer, run: FoundRun, signal: AbortSignal): Promise<void> {
  const { directory, manifest } = run;
  const { experiment } = await readFrozenExperiment(directory, manifest);
  const execution = executionOf(directory, manifest, experiment);
  if (!needsAgreement(execution)) return;
  const secret = await userSecretIfKept();
  if (secret !== undefined && (await isMadeHere(directory, manifest, secret))) return;
  const deeds = describeExecution(execution);
  const question = `Measure the run in ${printable(directory)}, which was not made by you on this machine? It ${deeds}.`;
  if (canAsk(server) && (await agrees(server, question, signal))) return;
  throw new CommandError(
    `${directory} was not made by this user on this machine, and ${deeds}. A person has to agree to that, in the editor or in a terminal.`,
  );
}

/** `executes /a/tasks.ts and reads data on another computer`; empty for nothing. */
export function describeExecution({ taskModule, engineFolder, elsewhere }: Execution): string {
  const deeds = [
    taskModule === undefined ? [] : [`executes ${printable(taskModule)}`],
    engineFolder === undefined ? [] : [`may execute the TensorFlow.js in ${printable(engineFolder)}`],
    elsewhere.map((place) => `reads data on another computer: ${printable(place)}`),
  ];
  return deeds.flat().join(' and ');
}

function canAsk({ server }: McpServer): boolean {
  return server.getClientCapabilities()?.elicitation !== undefined;
}

async function agrees({ server }: McpServer, message: string, signal: AbortSignal): Promise<boolean> {
  const answer = await server.elicitInput(
    {
      message,
      requestedSchema: {
        type: 'object',
        properties: { agree: { type: 'boolean', title: 'Go on', default: false } },
        required: ['agree'],
      },
    },
    // A person may take a while.
    { signal, timeout: 3_600_000 },
  );
  return answer.action === 'accept' && answer.content?.agree === true;
}
