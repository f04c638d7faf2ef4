// The trainer process: carries out the run whose directory it is given. Started by launchers; its output is the run's
// log.

import '../base/ignoreDebuggerSignal.ts';
import path from 'node:path';
import { messageOf } from '../base/systemErrors.ts';
import { mayStartAgain, ownProgram, startAgainOnCrash } from '../engine/fused/native/startAgain.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { LockLostError, RunLockedError } from '../runs/runHold.ts';
import { carryOutRun } from './carryOutRun.ts';
import { exitCodes } from './exitCodes.ts';
import { lowerPriority } from './lowerPriority.ts';
import { endSoon, leaveThreadsBehind, listenToCrashes, listenToSignals } from './processEnds.ts';
import { openRunLog } from './runLog.ts';
import { StopRequests } from './stopRequests.ts';

// Before it makes threads, which inherit it.
lowerPriority();

const [directory, programFiles, ...rest] = process.argv.slice(2);
if (directory === undefined || rest.length > 0) {
  process.stderr.write('usage: trainer <run directory> [<digest of the files of its program>]\n');
  process.exit(exitCodes.badInput);
}

const runDirectory = path.resolve(directory);
const stops = new StopRequests();
const crash = new AbortController();
listenToSignals(() => stops.ask());
stops.leave.addEventListener('abort', () => endSoon(exitCodes.stopped));
listenToCrashes((error) => {
  crash.abort(error);
  endSoon(exitCodes.failed);
});

mayStartAgain(ownProgram());
const endOnCrash = startAgainOnCrash();
try {
  const outcome = await carryOutRun(runDirectory, { stops, crash: crash.signal, programFiles });
  process.exitCode = exitCodes[outcome.state];
} catch (error) {
  process.exitCode = error instanceof RunLockedError ? exitCodes.locked : exitCodes.badInput;
  // The log, which is where output goes, is another process's by then.
  if (!(error instanceof LockLostError)) sayWhyNot(error);
} finally {
  endOnCrash();
}
await leaveThreadsBehind();

function sayWhyNot(error: unknown): void {
  // A folder that is no run gets no log.
  if (!(error instanceof ManifestError)) openRunLog(runDirectory)(`The run could not be taken up: ${messageOf(error)}`);
  process.stderr.write(`${messageOf(error)}\n`);
}
