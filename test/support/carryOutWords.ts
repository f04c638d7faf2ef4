// Carries out the words of a command line in this process, on a terminal that is none.

import type { CommandContext } from '../../src/cli/commandContext.ts';
import { runCommandLine } from '../../src/cli/commandLine.ts';
import { recordTerminal } from './recordTerminal.ts';

export interface CarriedOut {
  readonly exitCode: number;
  readonly output: string;
  readonly messages: string;
}

export async function carryOutWords(...words: string[]): Promise<CarriedOut> {
  const { terminal, output, messages } = recordTerminal(false);
  const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
  const exitCode = await runCommandLine(words, context);
  return { exitCode, output: output(), messages: messages() };
}
