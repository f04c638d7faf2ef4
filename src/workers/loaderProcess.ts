// The process that reads texts. Started by `readingProcess.ts`. A thread reads, so that it ends with whoever
// started it, whatever is computed.

import '../base/ignoreDebuggerSignal.ts';
import { builtFile } from '../base/installation.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import type { LoaderMessage, LoaderProcessMessage, LoaderSetup } from './loaderProtocol.ts';
import { startThread } from './ownThreads.ts';
import { packTextSet } from './textPacking.ts';

const pieceBytes = 2 ** 20;

// A terminal sends them to every process of a command. Whoever started this one knows what is to be done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.once('disconnect', () => process.exit());
process.once('message', read);

function read(setup: LoaderSetup): void {
  const worker = startThread(builtFile('taskLoader.js'), { workerData: setup, name: 'reptile-lab-data' });
  worker.on('message', (message: LoaderMessage) => {
    if (message.kind === 'loaded') give(message.data).catch(fail);
    else void say(message);
  });
  worker.on('error', fail);
}

function fail(error: unknown): void {
  // Whoever started this process knows what an end without a word means.
  if (hasCode(error, 'ERR_WORKER_OUT_OF_MEMORY')) process.exit(1);
  void say({ kind: 'failed', message: messageOf(error), stack: error instanceof Error ? error.stack : undefined });
}

/** A piece at a time: what is on its way takes memory here and there. */
async function give(data: TaskData): Promise<void> {
  if (data.kind !== 'text') throw new TypeError(`A process of its own read data of kind ${data.kind}, not texts.`);
  const { values, blocks } = packTextSet(data.texts);
  for (const block of blocks) {
    await say({ kind: 'block', bytes: block.length });
    for (let offset = 0; offset < block.length; offset += pieceBytes)
      await say({ kind: 'piece', offset, piece: Uint8Array.from(block.subarray(offset, offset + pieceBytes)) });
  }
  await say({ kind: 'loaded', values });
}

function say(message: LoaderProcessMessage): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}
