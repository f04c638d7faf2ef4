// Asks the person, through the client, before anything is started, stopped or executed.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type {
  JsonSchemaType,
  JsonSchemaValidator,
  jsonSchemaValidator,
} from '@modelcontextprotocol/sdk/validation/types.js';
import * as z from 'zod';
import { editorText } from '../../base/editorText.ts';
import { plainEnds } from '../../base/shownText.ts';
import { userSecretIfKept } from '../../base/userSecret.ts';
import { agreementOn } from '../../launchers/frozenPart.ts';
import { LaunchError } from '../../launchers/launcher.ts';
import { isMadeHere } from '../../launchers/madeHere.ts';
import { commandShownWhole } from '../../launchers/shownWhole.ts';
import { type Execution, executionOf, needsAgreement } from '../../runs/executionOf.ts';
import { ExperimentRefused, readAnyFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { CommandError } from '../failures.ts';
import type { FoundRun } from '../findRun.ts';

/**
 * A client that can put a question to the person is asked to. Others are told by the tool's annotations that it changes
 * something, and ask by themselves before they call it.
 * @throws {CommandError} where the person says no
 */
export async function confirmWithPerson(server: McpServer, question: () => string, signal: AbortSignal): Promise<void> {
  if (!canAsk(server)) return;
  if (!(await agrees(server, question(), signal)))
    throw new CommandError('The person did not agree, so nothing was done. Do not try again unasked.');
}

/**
 * Before a run is measured: what a stranger's run executes the person has to agree to, in so many words. Gives what was
 * agreed to, see `agreementOn`: the run may be another by the time that it is measured.
 * @throws {CommandError} where nobody does
 */
export async function confirmExecution(server: McpServer, run: FoundRun, signal: AbortSignal): Promise<string> {
  const { directory, manifest } = run;
  const refuse = (error: unknown) => {
    throw error instanceof LaunchError || error instanceof ExperimentRefused ? new CommandError(error.message) : error;
  };
  const agreement = await agreementOn(directory, manifest).catch(refuse);
  const { experiment } = await readAnyFrozenExperiment(directory, manifest);
  const execution = executionOf(directory, manifest, experiment);
  if (!needsAgreement(execution)) return agreement;
  const secret = await userSecretIfKept();
  if (secret !== undefined && (await isMadeHere(directory, manifest, secret).catch(refuse))) return agreement;
  const deeds = describeExecution(execution);
  const question = `Measure the run in ${askedPath(directory)}, which was not made by you on this machine? It ${deeds}.`;
  if (canAsk(server) && (await agrees(server, question, signal))) return agreement;
  throw new CommandError(
    `${directory} was not made by this user on this machine, and ${deeds}. A person has to agree to that, in the editor or in a terminal.`,
  );
}

/**
 * `executes /a/tasks.ts and reads data on another computer`; empty for nothing.
 * @throws {CommandError} where a program's command is too long to be shown
 */
export function describeExecution({ programs, taskModule, engineFolder, elsewhere }: Execution): string {
  const deeds = [
    programs.map((program) => `executes ${asked(shownWholeOrRefused(program))}`),
    taskModule === undefined ? [] : [`executes ${askedPath(taskModule)}`],
    engineFolder === undefined ? [] : [`may execute the TensorFlow.js in ${askedPath(engineFolder)}`],
    elsewhere.map((place) => `reads data on another computer: ${askedPath(place)}`),
  ];
  return deeds.flat().join(' and ');
}

function shownWholeOrRefused(program: readonly string[]): string {
  try {
    return commandShownWhole(program);
  } catch (error) {
    throw error instanceof LaunchError ? new CommandError(error.message) : error;
  }
}

/** Text of anybody's within a question: clients that show Markdown make no link and no picture of it. */
export function asked(text: string): string {
  return editorText(text).replaceAll('<', '‹');
}

/** Of a long one the beginning and the end, which says what is executed. */
export function askedPath(place: string): string {
  return asked(plainEnds(place));
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

/**
 * Whether an answer is what the question's JSON Schema asks for, by the library that is here for experiments: the
 * protocol's own default is a second one, four times the size of all that serves agents. `getValidator` throws where
 * the schema says what the library cannot hold.
 */
export const answerValidator: jsonSchemaValidator = {
  getValidator<T>(schema: JsonSchemaType): JsonSchemaValidator<T> {
    const asked = z.fromJSONSchema(z.record(z.string(), z.unknown()).parse(schema));
    return (input) => {
      const { success, error } = asked.safeParse(input);
      // The protocol's types leave it to the caller to know what type its schema describes.
      return success
        ? { valid: true, data: input as T, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: z.prettifyError(error) };
    };
  },
};
