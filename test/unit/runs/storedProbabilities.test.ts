import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';

import { storeProbabilities } from '../../../src/runs/storedProbabilities.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('storeProbabilities', () => {
  const folder = useTemporaryFolder();

  it("gives a data set's names to the letter, and none that a spreadsheet would execute", async () => {
    const formula = '=HYPERLINK("http://example.com","x")';
    const names = [formula, '-1+cmd', '@x', 'a;=1', 'line\n=1', '  +1', 'cat, "black"/01.png', '\u202eplain'];
    const tasks = [
      {
        task: 7,
        classNames: [formula, 'cat'],
        samples: names.map((name) => ({ name, way: 0 })),
        probabilities: new Float32Array(2 * names.length).fill(0.5),
      },
    ];
    const file = await storeProbabilities(path.join(folder(), 'evaluation.json'), tasks);
    const rows: Record<string, string>[] = parse(await readFile(file), { columns: true });
    const shown = rows.map(({ sample }) => sample);
    assert.deepEqual(shown, [
      `'${formula}`,
      "'-1+cmd",
      "'@x",
      "a;'=1",
      "line\n'=1",
      "'  +1",
      'cat, "black"/01.png',
      '\u202eplain',
    ]);
    for (const row of rows) assert.equal(row.class, `'${formula}`);
  });
});
