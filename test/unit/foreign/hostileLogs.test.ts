// Logs that were made to harm whoever lists them: each is its own problem, and neither a list nor a turn of the editor ends by
// one.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FolderProblems } from '../../../src/extension/runs/folderProblems.ts';
import { LogRuns } from '../../../src/extension/runs/logRuns.ts';
import { openLater } from '../../../src/foreign/laterLog.ts';
import { LogFolder } from '../../../src/foreign/logFolder.ts';
import { listingOf } from '../../../src/foreign/logListing.ts';
import type { LogReader } from '../../../src/foreign/logReader.ts';
import { attachSummary } from '../../../src/foreign/summaryFigures.ts';
import { openCsvLog } from '../../../src/foreign/tables/csvLog.ts';
import { parseYamlParameters } from '../../../src/foreign/tables/yamlParameters.ts';
import { ToldProblems } from '../../../src/foreign/toldProblems.ts';
import { openWandbLog } from '../../../src/foreign/wandb/wandbLog.ts';
import { collectFigures, pointsByTag } from '../../support/collectFigures.ts';
import { countBreaths } from '../../support/countBreaths.ts';
import { simpleRecord } from '../../support/foreignEvents.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { WandbFile } from '../../support/wandbFile.ts';
import { historyRecord } from '../../support/wandbRows.ts';

