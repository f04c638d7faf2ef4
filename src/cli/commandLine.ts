// The command line as a whole: its commands, its help, and how every error ends.

import { Command, CommanderError } from 'commander';
import type { CommandContext } from './commandContext.ts';
import { loadCommands } from './commandLoaders.ts';
import { asCommandError, describeLostFolder, type ExitCode, exitCodes } from './failures.ts';
import { printableLines } from './terminal.ts';
import { readVersion } from './version.ts';

const overview = `
Examples:
  reptile-lab new mnist-digits            write an experiment file from a preset
  reptile-lab validate *.reptile.json    check experiment files
  reptile-lab train mnist-digits.reptile.json
  reptile-lab train mnist-digits.reptile.json --set algorithm.metaIterations=500 --json
  reptile-lab sweep mnist-digits.reptile.json --set algorithm.metaStepSize=0.5,1 --seeds 3
  reptile-lab list
  reptile-lab runs --where 'accuracy > 0.9' --group-by-all-but-seed
  reptile-lab mark latest --star --add-tag paper
  reptile-lab eval latest --tasks 1000 --compare-random
  reptile-lab compare RUN RUN --tasks 1000
  reptile-lab adapt RUN --support characters --query unknown
  reptile-lab export latest --weights safetensors
  reptile-lab import lightning_logs       show another program's logs beside the runs
  reptile-lab data get omniglot           fetch a public data set, once for all workspaces

RUN is a run's folder, its id, a beginning of the id that only one run has, or "latest".

Exit codes: 0 done, 1 failed (as where a disk is full), 2 bad input (nothing was written), 3 stopped before the end, 4 another
process works on the run, 5 the run's data have changed (nothing was measured or trained); 128 + the signal's number after a second Ctrl+C or signal, which leaves at
once (130: Ctrl+C). SIGTERM, SIGHUP and SIGUSR2 stop as Ctrl+C does, but
SIGHUP not what nohup has started.
Data goes to standard output, messages and progress to standard error. Figures in JSON are never
rounded for display; one that is not finite is null. NO_COLOR switches colours off.
`;

/** Carries out one command line (without the program's own name) and says how the process has to end. */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<number> {
  try {
    const program = await createProgram(words, context);
    await program.parseAsync([...words], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return reportError(error, context);
  }
}

/** With the commands that these words may mean. */
async function createProgram(words: readonly string[], context: CommandContext): Promise<Command> {
  const { output, messages } = context.terminal;
  const program = new Command('reptile-lab')
    .description('Meta-train few-shot models with Reptile, MAML and their kin, and manage the runs.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', overview)
    .showHelpAfterError('(reptile-lab --help shows every command; reptile-lab COMMAND --help shows its options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => messages.write(text),
      getOutHelpWidth: () => output.columns(),
      getErrHelpWidth: () => messages.columns(),
    });
  for (const command of await loadCommands(words, context, runCommandLine)) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const part of command.commands) part.copyInheritedSettings(command);
  }
  return program;
}

/** Says what went wrong. Returns the exit code that goes with it. */
export function reportError(error: unknown, { terminal: { messages } }: CommandContext): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.completed : exitCodes.badInput;
  const prefix = messages.paint('red', 'error:');
  const refusal = asCommandError(error);
  if (refusal !== undefined) {
    const lost = describeLostFolder();
    const lines = lost === undefined || lost === refusal.message ? [refusal.message] : [refusal.message, lost];
    messages.write(`${prefix} ${printableLines(lines.join('\n'))}\n`);
    return refusal.exitCode;
  }
  const known = error instanceof Error ? error : new Error(String(error));
  messages.write(
    `${prefix} ${printableLines(known.message)}\nSet REPTILE_LAB_DEBUG=1 and repeat the command to see where this comes from.\n`,
  );
  if (process.env.REPTILE_LAB_DEBUG) messages.write(`${printableLines(known.stack ?? '', 20_000)}\n`);
  return exitCodes.failed;
}
