// A worker thread that fails: its death is an error of the question at hand, and of every later one.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadTaskData } from '../../../src/tasks/createTaskDistribution.ts';
import type { WorkerQuestion } from '../../../src/workers/workerProtocol.ts';
import { WorkerThread } from '../../../src/workers/workerThread.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';

const none = new Float32Array(0);
const question: WorkerQuestion = {
  kind: 'sample',
  start: { parameters: none, optimizerState: { steps: 0, moments: none } },
  taskIndex: 0,
};

describe('a worker thread', () => {
  const folder = useTemporaryFolder();

  /** Runs `onMessage` for each question; `answer(x)` answers. */
  async function startThread(
    onMessage: string,
    onStart = "answer({ kind: 'ready', variant: 'test', memoryBytes: 7 });",
  ): Promise<WorkerThread> {
    const program = path.join(folder(), 'worker.mjs');
    const lines = [
      "import { parentPort } from 'node:worker_threads';",
      'const answer = (words) => parentPort.postMessage(words);',
      `parentPort.on('message', () => { ${onMessage} });`,
      onStart,
    ];
    await writeFile(program, lines.join('\n'));
    const experiment = sineExperiment();
    const data = await loadTaskData(experiment.task, folder());
    return new WorkerThread(
      { experiment, data, engine: { backend: 'fused', kernels: 'wasm', fastMath: false }, sharing: undefined },
      program,
    );
  }

  it('tells what computes in it, and answers', async () => {
    const thread = await startThread("answer({ kind: 'evaluated', tasks: [] });");
    assert.deepEqual(await thread.ready, { kind: 'ready', variant: 'test', memoryBytes: 7 });
    assert.deepEqual(await thread.ask(question, 'evaluated'), { kind: 'evaluated', tasks: [] });
    await assert.rejects(thread.ask(question, 'sampled'), /answered evaluated to sample/);
    await thread.dispose();
  });

  it('that cannot start says why', async () => {
    const thread = await startThread('', "throw new Error('no engine');");
    await assert.rejects(thread.ready, /no engine/);
    await assert.rejects(thread.ask(question, 'sampled'), /no engine/);
    await thread.dispose();
  });

  it('that throws passes its error on', async () => {
    const thread = await startThread("throw new RangeError('memory access out of bounds');");
    await thread.ready;
    await assert.rejects(thread.ask(question, 'sampled'), /memory access out of bounds/);
    await assert.rejects(thread.ask(question, 'sampled'), /memory access out of bounds/);
    await thread.dispose();
  });

  it('that dies without a word is noticed', async () => {
    const thread = await startThread('process.exit(7);');
    await thread.ready;
    await assert.rejects(thread.ask(question, 'sampled'), /worker thread ended unexpectedly \(exit code 7\)/);
    await thread.dispose();
  });

  it('that was disposed of answers nothing', async () => {
    const thread = await startThread('');
    await thread.ready;
    const waiting = thread.ask(question, 'sampled');
    await thread.dispose();
    await assert.rejects(waiting, /was ended/);
    await assert.rejects(thread.ask(question, 'sampled'), /was ended/);
  });
});
