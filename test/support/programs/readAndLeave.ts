// Begins to read the file it is given, waits a moment, and leaves with exit code 3: `now`, or as soon as nothing is
// left to do.

import { readFile } from 'node:fs/promises';
import { leaveNow, leaveThreadsBehind } from '../../../src/trainer/processEnds.ts';

const [, , file = '', how] = process.argv;
void readFile(file).catch(() => undefined);
setTimeout(async () => {
  if (how === 'now') return leaveNow(3);
  process.exitCode = 3;
  await leaveThreadsBehind();
}, 100);
