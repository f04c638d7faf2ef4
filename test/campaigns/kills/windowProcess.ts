// Stands in for an editor's window: keeps an index of the runs, queues one, and starts what waits, until it is killed.

import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RunIndex } from '../../../src/extension/runs/runIndex.ts';
import { inspectClaim } from '../../../src/launchers/launchClaim.ts';
import { isEnded } from '../../../src/runs/runState.ts';
import { laterByOwnClock } from '../../support/laterByOwnClock.ts';
import { newLauncher } from '../newLauncher.ts';

const [directory = '', runsFolder = '', script = ''] = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);

const index = new RunIndex((problem) => print(`problem ${String(problem)}`));
await index.setFolders([runsFolder]);
// The mark that the campaign made old, see `letTimePass`, is one that this window has watched for long.
const claim = statSync(path.join(directory, 'launch-claim'), { throwIfNoEntry: false });
if (claim !== undefined && Date.now() - claim.mtimeMs > 86_400_000)
  await laterByOwnClock(-60_001, () => inspectClaim(directory));
const launcher = newLauncher(runsFolder, script, { places: 1, onError: (error) => print(`problem ${String(error)}`) });
for (;;) {
  const state = (await index.lookAt(directory))?.state;
  if (state === 'completed') break;
  // A run that ended without being complete is resumed, as a person would ask for; a new one is handed over.
  if (state === 'queued' || (state !== undefined && isEnded(state))) await submit();
  else for (const outcome of await launcher.poll()) print(`polled ${JSON.stringify(outcome)}`);
  await delay(50);
}
// A window that stays notices the end of a trainer that it started.
for (let looks = 0; looks < 60 && existsSync(path.join(directory, 'launch-claim')); looks++) await delay(50);
print('completed');
index.dispose();

async function submit(): Promise<void> {
  try {
    print(`submitted ${JSON.stringify(await launcher.submit(directory))}`);
  } catch (error) {
    print(`refused ${String(error)}`);
  }
}
