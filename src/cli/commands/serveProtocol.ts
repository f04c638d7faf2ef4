// `reptile-lab mcp`: serves runs to agents over the Model Context Protocol, on standard input and output.

import path from 'node:path';
import { Command, Option } from 'commander';
import { mayStartAgain } from '../../engine/fused/native/startAgain.ts';
import type { CommandContext } from '../commandContext.ts';
import { agreedOption, folderNames, runsOption, wholeNumber } from '../parseOptions.ts';

const details = `
For programs that speak the protocol (https://modelcontextprotocol.io), such as an editor's agent:

  { "command": "reptile-lab", "args": ["mcp", "--runs", "/path/to/.reptile/runs"] }

Tools: list_runs, show_run, table_of_runs, validate_experiment and wait_for_run look; compare_runs measures;
start_run and stop_run change something. With --runs several times over, the runs of several folders are served. Before these two do anything the person is asked, where the client
can put a question; other clients are told by annotations that they have to ask. A run outlives the server.
`;

type Serve = (words: readonly string[], context: CommandContext) => Promise<number>;

/** @param run carries a command line out, for tools that give what a command prints */
export function mcpCommand({ terminal }: CommandContext, run: Serve): Command {
  return new Command('mcp')
    .description('Serve runs to agents over the Model Context Protocol.')
    .addOption(runsOption().argParser(folderNames))
    .addOption(
      new Option('--max-runs <number>', 'runs that may be at work at once').argParser(wholeNumber(1, 64)).default(2),
    )
    .addOption(agreedOption())
    .addHelpText('after', details)
    .action(
      async ({
        runs,
        maxRuns,
        agreed,
      }: {
        runs: string | readonly string[];
        maxRuns: number;
        agreed: readonly string[];
      }) => {
        // Its client would wait for answers that a program which starts anew knows nothing of.
        mayStartAgain(undefined);
        // Loaded for this command alone: it is larger than all others.
        const { serveMcp } = await import('../mcp/serveMcp.ts');
        const { messages } = terminal;
        const [first, ...others] = typeof runs === 'string' ? [runs] : runs;
        const runsFolders = [path.resolve(first ?? ''), ...others.map((one) => path.resolve(one))] as const;
        await serveMcp({ runsFolders, places: maxRuns, agreed, run, messages });
      },
    );
}
