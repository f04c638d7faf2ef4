// What a run of a table takes its columns for stays what it was: rows in other units and categories under other names
// are changed data, and where a person accepts a change, inputs still stand for what they did.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openTrainedRun } from '../../../src/evaluation/openTrainedRun.ts';
import { readLearnedWeights } from '../../../src/evaluation/runWeights.ts';
import type { ExperimentInput } from '../../../src/experiment/schema.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readSplitRecord } from '../../../src/runs/splitRecord.ts';
import { ChangedDataError } from '../../../src/tasks/split/dataChanges.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { codeOf, failureWords } from '../../support/failureWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf } from './trainerFixture.ts';

interface Row {
  readonly user: string;
  readonly age: number;
  readonly genre: string;
  readonly rating: number;
}

const genres = ['a', 'b', 'c'];

/** Twelve users with six rows each. */
const rows: readonly Row[] = Array.from({ length: 72 }, (_, number) => ({
  user: `u${100 + (number % 12)}`,
  age: 20 + ((number * 7) % 31),
  genre: genres[(number * 5 + Math.floor(number / 12)) % 3] ?? '',
  rating: 1 + ((number * 11) % 9) / 2,
}));

const sizes = { split: { by: 'seed', heldOutShare: 0.3 }, shots: 2, queries: 2 } as const;

const experiment: ExperimentInput = {
  name: 'table',
  seed: 1,
  task: {
    kind: 'table',
    dataset: { path: 'rows.csv', taskColumn: 'user', features: ['age', 'genre'], target: 'rating' },
    ...sizes,
  },
  model: { kind: 'mlp', hidden: [4] },
  algorithm: { metaIterations: 12, metaBatch: 2, innerSteps: 2, innerBatch: 2, innerOptimizer: { kind: 'adam' } },
  evaluation: { every: 6, tasks: 3, innerSteps: 2, innerBatch: 2 },
  checkpoint: { every: 4, keep: 3 },
  engine: { workers: 1 },
};

const genreByAge: ExperimentInput = {
  ...experiment,
  task: {
    kind: 'table',
    dataset: { path: 'rows.csv', taskColumn: 'user', features: ['age'], target: 'genre' },
    ...sizes,
  },
};

describe('columns of a table that a run keeps', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function write(change: (row: Row, number: number) => Row = (row) => row, more: readonly Row[] = []) {
    const lines = [...rows.map(change), ...more].map(
      ({ user, age, genre, rating }) => `${user},${age},${genre},${rating}\n`,
    );
    await writeFile(path.join(folder(), 'rows.csv'), `user,age,genre,rating\n${lines.join('')}`);
  }

  async function stoppedRun(input: ExperimentInput = experiment): Promise<string> {
    await write();
    const directory = await newRunOf(folder(), input);
    const stop = new AbortController();
    const { manifest } = await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.kind === 'iteration' && progress.iteration === 6) stop.abort();
      },
    });
    assert.equal(manifest.state, 'stopped', failureWords(manifest.failure));
    return directory;
  }

  async function codingOf(directory: string) {
    const found = await readSplitRecord(directory);
    assert.ok(found.kind === 'found' && found.record.coding !== undefined, JSON.stringify(found));
    return found.record.coding;
  }

  async function learned(directory: string) {
    return readLearnedWeights(directory, await readManifest(directory), 'latest');
  }

  async function refuses(directory: string, says: RegExp) {
    const isRefusal = (error: unknown) => {
      assert.ok(error instanceof ChangedDataError, String(error));
      assert.match(error.message, says);
      return true;
    };
    await assert.rejects(openTrainedRun(directory), isRefusal, 'measured');
    await assert.rejects(learned(directory), isRefusal, 'adapted or exported');
    const { manifest } = await carryOutRun(directory);
    assert.equal(codeOf(manifest.failure), 'changedData', 'resumed');
  }

  it('are refused in other units, whatever the standardised rows are', async () => {
    const directory = await stoppedRun();
    await write((row) => ({ ...row, age: row.age * 2 + 32, rating: row.rating * 1024 }));
    await refuses(
      directory,
      /changed: the column "age" \(34\.\d+ ± 8\.\d+ before, 101\.\d ± 1\d\.\d+ now\), the column "rating" \(/,
    );
    await write();
    assert.equal((await carryOutRun(directory)).manifest.state, 'completed');
  });

  it('are refused with categories under other names, also where these sort the same', async () => {
    const directory = await stoppedRun();
    await write((row) => ({ ...row, genre: row.genre === 'a' ? 'A' : row.genre }));
    await refuses(directory, /changed: the column "genre" \(no "a" any more\), /);
  });

  it('are refused with classes under other names', async () => {
    const directory = await stoppedRun(genreByAge);
    await write((row) => ({ ...row, genre: `x${row.genre}` }));
    await refuses(directory, /changed: the column "genre" \(no "a" any more\), /);
  });

  it('keep their means, deviations and categories where a change is accepted', async () => {
    const directory = await stoppedRun();
    const before = await codingOf(directory);
    const { table } = await learned(directory);
    // A slip, a category that comes before all others, and one that is written otherwise.
    await write((row, number) => ({
      ...row,
      age: number === 3 ? 100_000 : row.age,
      genre: number === 5 ? '0' : row.genre === 'c' ? 'aa' : row.genre,
    }));
    const warnings: string[] = [];
    const { manifest } = await carryOutRun(directory, {
      acceptsChangedData: true,
      onProgress: (progress) => {
        if (progress.kind === 'warning') warnings.push(progress.message);
      },
    });
    assert.equal(manifest.state, 'completed', failureWords(manifest.failure));
    assert.match(
      warnings.join('\n'),
      /changed data \(changed: the column "age" \(.* now\), the column "genre" \(no "c" any more\), .*\), as asked for: .* Columns are taken as they were: /,
    );
    assert.deepEqual(await codingOf(directory), before);
    assert.deepEqual((await learned(directory)).table, table);
  });

  it('leave out rows of a class that the run has not learned, where a change is accepted', async () => {
    const directory = await stoppedRun(genreByAge);
    await write((row, number) => ({ ...row, genre: number % 12 === 4 && number < 24 ? 'new' : row.genre }));
    const { manifest } = await carryOutRun(directory, { acceptsChangedData: true });
    assert.equal(manifest.state, 'completed', failureWords(manifest.failure));
    assert.deepEqual((await learned(directory)).model.outputSize, 3);
  });

  it('of another table than the experiment names are refused', async () => {
    const directory = await stoppedRun();
    const { split } = runFiles(directory);
    const text = await readFile(split, 'utf8');
    for (const changed of [
      text.replaceAll('"column":"age"', '"column":"year"'),
      text.replace(
        /"kind":"number","column":"rating","mean":[^,]+,"deviation":[^,]+/,
        '"kind":"number","column":"rating","mean":0,"deviation":0',
      ),
      text.replace(
        /("kind":"category","column":"genre","values":\[)[^\]]*/,
        `$1${Array.from({ length: 101 }, (_, number) => `"${number}"`).join()}`,
      ),
    ]) {
      assert.notEqual(changed, text);
      await writeFile(split, changed);
      await assert.rejects(learned(directory), (error: unknown) => {
        assert.ok(error instanceof TaskError && !(error instanceof ChangedDataError), String(error));
        assert.match(error.message, /keeps of its table's columns/);
        return true;
      });
    }
  });
});
