// Lightning's CSV logs are read as they grow, whole files written anew with other columns too, and what is wrong in them is
// said once.

import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { openCsvLog } from '../../../src/foreign/tables/csvLog.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { heapKeptBy } from '../../support/heapKept.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('CSV logs', () => {
  const folder = useTemporaryFolder();
  const metrics = () => path.join(folder(), 'metrics.csv');
  const hparams = () => path.join(folder(), 'hparams.yaml');
  const told = async (reader: ReturnType<typeof openCsvLog>) => pointsByTag((await collectFigures(reader)).figures);

  it('give a figure for every number of a row, and none for an empty cell', async () => {
    const rows = ['epoch,step,train_loss,"val,acc"', '0,0,1.0,', '0,1,5e-1,nan', ',2,-inf,.25'];
    await writeFile(metrics(), `${rows.join('\r\n')}\r\n`);
    assert.deepEqual(await told(openCsvLog(folder())), {
      epoch: [
        [0, 0],
        [1, 0],
      ],
      train_loss: [
        [0, 1],
        [1, 0.5],
        [2, Number.NEGATIVE_INFINITY],
      ],
      'val,acc': [
        [1, Number.NaN],
        [2, 0.25],
      ],
    });
  });

  it('are read on from where the last look ended, and a half line is waited for', async () => {
    await writeFile(metrics(), 'step,loss\n0,1\n1,0.');
    const reader = openCsvLog(folder());
    assert.deepEqual(await told(reader), { loss: [[0, 1]] });
    await appendFile(metrics(), '5\n');
    assert.deepEqual(await told(reader), { loss: [[1, 0.5]] });
    assert.deepEqual(await told(reader), {});
  });

  it('are told anew where they are written anew, with other columns or shorter', async () => {
    await writeFile(metrics(), 'step,loss\n0,1\n');
    const logs = new LogFolder(folder());
    await logs.look();
    await writeFile(metrics(), 'step,loss,acc\n0,1,\n1,,0.5\n');
    const tags = async () =>
      [...((await logs.look()).logs[0]?.summary.tags ?? [])].map(([tag, { count }]) => [tag, count]);
    assert.deepEqual(await tags(), [
      ['loss', 1],
      ['acc', 1],
    ]);
    await writeFile(metrics(), 'step,loss,acc\n0,1,\n');
    assert.deepEqual(await tags(), [['loss', 1]]);
    await rm(metrics());
    assert.deepEqual((await logs.look()).logs, []);
  });

  it('are told anew where they are written anew, and only what stands behind names of many columns tells', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `gradient_norm_of_layer_${index}`);
    const table = (columns: readonly string[], rows: number) =>
      [
        `step,${columns.join(',')}`,
        ...Array.from({ length: rows }, (_, step) => [step, ...columns.map(() => 7)].join()),
      ]
        .map((line) => `${line}\n`)
        .join('');
    await writeFile(metrics(), table(names, 10));
    const logs = new LogFolder(folder());
    await logs.look();
    await appendFile(metrics(), `10,${names.map(() => 7).join()}\n`);
    assert.equal((await logs.look()).logs[0]?.summary.tags.get('gradient_norm_of_layer_0')?.count, 11);
    await writeFile(metrics(), table([...names, 'val_loss'], 13));
    const tags = (await logs.look()).logs[0]?.summary.tags;
    assert.deepEqual([...new Set([...(tags?.values() ?? [])].map(({ count }) => count))], [13]);
    assert.ok(tags?.has('val_loss'));
  });

  it('keep names in memory and not the text that they were cut from', async () => {
    const row = '0,0.123456789,0.98765432101234\n';
    for (let index = 0; index < 20; index++) {
      const place = path.join(folder(), String(index));
      await mkdir(place);
      const names = `step,training_loss_of_the_whole_${index},validation_accuracy_of_it\n`;
      await writeFile(path.join(place, 'metrics.csv'), names + row.repeat(2 ** 14));
      const setting = `name_of_an_optimizer: stochastic gradient descent ${index}\n`;
      await writeFile(path.join(place, 'hparams.yaml'), `${setting}#${'c'.repeat(200_000)}\n`);
    }
    const logs = new LogFolder(folder());
    const { kept, bytes } = await heapKeptBy(() => logs.look());
    assert.equal(kept.logs[19]?.summary.tags.size, 2);
    assert.equal(kept.logs[19]?.parameters.size, 1);
    assert.ok(bytes < 3e6, `${bytes} bytes`);
  });

  it('tell the figures of a large table a few thousand at a time', async () => {
    await writeFile(metrics(), `step,loss\n${'"1",2\n'.repeat(2 ** 14)}`);
    const heard: number[] = [];
    await openCsvLog(folder()).read((updates) => {
      for (const update of updates) if (update.kind === 'figures') heard.push(update.figures.length);
    });
    assert.equal(
      heard.reduce((sum, length) => sum + length, 0),
      2 ** 14,
    );
    assert.ok(heard.length > 1 && heard.every((length) => length <= 2 ** 13));
  });

  it('have what can be read of a YAML file that would take the parser minutes, and the rest is said', async () => {
    await writeFile(metrics(), 'step,loss\n0,1\n');
    const many = (length: number) => Array.from({ length }, (_, index) => index.toString(36)).join();
    const hostile = [`a: {${many(50_000)}}`, `b: ${'['.repeat(4000)}`, `c: ${'- '.repeat(2000)}`];
    for (const entry of hostile) {
      await writeFile(hparams(), `lr: 0.1\n# said\n${entry}\nlist:\n- 1\n- 2\n`);
      const reader = openCsvLog(folder());
      const { problems } = await collectFigures(reader);
      assert.deepEqual(
        [...reader.parameters],
        [
          ['lr', 0.1],
          ['list', '1,2'],
        ],
      );
      assert.match(JSON.stringify(problems), /longer, or deeper/);
    }
    await writeFile(hparams(), `${many(30_000).replaceAll(',', ': 1\n')}: 1\n`);
    const reader = openCsvLog(folder());
    assert.deepEqual((await collectFigures(reader)).problems, []);
    assert.equal(reader.parameters.size, 500);
  });

  it('have the parameters of their YAML file, flat, and are live while they grow', async () => {
    await writeFile(metrics(), 'step,val_acc\n0,0.5\n');
    await writeFile(hparams(), 'lr: 0.1\noptimizer: adam\nnested:\n  deep: true\n  list:\n  - 1\n  - 2\nnone: null\n');
    const reader = openCsvLog(folder());
    await collectFigures(reader);
    assert.deepEqual(
      [...reader.parameters],
      [
        ['lr', 0.1],
        ['optimizer', 'adam'],
        ['nested.deep', true],
        ['nested.list', '1,2'],
      ],
    );
    const { logs } = await new LogFolder(folder()).look();
    assert.ok(Math.abs((logs[0]?.filesChangedAt ?? 0) - Date.now() / 1000) < 60);
  });

  it('say once what is no number, no step, no YAML and no file, and read the rest', async () => {
    const cases: readonly (readonly [metrics: string, hparams: string, codes: readonly string[], points: number])[] = [
      ['step,loss\n0,1\n1,0.3x\n2,0.5\n', '', ['oddValue'], 2],
      ['epoch,loss\n0,1\n', '', ['oddValue'], 0],
      ['step,loss\n-1,1\n1.5,2\n3,4\n', '', ['oddValue'], 1],
      ['step,loss\n0,1\n', 'a: &a [1, 2]\nb: [*a, *a]\n', ['thrown'], 1],
      ['step,loss\n0,1\n', '{', ['thrown'], 1],
      [`step,loss\n${'1'.repeat(2 ** 21)}`, '', ['said'], 0],
    ];
    for (const [table, yaml, codes, points] of cases) {
      await writeFile(metrics(), table);
      await writeFile(hparams(), yaml);
      const reader = openCsvLog(folder());
      const { figures, problems } = await collectFigures(reader);
      const found = problems.map((problem) =>
        problem.kind === 'unreadable' && problem.notice.of === 'file' ? problem.notice.problem.code : problem.kind,
      );
      assert.deepEqual([table.slice(0, 20), found, figures.length], [table.slice(0, 20), codes, points]);
      assert.deepEqual((await collectFigures(reader)).problems, []);
    }
  });

  it('are read through no link', async () => {
    const real = path.join(folder(), 'real');
    await mkdir(real);
    await writeFile(path.join(real, 'metrics.csv'), 'step,loss\n0,1\n');
    await symlink(path.join(real, 'metrics.csv'), metrics());
    const { figures, problems } = await collectFigures(openCsvLog(folder()));
    assert.deepEqual([figures, problems.length], [[], 1]);
    const { logs } = await new LogFolder(folder()).look();
    assert.deepEqual(
      logs.map(({ name }) => name),
      ['real'],
    );
  });
});
