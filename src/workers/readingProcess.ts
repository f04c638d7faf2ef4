// Texts that are read in a process of their own: one that runs out of memory ends alone, whatever asked for it.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { builtFile } from '../base/installation.ts';
import type { TaskData } from '../tasks/createTaskDistribution.ts';
import { allocateShared } from '../tasks/sharedMemory.ts';
import {
  hearNews,
  type LoaderProcessMessage,
  type LoaderSetup,
  type LoadListeners,
  type Reading,
  tooLarge,
} from './loaderProtocol.ts';
import { unpackTextSet } from './textPacking.ts';

export function startReadingProcess(setup: LoaderSetup, heapBytes: number, listeners: LoadListeners): Reading {
  const child = fork(builtFile('loaderProcess.js'), {
    execArgv: [`--max-old-space-size=${Math.floor(heapBytes / 2 ** 20)}`],
    // A shell's options may set another bound. The editor's own program behaves as Node by the other variable.
    env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    // V8's last words are for nobody.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const blocks: ArrayBufferLike[] = [];
  const data = new Promise<TaskData>((resolve, reject) => {
    const hear = (message: LoaderProcessMessage) => {
      switch (message.kind) {
        case 'block':
          blocks.push(allocateShared(message.bytes));
          break;
        case 'piece':
          new Uint8Array(blocks.at(-1) ?? new ArrayBuffer(0)).set(message.piece, message.offset);
          break;
        case 'loaded':
          resolve({ kind: 'text', texts: unpackTextSet(message.values, blocks) });
          break;
        case 'failed':
          reject(unexpected(message));
          break;
        default: {
          const refusal = hearNews(message, listeners);
          if (refusal !== undefined) reject(refusal);
        }
      }
    };
    child.on('message', (message: LoaderProcessMessage) => {
      try {
        hear(message);
      } catch (error) {
        // There is no memory for a block, for instance.
        reject(error);
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(tooLarge(heapBytes, signal === null ? `with exit code ${code}` : `by signal ${signal}`)),
    );
    // Whether it takes it or has ended before, its exit tells.
    child.send(setup, () => {});
  });
  return { data, end: () => endProcess(child) };
}

function unexpected({ message, stack }: { readonly message: string; readonly stack: string | undefined }): Error {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Long enough for what the system does then, and short for somebody who waits for a run's last word. */
const patienceMilliseconds = 200;

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit', { signal: AbortSignal.timeout(patienceMilliseconds) }).catch(() => {
    // It waits inside a system call, and is left behind.
    if (child.connected) child.disconnect();
    child.unref();
  });
}
