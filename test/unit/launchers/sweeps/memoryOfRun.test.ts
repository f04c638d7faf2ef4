// What data take of the memory: of any number of samples, and in proportion to it.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { experimentSchema } from '../../../../src/experiment/schema.ts';
import { memoryOfData } from '../../../../src/launchers/sweeps/memoryOfRun.ts';
import { loadTaskData } from '../../../../src/tasks/createTaskDistribution.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

describe('the memory that data take', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  /** Of a table of two tasks. */
  async function memoryOfTable(rowsOfTask: number): Promise<number> {
    const row = (task: string) => (_: unknown, index: number) => `${task},${index % 97},${index % 89}`;
    const rows = ['a', 'b'].flatMap((task) => Array.from({ length: rowsOfTask }, row(task)));
    await writeFile(path.join(folder(), 'rows.csv'), ['user,x,y', ...rows, ''].join('\n'));
    const { task } = experimentSchema.parse({
      ...tinyExperiment(),
      task: {
        kind: 'table',
        dataset: { path: 'rows.csv', features: ['x'], target: 'y', taskColumn: 'user' },
        split: { by: 'seed', heldOutShare: 0.5 },
        shots: 5,
        queries: 5,
      },
    });
    const { shared, copied } = memoryOfData(await loadTaskData(task, folder()));
    return shared + copied;
  }

  it('is found also where one task has more rows than a function can have arguments', async () => {
    const [few, many] = [await memoryOfTable(15_000), await memoryOfTable(150_000)];
    assert.ok(few > 2 * 15_000 * 2 * 8, String(few));
    assert.ok(Math.abs(many / few - 10) < 0.1, `${many} of ${few}`);
  });

  it('is counted once of what is held in two places, in maps and sets too', () => {
    const samples = Array.from({ length: 200_000 }, (_, index) => index);
    const [list, map] = [new Set(samples), new Map(samples.map((sample) => [sample, 'a']))];
    const texts = { kind: 'module', file: '', digest: null, list, map } as const;
    const { copied } = memoryOfData(texts);
    const twice = { ...texts, again: map, oneMore: list };
    assert.equal(memoryOfData(twice).copied, copied);
    const [number, object, text] = [8, 64, 25];
    const alone = memoryOfData({ kind: 'module', file: '', digest: null }).copied;
    assert.equal(copied - alone, object + samples.length * number + object + samples.length * (object + number + text));
  });
});
