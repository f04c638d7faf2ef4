// The trainer process: carries out the run whose directory it is given. Started by launchers; its output is the run's log.

import path from 'node:path';
import { messageOf } from '../base/systemErrors.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { carryOutRun } from './carryOutRun.ts';
import { openRunLog } from './runLog.ts';

const exitCodes = { completed: 0, failed: 1, stopped: 3 } as const;

const [directory, ...rest] = process.argv.slice(2);
if (directory === undefined || rest.length > 0) {
  process.stderr.write('usage: trainer <run directory>\n');
  process.exit(2);
}

const runDirectory = path.resolve(directory);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => {
  // Whoever asks again does not want to wait for a checkpoint. 130 is what shells expect of an interrupted program.
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
});
// The terminal or connection that started it may go; the run goes on.
process.on('SIGHUP', () => openRunLog(runDirectory)('The terminal is gone; the run goes on.'));

try {
  const outcome = await carryOutRun(runDirectory, { signal: stop.signal });
  process.exitCode = exitCodes[outcome.state];
} catch (error) {
  // A folder that is no run gets no log.
  if (!(error instanceof ManifestError)) openRunLog(runDirectory)(`The run could not be taken up: ${messageOf(error)}`);
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 2;
}