describe('hostile logs', () => {
  const folder = useTemporaryFolder();
  const putWandb = async (name: string, file: WandbFile) => {
    await mkdir(path.join(folder(), name), { recursive: true });
    await writeFile(path.join(folder(), name, 'run-abc.wandb'), file.bytes);
  };
  const putGood = async (name: string) => {
    await mkdir(path.join(folder(), name), { recursive: true });
    await writeFile(
      path.join(folder(), name, 'events.out.tfevents.1700000000.host'),
      simpleRecord('val/acc', 1, 0.25, 1_700_000_000),
    );
  };

  it('have settings in words, whatever objects stand in their lists', async () => {
    const settings = { odd: '[{"toString":1}]', list: '[1,"a",null,true,[2,{"b":3}]]' };
    await putWandb('run-a', new WandbFile().run('a', settings).history(0, { loss: '1' }));
    await putGood('good');
    const { logs } = await new LogFolder(folder()).look();
    assert.deepEqual(
      logs.map(({ name, parameters, summary }) => [name, [...parameters], [...summary.tags.keys()]]),
      [
        ['good', [], ['val/acc']],
        [
          'run-a',
          [
            ['odd', '{"toString":1}'],
            ['list', '1,a,null,true,[2,{"b":3}]'],
          ],
          ['loss'],
        ],
      ],
    );
  });

  it('leave the window what it knows of others', async () => {
    await putWandb('run-a', new WandbFile().run('a', { odd: '[{"toString":1}]' }));
    await putGood('good');
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const runs = new LogRuns({ hear: () => {}, problems: new FolderProblems(onError), onError });
    try {
      runs.follow(async () => [folder()]);
      await runs.refresh();
      assert.deepEqual(errors, []);
      assert.ok(runs.get(path.join(folder(), 'good')));
      assert.ok(runs.get(path.join(folder(), 'run-a')));
    } finally {
      runs.dispose();
    }
  });

  it('that a reader fails on say so once, and again after a new beginning, and are read when it can', async () => {
    let failure: string | undefined = 'It is odd.';
    const failing: LogReader = {
      read: async (hear) => {
        if (failure === 'restarted') hear([{ kind: 'restarted' }]);
        if (failure !== undefined) throw new Error(failure);
      },
      restart: () => {},
      parameters: new Map(),
      title: undefined,
      isDeleted: false,
      startedAt: undefined,
      filesChangedAt: undefined,
      outcome: undefined,
      bytesHeld: 0,
    };
    let loads = 0;
    const reader = openLater('/logs/a', async () => {
      if (loads++ === 0) throw new Error('It cannot be loaded.');
      return failing;
    });
    const problemOf = (text: string) => ({
      kind: 'unreadable',
      file: '/logs/a',
      notice: { of: 'file', problem: { code: 'thrown', file: '/logs/a', text } },
    });
    const problemsNow = async () => (await collectFigures(reader)).problems;
    assert.deepEqual(await problemsNow(), [problemOf('It cannot be loaded.')]);
    assert.deepEqual(await problemsNow(), [problemOf('It is odd.')]);
    assert.deepEqual(await problemsNow(), []);
    failure = 'restarted';
    for (let times = 0; times < 2; times++) assert.deepEqual(await problemsNow(), [problemOf('restarted')]);
    failure = undefined;
    const heard: unknown[] = [];
    await reader.read((updates) => heard.push(...updates));
    assert.deepEqual(heard, [{ kind: 'readable', file: '/logs/a' }]);
  });

  it('are listed also where their folder was changed in a year that no calendar has', async () => {
    await putGood('good');
    const [log] = (await new LogFolder(folder()).look()).logs;
    assert.ok(log);
    const { manifest } = listingOf({ ...log, folderChangedAt: 9e18 });
    assert.equal(manifest.createdAt, '2023-11-14T22:13:20.000Z');
  });

  // One that began anew at each mark or break would take these files minutes.
  it('are looked through once where a text never ends, or breaks of lines do not', async () => {
    const file = path.join(folder(), 'metrics.json');
    const layout = { step: 'step', separator: '/' };
    for (const mark of ['\\"', '\\\n', '\\']) {
      await writeFile(file, `{"step": 1, "a": "${mark.repeat(2 ** 18 / mark.length)}`);
      const kinds: string[] = [];
      const summary = attachSummary(file, layout, new ToldProblems());
      await summary.look((updates) => kinds.push(...updates.map((update) => update.kind)));
      assert.deepEqual(kinds, ['unreadable']);
    }
    const breaks = `a:\n  b: 1\n${'\n'.repeat(250_000)}  c: 2\n`;
    const { parameters } = await parseYamlParameters(Buffer.from(breaks));
    assert.deepEqual([...parameters], []);
  });

  // One line is taken apart in one turn: by a parser of all kinds of tables a third of a second.
  it('are taken apart about as fast with quotation marks as without', async () => {
    const timeOf = async (name: string, line: string) => {
      await mkdir(path.join(folder(), name), { recursive: true });
      await writeFile(path.join(folder(), name, 'metrics.csv'), `step,a\n${line}\n`);
      const times: number[] = [];
      for (let round = 0; round < 5; round++) {
        const before = process.cpuUsage();
        await collectFigures(openCsvLog(path.join(folder(), name)));
        const { user, system } = process.cpuUsage(before);
        times.push(user + system);
      }
      return Math.min(...times);
    };
    const plain = await timeOf('plain', '1234,'.repeat(100_000));
    const quoted = await timeOf('quoted', '"12",'.repeat(100_000));
    assert.ok(quoted < 12 * plain, `${quoted} µs, ${plain} µs`);
  });

  it('have numbers that only Python writes outside of texts, and texts as they are', async () => {
    const file = path.join(folder(), 'metrics.json');
    const summary = attachSummary(file, { step: 'step', separator: '/' }, new ToldProblems());
    await writeFile(file, '{"step": 1, "a\\"NaN": NaN, "Infinity\\\\": -Infinity, "t": "\\\\\\"NaN", "b": 2}');
    await summary.look(() => {});
    assert.deepEqual(
      [...summary.content.values],
      [
        ['a"NaN', Number.NaN],
        ['Infinity\\', Number.NEGATIVE_INFINITY],
        ['b', 2],
      ],
    );
  });

  // A look that were at all figures so far, or at each item for each object, would take minutes.
  it('of W&B are read in a time that grows as they do, in turns, whatever lies within each other', async () => {
    const nested = new WandbFile();
    const rows = 24_000;
    for (let step = 0; step < rows; step++) nested.history(step, { loss: '0.5', 'g|x': '1' });
    await putWandb('run-a', nested.record(historyOf(100_000)).history(rows, { loss: '2' }));
    const reader = openWandbLog(path.join(folder(), 'run-a'));
    const { result, breaths } = await countBreaths(() => collectFigures(reader));
    const points = pointsByTag(result.figures);
    assert.deepEqual([points.loss?.length, points['g.x']?.length], [rows + 1, rows]);
    assert.deepEqual(
      result.problems.map(({ kind }) => kind),
      ['damaged'],
    );
    assert.ok(breaths >= rows / 40, `${breaths}`);
  });

  it('of W&B have no figures of objects, and those that lie beside them', async () => {
    const file = new WandbFile()
      .history(0, { 'a|b|c': '1', 'a|b|_type': '"histogram"', 'a|d': '2', 'ab|c': '3', e: '4' })
      .history(1, { 'a|b|c': '5', '_own|x': '1', 'x|_type': '"table"', 'y|x|z': '6' })
      .record(historyOf(5000));
    await putWandb('run-a', file);
    const { figures, problems } = await collectFigures(openWandbLog(path.join(folder(), 'run-a')));
    assert.deepEqual(problems, []);
    const { 'b.c': many = [], ...points } = pointsByTag(figures);
    assert.equal(many.length, 5000);
    assert.deepEqual(points, {
      'a.d': [[0, 2]],
      'ab.c': [[0, 3]],
      e: [[0, 4]],
      'a.b.c': [[1, 5]],
      'y.x.z': [[1, 6]],
    });
  });

  it('of W&B have their settings read in turns, where they change, and of many the first', async () => {
    const settingsOf = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, place) => [`k${place}`, `[${'1,'.repeat(5000)}1]`]));
    const file = new WandbFile().run('a', settingsOf(300));
    await putWandb('run-a', file);
    const reader = openWandbLog(path.join(folder(), 'run-a'));
    const { breaths } = await countBreaths(() => collectFigures(reader));
    assert.ok(breaths >= 300, `${breaths}`);
    const { parameters } = reader;
    assert.equal(parameters.size, 300);
    await putWandb('run-a', file.history(0, { loss: '1' }));
    assert.equal((await collectFigures(reader)).figures.length, 1);
    assert.equal(reader.parameters, parameters);
    await putWandb('run-a', file.run('a', { k1: '{"a":1,"b":2}', ...settingsOf(1), ...{ k299: 'null', more: '7' } }));
    await collectFigures(reader);
    assert.deepEqual([...reader.parameters.keys()].slice(0, 4), ['k0', 'k1.a', 'k1.b', 'k2']);
    assert.deepEqual([reader.parameters.size, reader.parameters.get('more')], [301, 7]);
    const many = Array.from({ length: 600 }, (_, place) => [`k${place}`, '1'] as const);
    await putWandb('run-a', file.run('a', Object.fromEntries(many)));
    await collectFigures(reader);
    assert.deepEqual([reader.parameters.size, reader.parameters.has('k499')], [500, false]);
  });
});

/** A row of a history in which as many items lie in an object as beside it. */
function historyOf(pairs: number): Uint8Array {
  const pair = [
    [['a', '_type'], '1'],
    [['b', 'c'], '1'],
  ] as const;
  return historyRecord(Array.from({ length: pairs }, () => pair).flat());
}
