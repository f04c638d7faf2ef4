// A small file of samples takes neither minutes nor gigabytes, whoever wrote it.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readOwnRows } from '../../../../src/tasks/ownSamples/ownRows.ts';
import { readOwnSamples } from '../../../../src/tasks/ownSamples/readOwnSamples.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { heapKeptBy } from '../../../support/heapKept.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('files of own samples', () => {
  const folder = useTemporaryFolder();
  const write = async (name: string, text: string) => {
    const file = path.join(folder(), name);
    await writeFile(file, text);
    return file;
  };

  it('may hold millions of line ends', async () => {
    const file = await write('own.jsonl', `${'\n'.repeat(2 ** 22)}{"x": 1}\r\n \n{"x": 2}`);
    const { kept, bytes } = await heapKeptBy(() => readOwnRows(file, 'x'));
    assert.deepEqual(
      kept.map(({ place, values }) => [place, values.get('x')]),
      [
        [`${file}, line ${2 ** 22 + 1}`, 1],
        [`${file}, line ${2 ** 22 + 3}`, 2],
      ],
    );
    assert.ok(bytes < 2e7, `${bytes} bytes`);
  });

  it('may have columns by the hundred thousand', async () => {
    const names = Array.from({ length: 60_000 }, (_, index) => `"c${index}": 1`);
    const file = await write('own.json', `[{${names.join()}}]`);
    assert.equal((await readOwnRows(file, 'x'))[0]?.values.get('c59999'), 1);
    const twins = await write('twins.json', `[{${names.join()}, "C7": 2}]`);
    await assert.rejects(readOwnRows(twins, 'x'), /two columns called "c7"/);
  });

  it('keep of a table its cells, and its names once', async () => {
    const width = 2000;
    const header = Array.from({ length: width }, (_, index) => `c${index}`).join();
    const file = await write('own.csv', `${header}\n${`1${','.repeat(width - 1)}\n`.repeat(1000)}`);
    const { kept, bytes } = await heapKeptBy(() => readOwnRows(file, 'x'));
    assert.deepEqual([kept.length, kept[999]?.values.get('c0'), kept[999]?.values.get('c1')], [1000, '1', undefined]);
    assert.deepEqual([kept[0]?.values.has('c1'), kept[0]?.values.has('x')], [true, false]);
    assert.ok(bytes < 4e7, `${bytes} bytes`);
  });

  it('are refused where the model would make gigabytes of them', async () => {
    const file = await write('own.csv', `x1\n${'1\n'.repeat(9000)}`);
    const demand = {
      task: { kind: 'module', path: 'own.mjs', settings: {} },
      inputShape: [512, 512, 3],
      answerSize: 0,
      trainingTexts: [],
      table: undefined,
    } as const;
    const refused = /holds 9000 samples, which take more than a gigabyte as the model takes them\. Use 341 of them/;
    await assert.rejects(
      readOwnSamples(file, demand),
      (error) => error instanceof TaskError && refused.test(error.message),
    );
  });
});
