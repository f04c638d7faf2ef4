// The commands by their names, each loaded when it is asked for: all of them take longer to load than most take.

import type { Command } from 'commander';
import type { CommandContext } from './commandContext.ts';
import type { RunCommandLine } from './mcp/commandAnswer.ts';

interface CommandLoader {
  readonly names: readonly string[];
  /** @param run carries another command line out */
  readonly load: (context: CommandContext, run: RunCommandLine) => Promise<Command | readonly Command[]>;
}

/** In the order of the help. */
export const commandLoaders: readonly CommandLoader[] = [
  { names: ['train'], load: async (context) => (await import('./commands/trainExperiment.ts')).trainCommand(context) },
  { names: ['sweep'], load: async (context) => (await import('./commands/sweepExperiment.ts')).sweepCommand(context) },
  { names: ['resume'], load: async (context) => (await import('./commands/resumeRun.ts')).resumeCommand(context) },
  { names: ['eval'], load: async (context) => (await import('./commands/evaluateRun.ts')).evalCommand(context) },
  { names: ['compare'], load: async (context) => (await import('./commands/compareRuns.ts')).compareCommand(context) },
  {
    names: ['evaluations'],
    load: async (context) => (await import('./commands/listEvaluations.ts')).evaluationsCommand(context),
  },
  { names: ['adapt'], load: async (context) => (await import('./commands/adaptRun.ts')).adaptCommand(context) },
  { names: ['export'], load: async (context) => (await import('./commands/exportRun.ts')).exportCommand(context) },
  {
    names: ['validate'],
    load: async (context) => (await import('./commands/validateExperiments.ts')).validateCommand(context),
  },
  { names: ['new'], load: async (context) => (await import('./commands/newExperiment.ts')).newCommand(context) },
  { names: ['fork'], load: async (context) => (await import('./commands/forkRun.ts')).forkCommand(context) },
  { names: ['list'], load: async (context) => (await import('./commands/listRuns.ts')).listCommand(context) },
  { names: ['runs'], load: async (context) => (await import('./commands/tableOfRuns.ts')).runsCommand(context) },
  { names: ['show'], load: async (context) => (await import('./commands/showRun.ts')).showCommand(context) },
  { names: ['import'], load: async (context) => (await import('./commands/importLogs.ts')).importCommand(context) },
  { names: ['mark'], load: async (context) => (await import('./commands/markRuns.ts')).markCommand(context) },
  {
    names: ['delete', 'restore', 'trash'],
    load: async (context) => (await import('./commands/trashRuns.ts')).trashCommands(context),
  },
  { names: ['clean'], load: async (context) => (await import('./commands/cleanRuns.ts')).cleanCommand(context) },
  { names: ['repair'], load: async (context) => (await import('./commands/repairRun.ts')).repairCommand(context) },
  {
    names: ['pause', 'continue', 'stop'],
    load: async (context) => (await import('./commands/controlRun.ts')).controlCommands(context),
  },
  { names: ['queue'], load: async (context) => (await import('./commands/queueOfRuns.ts')).queueCommand(context) },
  { names: ['demo'], load: async (context) => (await import('./commands/demonstrate.ts')).demoCommand(context) },
  { names: ['data'], load: async (context) => (await import('./commands/dataSets.ts')).dataCommand(context) },
  {
    names: ['tensorflow'],
    load: async (context) => (await import('./commands/tensorFlowBackend.ts')).tensorFlowCommand(context),
  },
  {
    names: ['mcp'],
    load: async (context, run) => (await import('./commands/serveProtocol.ts')).mcpCommand(context, run),
  },
];

/** The command that a line of these words begins with; all of them where it begins with none, for help and for advice. */
export async function loadCommands(
  [first = '']: readonly string[],
  context: CommandContext,
  run: RunCommandLine,
): Promise<readonly Command[]> {
  const meant = commandLoaders.filter(({ names }) => names.includes(first));
  const loaders = meant.length > 0 ? meant : commandLoaders;
  return (await Promise.all(loaders.map(({ load }) => load(context, run)))).flat();
}
