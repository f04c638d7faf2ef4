// Stands in for an editor's window: its index, rows and queue as the extension makes them, and what its person does, told
// on standard input.

import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { messageOf } from '../../../src/base/systemErrors.ts';
import { userFolder } from '../../../src/base/userFolder.ts';
import { userSecret } from '../../../src/base/userSecret.ts';
import { defaultIntervals } from '../../../src/extension/runs/lookRests.ts';
import { QueueKeeper } from '../../../src/extension/runs/queueKeeper.ts';
import { RunIndex } from '../../../src/extension/runs/runIndex.ts';
import { WaitingApprovals } from '../../../src/extension/runs/waitingApprovals.ts';
import { agreementOn } from '../../../src/launchers/frozenPart.ts';
import { LaunchError } from '../../../src/launchers/launcher.ts';
import { LocalLauncher } from '../../../src/launchers/localLauncher.ts';
import { ExperimentRefused } from '../../../src/runs/frozenExperiment.ts';
import { KeptIndex } from '../../../src/runs/keptIndex/keptIndex.ts';
import { ManifestError, readManifest } from '../../../src/runs/manifestFile.ts';
import { queuePositions } from '../../../src/runs/queueOrder.ts';
import { RunLockedError } from '../../../src/runs/runHold.ts';
import { deleteEach } from '../../../src/runs/trash/deleteEach.ts';
import { listTrash, moveToTrash, restoreFromTrash, TrashError } from '../../../src/runs/trash/trash.ts';
import { queueRun } from '../product.ts';
import { experimentOf } from './experiment.ts';
import { type Order, type Outcome, orderSchema, type Report, type Showing } from './words.ts';

const [runsFolder = '', script = '', atOnce = '', kind = ''] = process.argv.slice(2);
const lengths = kind === 'long' ? 'long' : 'brief';
/** Of what a person can act on; their windows say it in a message. */
const wordedErrors = [LaunchError, TrashError, ManifestError, RunLockedError, ExperimentRefused, RefusedFileError];
const print = (report: Report) => process.stdout.write(`${JSON.stringify(report)}\n`);
const tellProblem = (error: unknown) => print({ kind: 'problem', message: messageOf(error) });

let places = Number(atOnce);
const index = new RunIndex(tellProblem, defaultIntervals, {
  keepIndex: (folder) => new KeptIndex(folder, { secret: () => userSecret(userFolder()), version: 'campaign' }),
  watchRuns: watchEachRun,
});
const launcher = new LocalLauncher({
  command: { program: process.execPath, script, environment: {} },
  askedBy: 'editor',
  userFolder: userFolder(),
  places: () => places,
  onError: tellProblem,
  mayStart: () => true,
  runsFolders: () => index.folders,
  listerOf: (folder) => index.listerOf(folder),
});
const approvals = new WaitingApprovals(index, tellProblem);
await index.setFolders([runsFolder]);
const queue = new QueueKeeper({ index, launcher, approvals, mayStart: () => true, onError: tellProblem });
print({ kind: 'ready' });

for await (const line of createInterface({ input: process.stdin })) {
  const order = orderSchema.parse(JSON.parse(line));
  if (order.kind === 'close') break;
  await carryOut(order);
}
await queue.close();
approvals.dispose();
index.dispose();
process.exit(0);

async function carryOut(order: Exclude<Order, { kind: 'close' }>): Promise<void> {
  const { number } = order;
  switch (order.kind) {
    case 'deed':
      print({ kind: 'outcome', number, outcome: await attempt(() => doDeed(order)) });
      return;
    case 'places':
      places = order.places;
      void queue.poll();
      print({ kind: 'outcome', number, outcome: { kind: 'done' } });
      return;
    case 'show':
      print({ kind: 'showing', number, showing: await show() });
  }
}

async function attempt(act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    const isInWords = wordedErrors.some((one) => error instanceof one);
    return { kind: isInWords ? 'refused' : 'broke', message: messageOf(error) };
  }
}

async function doDeed({ deed, id = '', draw }: Extract<Order, { kind: 'deed' }>): Promise<Outcome> {
  const directory = path.join(runsFolder, id);
  switch (deed) {
    case 'submit': {
      const file = path.join(path.dirname(runsFolder), 'queue.reptile.json');
      const made = await queueRun(runsFolder, file, experimentOf(lengths, draw));
      const submitted = await attempt(async () => {
        await launcher.submit(made);
        return { kind: 'done' };
      });
      await index.lookAt(made);
      return { ...submitted, id: path.basename(made) };
    }
    case 'hold':
    case 'release':
    case 'toTop':
      await launcher.arrange(directory, deed);
      break;
    case 'startNow':
      await launcher.startNow(directory);
      break;
    case 'stop':
    case 'withdraw':
      await launcher.cancel(directory);
      break;
    case 'resume': {
      const agreed = await agreementOn(directory, await readManifest(directory));
      await launcher.submit(directory, { acceptsChangedData: false, agreed });
      break;
    }
    case 'delete':
      return remove(directory);
    case 'restore': {
      const run = (await listTrash(runsFolder)).find(({ name }) => name === id);
      if (run === undefined) return { kind: 'refused', message: 'It is not in the trash any more.' };
      await restoreFromTrash(runsFolder, run);
      await index.refresh();
      return { kind: 'done' };
    }
  }
  await index.lookAt(directory);
  return { kind: 'done' };
}

async function remove(directory: string): Promise<Outcome> {
  let isMoved = false;
  const [kept] = await deleteEach([{ directory }], async () => {
    await moveToTrash(directory);
    isMoved = true;
  });
  await index.refresh();
  if (isMoved) return { kind: 'done' };
  return { kind: 'refused', message: kept?.reason ?? 'It is at work, or gone.' };
}

/** What tree and table show. */
async function show(): Promise<Showing> {
  const runs = index.all();
  const positions = queuePositions(runs);
  return {
    runs: runs.map(({ directory, state, manifest, label }) => ({
      id: path.basename(directory),
      state,
      iteration: manifest.iteration,
      label,
      position: positions.get(directory) ?? null,
      isHeld: state === 'queued' && manifest.queuePlace?.isHeld === true,
    })),
    trashed: (await listTrash(runsFolder)).map(({ name }) => name),
  };
}

/** As the editor's own watch of files does, which tells of the manifests in the folder's folders. */
function watchEachRun(_runsFolder: string, onChange: (directory: string) => void) {
  const watchers = new Map<string, FSWatcher>();
  const follow = () => {
    for (const { directory } of index.all()) {
      if (watchers.has(directory)) continue;
      try {
        const watcher = watch(directory, { persistent: false }, (_, name) => {
          if (name === 'run.json' || name === 'marks.json') onChange(directory);
        });
        watcher.on('error', () => watcher.close());
        watchers.set(directory, watcher);
      } catch {
        // It is gone by now.
      }
    }
  };
  const listening = index.onDidChange(({ removed }) => {
    for (const { directory } of removed) {
      watchers.get(directory)?.close();
      watchers.delete(directory);
    }
    follow();
  });
  return {
    dispose: () => {
      listening.dispose();
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
