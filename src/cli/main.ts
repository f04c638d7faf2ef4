#!/usr/bin/env node
// reptile-lab: the terminal's face of Reptile Lab.

import type { CommandContext } from './commandContext.ts';
import { runCommandLine } from './commandLine.ts';
import { exitCodes } from './failures.ts';
import { leaveWhenReaderIsGone, openTerminal } from './terminal.ts';

const context: CommandContext = { terminal: openTerminal(), exitCode: exitCodes.completed, stopWork: undefined };

leaveWhenReaderIsGone(() => {
  if (context.stopWork === undefined) process.exit();
  context.stopWork();
});

// The process ends by itself once everything is written and closed: leaving at once could cut the output of a pipe.
process.exitCode = await runCommandLine(process.argv.slice(2), context);
