#!/usr/bin/env node
// reptile-lab: the terminal's face of Reptile Lab.

import '../base/ignoreDebuggerSignal.ts';
import { mayStartAgain, ownProgram } from '../engine/fused/native/startAgain.ts';
import { endSoon, leaveNow, leaveThreadsBehind, listenToCrashes } from '../trainer/processEnds.ts';
import type { CommandContext } from './commandContext.ts';
import { reportError, runCommandLine } from './commandLine.ts';
import { exitCodes } from './failures.ts';
import { isOutputLost, leaveWhenReaderIsGone, openTerminal } from './terminal.ts';

mayStartAgain(ownProgram());

const context: CommandContext = {
  terminal: openTerminal(),
  exitCode: exitCodes.completed,
  stopWork: undefined,
  failWork: undefined,
};

process.on('exit', (code) => {
  if (code === exitCodes.completed && isOutputLost()) process.exitCode = exitCodes.failed;
});

leaveWhenReaderIsGone(() => {
  if (context.stopWork === undefined) process.exit();
  context.stopWork();
});

listenToCrashes((error) => {
  if (context.failWork === undefined) {
    void leaveNow(reportError(error, context));
    return;
  }
  context.failWork(error);
  endSoon(exitCodes.failed);
});

// The process ends by itself once everything is written and closed: leaving at once could cut the output of a pipe.
process.exitCode = await runCommandLine(process.argv.slice(2), context);
await leaveThreadsBehind();
