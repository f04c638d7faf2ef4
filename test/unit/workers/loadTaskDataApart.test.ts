// Reading data in a thread or a process of its own: the same data, notes and errors, and an end to it whenever one is asked for.

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Experiment, type ExperimentInput, experimentSchema } from '../../../src/experiment/schema.ts';
import { createRun } from '../../../src/runs/createRun.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { loadTaskData } from '../../../src/tasks/createTaskDistribution.ts';
import type { LoadProgress } from '../../../src/tasks/loadOptions.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import type { LoaderSetup } from '../../../src/workers/loaderProtocol.ts';
import { loadTaskDataApart } from '../../../src/workers/loadTaskDataApart.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { classTree, writeTree } from '../../support/imageData.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('data that are read apart', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  function experimentWith(task: ExperimentInput['task']): Experiment {
    return experimentSchema.parse({
      name: 'apart',
      task,
      model: { kind: 'mlp', hidden: [4] },
      algorithm: { metaIterations: 5, innerOptimizer: { kind: 'sgd', learningRate: 0.1 } },
    } satisfies ExperimentInput);
  }

  const small = { ways: 2, shots: 1, queries: 1, trainShots: 2 };

  const textFile = { source: 'file', path: 'texts.json' } as const;

  function texts(count: number): [text: string, label: string][] {
    return Array.from({ length: count }, (_, index) => [
      `text ${index} of ${(index * 7919) % 1000} words`,
      `${'abcdefgh'[index % 8]}`,
    ]);
  }

  function writeTexts(pairs: readonly (readonly [string, string])[]): Promise<void> {
    return writeFile(path.join(folder(), 'texts.json'), JSON.stringify(pairs));
  }

  /** A few megabytes whose pieces of words keep a computer busy for minutes. */
  async function experimentOfEndlessTexts(): Promise<Experiment> {
    const text = `${'ab'.repeat(100)} `.repeat(500);
    const rows = Array.from({ length: 40 }, (_, row) => `${row} ${text},${'abcdefgh'[row % 8]}\n`);
    await writeFile(path.join(folder(), 'texts.csv'), `text,label\n?,a\n${rows.join('')}`);
    return experimentWith({
      kind: 'text',
      dataset: { source: 'file', path: 'texts.csv' },
      encoding: { kind: 'tfidf', maxFeatures: 50, characterNgrams: [1, 20] },
      ...small,
    });
  }

  it('are those that are read here, with their notes and progress', async () => {
    const data = await writeTree(path.join(folder(), 'data'), {
      ...classTree(['a', 'b', 'c', 'd']),
      'a/no.gif': new Uint8Array(3),
    });
    const { task } = experimentWith({
      kind: 'images',
      dataset: { source: 'folder', path: data, size: 8, heldOutClasses: ['c', 'd'] },
      ...small,
    });
    const load = async (read: typeof loadTaskData) => {
      const told: (string | LoadProgress)[] = [];
      const tell = (what: string | LoadProgress) => told.push(what);
      return { data: await read(task, folder(), { onNote: tell, onProgress: tell }), told };
    };
    const [apart, here] = [await load(loadTaskDataApart), await load(loadTaskData)];
    assert.deepEqual(apart, here);
    assert.ok(here.told.length > 2);
  });

  it('are refused in the same words', async () => {
    const { task } = experimentWith({ kind: 'text', dataset: { source: 'file', path: 'none.csv' }, ...small });
    const refusal = await loadTaskData(task, folder()).catch((error: unknown) => error);
    assert.ok(refusal instanceof TaskError);
    await assert.rejects(loadTaskDataApart(task, folder()), refusal);
  });

  it('are given up at once when they are not wanted any more, whatever is computed', async () => {
    const { task } = await experimentOfEndlessTexts();
    const signal = AbortSignal.timeout(500);
    await assert.rejects(loadTaskDataApart(task, folder(), { signal }), { name: 'TimeoutError' });
  });

  it('are those that are read here, of texts in each encoding', async () => {
    await writeTexts(texts(5000));
    const encodings: ExperimentInput['task'][] = [
      { kind: 'text', dataset: textFile, encoding: { kind: 'tfidf', maxFeatures: 300 }, ...small },
      { kind: 'text', dataset: textFile, encoding: { kind: 'hashed', maxTokens: 20 }, ...small },
    ];
    for (const encoding of encodings) {
      const { task } = experimentWith(encoding);
      const [apart, here] = [await loadTaskDataApart(task, folder()), await loadTaskData(task, folder())];
      assert.deepEqual(apart, here);
      assert.ok(apart.kind === 'text' && apart.texts.texts.bytes.buffer instanceof SharedArrayBuffer);
    }
  });

  const manyPieces: Readonly<Record<string, () => string>> = {
    'many small texts': () => JSON.stringify(texts(400_000)),
    'a list of numbers in one large piece': () => `[${'0,'.repeat(15_000_000)}0]`,
    'millions of pairs': () => `[${'["abc","x"],'.repeat(2_000_000)}["a","b"]]`,
    'one endless text': () => JSON.stringify([['ab '.repeat(20_000_000), 'x']]),
  };
  for (const [what, content] of Object.entries(manyPieces)) {
    it(`are refused in words where they take more memory than they may: ${what}`, async () => {
      await writeFile(path.join(folder(), 'texts.json'), content());
      const { task } = experimentWith({ kind: 'text', dataset: textFile, ...small });
      await assert.rejects(loadTaskDataApart(task, folder(), {}, 40 * 2 ** 20), (error: unknown) => {
        assert.ok(error instanceof TaskError, String(error));
        assert.match(
          error.message,
          /^The data of task\.dataset take more memory than there is for reading them, 40\.?0? MiB at most \(the process that read them ended .*\)\. Check/,
        );
        return true;
      });
    });
  }

  it('are refused where there are more files than the memory has room for, before they are listed', async () => {
    // The end of a zip, which says how many files it has.
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(65_000, 8);
    end.writeUInt16LE(65_000, 10);
    await writeFile(path.join(folder(), 'many.zip'), end);
    const { task } = experimentWith({ kind: 'images', dataset: { source: 'folder', path: 'many.zip' }, ...small });
    await assert.rejects(
      loadTaskDataApart(task, folder(), {}, 14 * 2 ** 20),
      /many\.zip holds 65,000 files; more than 6\d,\d{3} files are refused/,
    );
  });

  it('are bounded whatever the options of a shell say of memory', async () => {
    await writeTexts(texts(400_000));
    const { task } = experimentWith({ kind: 'text', dataset: textFile, ...small });
    const { NODE_OPTIONS } = process.env;
    process.env.NODE_OPTIONS = '--max-old-space-size=4000';
    try {
      await assert.rejects(loadTaskDataApart(task, folder(), {}, 40 * 2 ** 20), /take more memory than there is/);
    } finally {
      if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = NODE_OPTIONS;
    }
  });

  it('leave no process behind when whoever asked for them is gone', async () => {
    const { task } = await experimentOfEndlessTexts();
    const reader = fork(await builtProgram('loaderProcess.js'), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    try {
      const setup: LoaderSetup = { task, folder: folder(), cache: undefined, kept: undefined };
      reader.send(setup);
      // It tells of the text without words, and is at work for minutes then; a terminal's Ctrl+C is not for it.
      const [news] = await once(reader, 'message');
      assert.equal(news.kind, 'note');
      reader.kill('SIGINT');
      reader.disconnect();
      const [code, signal] = await once(reader, 'exit');
      assert.deepEqual([code, signal], [0, null]);
    } finally {
      reader.kill('SIGKILL');
    }
  });

  it('keep no trainer from hearing that it is to end', async () => {
    const experiment = await experimentOfEndlessTexts();
    const directory = await createRun({
      runsFolder: folder(),
      experiment,
      source: new TextEncoder().encode(JSON.stringify(experiment)),
      experimentPath: path.join(folder(), 'apart.reptile.json'),
      overrides: [],
      askedBy: 'terminal',
      launcher: null,
      version: '0',
    });
    const trainer: ChildProcess = fork(await builtProgram('trainer.js'), [directory], { silent: true });
    try {
      await waitFor('the run to read its data', async () => (await readManifest(directory)).state === 'starting');
      trainer.kill('SIGTERM');
      await once(trainer, 'exit');
      assert.equal((await readManifest(directory)).state, 'stopped');
    } finally {
      trainer.kill('SIGKILL');
    }
  });
});
