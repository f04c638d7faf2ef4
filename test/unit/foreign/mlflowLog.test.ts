// MLflow's file store is read as it grows: metrics, parameters, tags, what a run is called and how it ended.

import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findLogRuns } from '../../../src/foreign/findLogRuns.ts';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { listingOf } from '../../../src/foreign/logListing.ts';
import { openMlflowLog } from '../../../src/foreign/mlflow/mlflowLog.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const metaOf = (status: number, stage = 'active') =>
  `lifecycle_stage: ${stage}\nrun_name: 'a: ''b'''\nstart_time: 1600000000500\nstatus: ${status}\n`;

describe('MLflow logs', () => {
  const folder = useTemporaryFolder();
  const run = (name = 'a') => path.join(folder(), 'mlruns', '0', name);
  const within = (...names: string[]) => path.join(run(), ...names);
  const told = async (reader: ReturnType<typeof openMlflowLog>) => pointsByTag((await collectFigures(reader)).figures);
  const make = async (name = 'a', status = 1, stage = 'active') => {
    for (const each of ['metrics/val', 'params/model', 'tags', 'artifacts'])
      await mkdir(path.join(run(name), each), { recursive: true });
    await writeFile(path.join(run(name), 'meta.yaml'), metaOf(status, stage));
  };

  it('have figures with their times, in lines of two, three and five parts', async () => {
    await make();
    await writeFile(within('metrics', 'val', 'acc'), '1600000000500 0.5 3\n1600000001500 nan 3\n');
    await writeFile(within('metrics', 'loss'), '1600000000000 -inf\n1600000000000 1e-05 12 data digest\n16000');
    const reader = openMlflowLog(run());
    const { figures, problems } = await collectFigures(reader);
    assert.deepEqual(pointsByTag(figures), {
      loss: [
        [0, Number.NEGATIVE_INFINITY],
        [12, 1e-5],
      ],
      'val/acc': [
        [3, 0.5],
        [3, Number.NaN],
      ],
    });
    assert.deepEqual([figures.at(-1)?.wallTime, problems], [1_600_000_001.5, []]);
    await appendFile(within('metrics', 'loss'), '00000000 2 13\n');
    assert.deepEqual(await told(reader), { loss: [[13, 2]] });
  });

  it('have parameters and tags of the person, as numbers where they are some', async () => {
    await make();
    const values = { lr: '1e-05', 'model/layers': '3', id: '007', flag: 'True', big: '12345678901234567890', none: '' };
    for (const [name, text] of Object.entries(values)) await writeFile(within('params', name), text);
    await writeFile(within('tags', 'who'), 'me');
    await writeFile(within('tags', 'mlflow.user'), 'root');
    const reader = openMlflowLog(run());
    await collectFigures(reader);
    assert.deepEqual(Object.fromEntries(reader.parameters), {
      lr: 1e-5,
      'model/layers': 3,
      id: '007',
      flag: true,
      big: '12345678901234567890',
      none: '',
      'tags.who': 'me',
    });
    await writeFile(within('tags', 'who'), 'you!');
    await writeFile(within('params', 'late'), '1');
    await collectFigures(reader);
    assert.deepEqual([reader.parameters.get('tags.who'), reader.parameters.get('late')], ['you!', 1]);
  });

  it('are called as MLflow calls them, and have its states; those that it deleted are not shown', async () => {
    for (const status of [1, 3, 4, 5]) await make(`run${status}`, status);
    await make('deleted', 3, 'deleted');
    const now = Date.now();
    await writeFile(path.join(run('run1'), 'metrics', 'a'), `${now} 1 0\n`);
    const logs = new LogFolder(folder());
    const shown = async () =>
      (await logs.look()).logs.map((log) => {
        const { manifest, state } = listingOf(log, now);
        return [path.basename(manifest.id), manifest.name, state, manifest.startedAt];
      });
    const began = '2020-09-13T12:26:40.500Z';
    assert.deepEqual(await shown(), [
      ['run1', "a: 'b'", 'live', began],
      ['run3', "a: 'b'", 'ended', began],
      ['run4', "a: 'b'", 'crashed', began],
      ['run5', "a: 'b'", 'ended', began],
    ]);
    await writeFile(path.join(run('run1'), 'meta.yaml'), metaOf(4));
    assert.deepEqual((await shown())[0]?.[2], 'crashed');
  });

  it('say once, by file, what is no figure, no step and no YAML', async () => {
    await make();
    await writeFile(within('metrics', 'a'), '1600000000000 0.5x 1\n1600000000000 0.5 2\nnothing\n');
    await writeFile(within('metrics', 'b'), '1600000000000 0.5 -1\n1600000000000 0.5 2\n');
    await writeFile(within('meta.yaml'), 'a: &a [1]\nb: [*a]\n');
    const reader = openMlflowLog(run());
    const { figures, problems } = await collectFigures(reader);
    assert.deepEqual(pointsByTag(figures), { a: [[2, 0.5]], b: [[2, 0.5]] });
    const files = problems.map((problem) => (problem.kind === 'unreadable' ? path.basename(problem.file) : ''));
    assert.deepEqual(files, ['meta.yaml', 'a', 'b']);
    assert.deepEqual((await collectFigures(reader)).problems, []);
  });

  it('are found by their folders, without the models beside them; what lies in their artifacts may be a run', async () => {
    await make();
    const model = path.join(folder(), 'mlruns', '0', 'models', 'm-1');
    for (const each of ['metrics', 'params']) await mkdir(path.join(model, each), { recursive: true });
    await writeFile(path.join(model, 'meta.yaml'), 'model_id: m-1\n');
    await writeFile(within('params', 'metrics.csv'), 'text');
    await mkdir(within('artifacts', 'lightning'));
    await writeFile(within('artifacts', 'lightning', 'metrics.csv'), 'step,a\n0,1\n');
    assert.deepEqual((await findLogRuns(folder())).runs, [
      { directory: run(), format: 'mlflow' },
      { directory: within('artifacts', 'lightning'), format: 'csv' },
    ]);
  });
});
