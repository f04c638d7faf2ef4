// `npm start`: builds if sources are newer than the build, then lets the command line meta-train the bundled digits.
//
// npm start -- [--tasks N] [--set key.path=value] [--workers N]

import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildIfStale } from './buildIfStale.ts';
import { projectFolder } from './vscode/cacheFolder.ts';

const began = performance.now();
let isBuilding = false;
await buildIfStale((line) => {
  isBuilding = true;
  console.error(`${line} ...`);
});
if (isBuilding) console.error(`built in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
process.exitCode = await runCommandLine(['demo', ...process.argv.slice(2)]);

/** Runs `reptile-lab` in the project's folder, passes signals on to it, and gives its exit code. */
function runCommandLine(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [path.join('dist', 'cli.js'), ...words], {
    cwd: projectFolder,
    stdio: 'inherit',
  });
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
