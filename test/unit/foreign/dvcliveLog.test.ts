// DVCLive's files are read as they grow: figures of one name a file, those of the summary alone, parameters, and runs that
// begin anew in the same folder.

import assert from 'node:assert/strict';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDvcliveLog } from '../../../src/foreign/dvclive/dvcliveLog.ts';
import { findLogRuns } from '../../../src/foreign/findLogRuns.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('DVCLive logs', () => {
  const folder = useTemporaryFolder();
  const run = () => path.join(folder(), 'dvclive');
  const fileOf = (name: string) => path.join(run(), 'plots', 'metrics', `${name}.tsv`);
  const told = async (reader: ReturnType<typeof openDvcliveLog>) => pointsByTag((await collectFigures(reader)).figures);

  beforeEach(() => mkdir(path.join(run(), 'plots', 'metrics', 'train'), { recursive: true }));

  it('have a figure for each file by its path, with times where they were kept, and none of texts', async () => {
    await writeFile(fileOf('train/loss'), 'step\tloss\n0\t0.5\n1\tnan\n1\t0.25\n');
    await writeFile(fileOf('acc'), 'timestamp\tstep\tacc\n1600000000500\t3\t-inf\n');
    await writeFile(fileOf('a"b'), 'step\t"a""b"\r\n0\t1\r\n');
    await writeFile(fileOf('word'), 'step\tword\n0\twarm\n1\tcold\n');
    await writeFile(path.join(run(), 'params.yaml'), 'lr: 0.1\nmodel:\n  layers: 3\n');
    const reader = openDvcliveLog(run());
    const { figures, problems } = await collectFigures(reader);
    assert.deepEqual(pointsByTag(figures), {
      'train/loss': [
        [0, 0.5],
        [1, Number.NaN],
        [1, 0.25],
      ],
      acc: [[3, Number.NEGATIVE_INFINITY]],
      'a"b': [[0, 1]],
    });
    assert.deepEqual([figures.find(({ tag }) => tag === 'acc')?.wallTime, problems], [1_600_000_000.5, []]);
    assert.deepEqual(Object.fromEntries(reader.parameters), { lr: 0.1, 'model.layers': 3 });
    assert.ok(Math.abs((reader.filesChangedAt ?? 0) - Date.now() / 1000) < 60);
  });

  it('have the figures that only the summary knows, whenever they change', async () => {
    const summary = path.join(run(), 'metrics.json');
    await writeFile(fileOf('train/loss'), 'step\tloss\n0\t0.5\n');
    await writeFile(summary, '{"train": {"loss": 0.5}, "best": {"acc": 0.1}, "worst": "inf", "word": "hi", "step": 0}');
    const reader = openDvcliveLog(run());
    assert.deepEqual(await told(reader), {
      'train/loss': [[0, 0.5]],
      'best/acc': [[0, 0.1]],
      worst: [[0, Number.POSITIVE_INFINITY]],
    });
    await writeFile(summary, '{"train": {"loss": 0.5}, "best": {"acc": NaN}, "worst": -Infinity, "step": 20}');
    assert.deepEqual(await told(reader), {
      'best/acc': [[20, Number.NaN]],
      worst: [[20, Number.NEGATIVE_INFINITY]],
    });
    assert.deepEqual(await told(reader), {});
  });

  it('are read on, with files that come, and told anew where one goes or is another', async () => {
    await writeFile(fileOf('a'), 'step\ta\n0\t1\n1\t2\n');
    const reader = openDvcliveLog(run());
    assert.deepEqual(Object.keys(await told(reader)), ['a']);
    await appendFile(fileOf('a'), '2\t3\n3\t');
    await writeFile(fileOf('train/b'), 'step\tb\n0\t1\n');
    assert.deepEqual(await told(reader), { a: [[2, 3]], 'train/b': [[0, 1]] });
    // The same beginning and the same length: another run in its place.
    await writeFile(fileOf('a'), 'step\ta\n0\t1\n1\t9\n2\t3\n3\t');
    assert.deepEqual(await told(reader), {
      a: [
        [0, 1],
        [1, 9],
        [2, 3],
      ],
      'train/b': [[0, 1]],
    });
    await rm(fileOf('train/b'));
    assert.deepEqual(Object.keys(await told(reader)), ['a']);
    reader.restart();
    assert.equal((await told(reader)).a?.length, 3);
  });

  it('are found before there is a figure, and their plots are no runs', async () => {
    await writeFile(path.join(run(), 'plots', 'metrics', 'metrics.csv'), 'step,a\n0,1\n');
    assert.deepEqual((await findLogRuns(folder())).runs, [{ directory: run(), format: 'dvclive' }]);
    const other = path.join(folder(), 'paper', 'plots');
    await mkdir(other, { recursive: true });
    assert.equal((await findLogRuns(folder())).runs.length, 1);
  });
});
