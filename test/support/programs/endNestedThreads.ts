// Ends threads again and again that have others decode pictures, each at another moment; the last one by leaving, with
// exit code 3.

import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installationFolder } from '../../../src/base/installation.ts';
import { endThread, startThread } from '../../../src/workers/ownThreads.ts';

const rounds = 25;
const program = path.join(installationFolder, 'test', 'support', 'programs', 'decodeForEver.mjs');

for (let round = 0; ; round++) {
  const thread = startThread(program, {});
  await once(thread, 'message');
  await delay(round % 17);
  if (round === rounds) process.exit(3);
  await endThread(thread);
}
