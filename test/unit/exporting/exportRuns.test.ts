// `reptile-lab export --format`: which runs, where, what stays as it is, and what csv and json hold.

import assert from 'node:assert/strict';
import type { PathLike } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportFormatNames, targetsOfFormats } from '../../../src/exporting/exportFormat.ts';
import { exportRuns } from '../../../src/exporting/exportRuns.ts';
import { ExportRefused, RunFigures } from '../../../src/exporting/runFigures.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { EventReader } from '../../../src/runs/eventReader.ts';
import type { HearEvents } from '../../../src/runs/eventUpdate.ts';
import { FigureBatch } from '../../../src/runs/figureBatch.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { readFigures } from '../../../src/runs/readFigures.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { simpleRecord } from '../../support/foreignEvents.ts';
import { writeLongEvents } from '../../support/longRun.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { refuseRenames } from '../../support/refuseRenames.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { WandbFile } from '../../support/wandbFile.ts';
import { carriedOut, exportWords, importLog } from './exportFixture.ts';

describe('an export of runs', () => {
  const folder = useTemporaryFolder();
  const at = (...names: string[]) => path.join(folder(), ...names);
  const exported = (...words: string[]) => exportWords(at('runs'), ...words);

  it('has in csv every figure of every run, and what the table has of them', async () => {
    const first = await carriedOut(at('runs'), 'seed=1');
    const second = await carriedOut(at('runs'), 'seed=2');
    const { exitCode, output, messages } = await exported('--format', 'csv', '--to', at('to'), '--json');
    assert.equal(exitCode, 0, messages);
    const { runs, ...told } = JSON.parse(output);
    assert.deepEqual(told, { format: 'csv', to: at('to') });
    // Runs of one second stand in any order.
    assert.deepEqual(runs.toSorted(), [first, second].sort());
    assert.deepEqual((await readdir(at())).sort(), ['runs', 'to']);
    const [head, ...lines] = (await readFile(at('to', 'figures.csv'), 'utf8')).trimEnd().split('\n');
    assert.equal(head, 'run,tag,step,wall_time,value');
    for (const directory of [first, second]) {
      const series = await readFigures(directory);
      const expected = [...series.values()].flat().map(({ tag, iteration, wallTime, value }) => {
        return [path.basename(directory), tag, iteration, wallTime, value].join();
      });
      assert.deepEqual(lines.filter((line) => line.startsWith(path.basename(directory))).sort(), expected.sort());
    }
    const [names = '', ...rows] = (await readFile(at('to', 'runs.csv'), 'utf8')).trimEnd().split('\n');
    assert.ok(names.split(',').includes('seed') && !names.split(',').includes('directory'));
    assert.deepEqual(
      rows.map((row) => row.split(',')[0]),
      runs.map((directory: string) => path.basename(directory)),
    );
  });

  it('has in json the same, with settings and the experiment', async () => {
    const directory = await carriedOut(at('runs'));
    assert.equal((await exported('latest', '--format', 'json', '--to', at('runs.json'))).exitCode, 0);
    const { format, version, runs } = JSON.parse(await readFile(at('runs.json'), 'utf8'));
    assert.deepEqual([format, version, runs.length], ['reptile-lab-runs', 1, 1]);
    const [run] = runs;
    assert.deepEqual([run.id, run.state, run.parameters.seed], [path.basename(directory), 'completed', 3]);
    assert.equal(run.experiment.algorithm.metaIterations, 60);
    assert.ok(run.table.loss.ci95 > 0 && run.table.directory === undefined);
    const series = await readFigures(directory);
    assert.deepEqual(
      run.figures.filter(([tag]: [string]) => tag === 'eval/loss'),
      series.get('eval/loss')?.map(({ tag, iteration, wallTime, value }) => [tag, iteration, wallTime, value]),
    );
    assert.equal(run.figures.length, [...series.values()].flat().length);
  });

  it('gives a file that is named without an ending that of its format', async () => {
    await newTestRun(at('runs'));
    for (const format of ['html', 'json'] as const) {
      const { output, exitCode } = await exported('--format', format, '--to', at('report'), '--json');
      assert.equal(exitCode, 0);
      assert.equal(JSON.parse(output).to, at(`report.${format}`));
    }
    assert.equal((await exported('--format', 'csv', '--to', at('figures'))).exitCode, 0);
    assert.equal((await exported('--format', 'json', '--to', at('v1.txt'))).exitCode, 0);
    const written = (await readdir(folder())).filter((name) => name !== 'runs');
    assert.deepEqual(written.sort(), ['figures', 'report.html', 'report.json', 'v1.txt']);
  });

  it('is of the runs that are named, of those that match, and of logs of other programs', async () => {
    const kept = await newTestRun(at('runs'), { name: 'kept' });
    await newTestRun(at('runs'), { name: 'other' });
    await importLog(at('runs'), at('logs'), 'lr/0.1', [{ tag: '=cmd()', step: 1, value: Number.NaN }]);
    const runsOf = async (...words: string[]) => {
      const { output, messages, exitCode } = await exported(
        ...words,
        '--format',
        'csv',
        '--to',
        at('to'),
        '--force',
        '--json',
      );
      assert.equal(exitCode, 0, messages);
      return JSON.parse(output).runs.map((run: string) => path.relative(at(), run));
    };
    const ownName = path.join('runs', path.basename(kept));
    assert.deepEqual(await runsOf('--where', 'name = kept'), [ownName]);
    assert.deepEqual(await runsOf('lr/0.1', kept), [path.join('logs', 'lr', '0.1'), ownName]);
    assert.match(await readFile(at('to', 'figures.csv'), 'utf8'), /\nlr\/0\.1,'=cmd\(\),1,1700000001,NaN\n$/);
    assert.equal((await runsOf()).length, 3);
    await carryOutWords('import', at('logs'), '--forget', '--runs', at('runs'));
    assert.deepEqual(await runsOf(at('logs', 'lr', '0.1')), [path.join('logs', 'lr', '0.1')]);
    const none = await exported('--where', 'name = nobody', '--format', 'csv', '--to', at('none'));
    assert.equal(none.exitCode, 2);
    assert.match(none.messages, /No run matches/);
  });

  it('tells logs of one name in several folders apart in every format, and refuses the name alone', async () => {
    for (const [folderName, value] of [
      ['a', 9],
      ['b', 1],
    ] as const)
      await importLog(at('runs'), at(folderName), 'version_0', [
        { tag: 'loss', step: 0, value },
        { tag: 'loss', step: 1, value },
      ]);
    const written = new Map<string, string>();
    for (const format of exportFormatNames) {
      const to = at(targetsOfFormats[format] === 'file' ? `runs.${format}` : format);
      const { exitCode, messages } = await exported('--format', format, '--to', to);
      assert.equal(exitCode, 0, messages);
      const files = targetsOfFormats[format] === 'file' ? [''] : await readdir(to, { recursive: true });
      const contents = files.map((name) => readFile(path.join(to, name), 'latin1').catch(() => ''));
      written.set(format, (await Promise.all(contents)).join('\n'));
    }
    for (const [format, content] of written)
      for (const name of ['a/version_0', 'b/version_0']) assert.ok(content.includes(name), `${format}: ${name}`);
    const csv = written.get('csv') ?? '';
    assert.match(csv, /^a\/version_0,loss,0,1700000000,9$/m);
    assert.match(csv, /^b\/version_0,loss,0,1700000000,1$/m);
    assert.doesNotMatch(csv, /^version_0,/m);
    const { runs } = JSON.parse(written.get('json') ?? '');
    assert.deepEqual(runs.map(({ id }: { id: string }) => id).sort(), ['a/version_0', 'b/version_0']);
    const one = await exported('version_0', '--format', 'csv', '--to', at('one'));
    assert.equal(one.exitCode, 2);
    for (const name of ['a', 'b']) assert.ok(one.messages.includes(at(name, 'version_0')), one.messages);
    const path0 = await exported(at('a', 'version_0'), '--format', 'csv', '--to', at('one'));
    assert.equal(path0.exitCode, 0, path0.messages);
    assert.match(await readFile(at('one', 'figures.csv'), 'utf8'), /^version_0,loss,0,1700000000,9$/m);
  });

  it('has in notes and names for other pages no picture, link or HTML, and nothing that is not seen', async () => {
    const note = 'one\nTWO\u001b[31m\u202e ![i](http://elsewhere/x.png) \\![j](http://elsewhere) <img src=x>\n- 1 < 2';
    const shown =
      'one\nTWO\ufffd\\[31m\ufffd !\\[i\\](http://elsewhere/x.png) \\\\!\\[j\\](http://elsewhere) < img src=x>\n- 1 < 2';
    const run = await carriedOut(at('runs'), 'seed=1');
    await writeFile(path.join(run, 'marks.json'), JSON.stringify({ formatVersion: 1, note }));
    await importLog(at('runs'), at('logs'), 'log', [{ tag: 'lo\u202ess', step: 0, value: 1 }]);
    for (const format of ['mlflow', 'wandb-offline']) {
      const { exitCode, messages } = await exported('--format', format, '--to', at(format));
      assert.equal(exitCode, 0, messages);
      const entries = await readdir(at(format), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('artifacts'));
      const texts = await Promise.all(
        files.map(({ name, parentPath }) => readFile(path.join(parentPath, name), 'utf8')),
      );
      const content = texts.join('\n');
      assert.ok(content.includes(shown), format);
      for (const unseen of ['\u202e', '\u001b[31m']) assert.ok(!content.includes(unseen), format);
    }
  });

  it('writes figures of times that no program knows without them, and says of which run', async () => {
    const store = at('logs', '0', 'odd');
    for (const name of ['metrics', 'params']) await mkdir(path.join(store, name), { recursive: true });
    await writeFile(path.join(store, 'meta.yaml'), 'run_name: odd\nstart_time: 1e300\nend_time: -1e300\nstatus: 3\n');
    await writeFile(
      path.join(store, 'metrics', 'loss'),
      '9007199254740991 1 0\n999999999999999 2 1\n1700000000000 3 2\n',
    );
    const offline = at('logs', 'offline-run-20260101_000000-a');
    await mkdir(offline);
    const file = new WandbFile()
      .history(0, { loss: '1', _timestamp: '1e300' })
      .history(1, { loss: '2', _timestamp: '-1e300' })
      .history(2, { loss: '3', _timestamp: '1700000000' });
    await writeFile(path.join(offline, 'run-a.wandb'), file.bytes);
    await importLog(at('runs'), at('logs'), 'usual', [{ tag: 'loss', step: 0, value: 1 }]);
    for (const format of exportFormatNames) {
      const { exitCode, messages } = await exported('--format', format, '--to', at(format));
      assert.equal(exitCode, 0, messages);
      assert.match(messages, /“odd[^”]*”: 2\sfigures of a time before 1970 or after 9999 are written without/, format);
      assert.match(messages, /“offline-run[^”]*”: 2\sfigures/, format);
      assert.doesNotMatch(messages, /“usual/, format);
    }
    const files = await readdir(at('mlflow'), { recursive: true });
    const metrics = files.filter((name) => path.basename(name) === 'loss');
    assert.equal(metrics.length, 3);
    for (const name of metrics)
      for (const line of (await readFile(at('mlflow', name), 'utf8')).trimEnd().split('\n'))
        assert.match(line, /^\d{1,15} \d \d$/);
    const csv = await readFile(at('csv', 'figures.csv'), 'utf8');
    assert.match(csv, /^0\/odd,loss,0,,1\n0\/odd,loss,1,,2\n0\/odd,loss,2,1700000000,3$/m);
  });

  it('says what is missing, and mixes runs with weights nowhere', async () => {
    const run = await newTestRun(at('runs'));
    for (const [words, said] of [
      [[run], /--format csv\|json.* or what a run has learned with --weights/],
      [[run, '--format', 'csv'], /Say where to write the runs/],
      [[run, '--format', 'csv', '--weights', 'npz', '--to', at('x')], /cannot be used with/],
      [[run, '--format', 'csv', '--to', at('x'), '--checkpoint', 'best'], /cannot be used with/],
      [[run, '--weights', 'npz', '--to', at('x')], /cannot be used with/],
      [['--weights', 'npz'], /Name one run/],
      [[run, '--format', 'csv', '--to', at('x'), '--where', 'colour ='], /\^/],
    ] as const) {
      const { exitCode, messages } = await exported(...words);
      assert.equal(exitCode, 2, messages);
      assert.match(messages, said);
    }
    assert.deepEqual(await readdir(at()), ['runs']);
  });

  it('overwrites nothing unasked, and leaves what else lies there', async () => {
    const run = await newTestRun(at('runs'));
    for (const format of exportFormatNames) {
      const to = at(`to-${format}`);
      const isFolder = targetsOfFormats[format] === 'folder';
      const once = (...words: string[]) => exported(run, '--format', format, '--to', to, ...words);
      if (isFolder) {
        await mkdir(to);
        await writeFile(path.join(to, 'mine.txt'), 'mine');
      }
      assert.equal((await once()).exitCode, 0, format);
      const again = await once();
      assert.equal(again.exitCode, 2, format);
      assert.match(again.messages, /is already there\. .*--force/);
      assert.equal((await once('--force')).exitCode, 0, format);
      if (isFolder) assert.equal(await readFile(path.join(to, 'mine.txt'), 'utf8'), 'mine');
      await writeFile(at('in-its-way'), '');
      await mkdir(at(`a-folder.${format}`));
      const wrong = await exported(
        run,
        '--format',
        format,
        '--to',
        at(isFolder ? 'in-its-way' : `a-folder.${format}`),
        '--force',
      );
      assert.equal(wrong.exitCode, 2, wrong.messages);
    }
    assert.deepEqual(
      (await readdir(at())).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('says where a disk of its own is mounted within its folder, and loses nothing', async () => {
    for (const seed of [1, 2]) await carriedOut(at('runs'), `seed=${seed}`);
    const to = at('store');
    const once = (...words: string[]) => exported('--format', 'tensorboard', '--to', to, ...words);
    assert.equal((await once()).exitCode, 0);
    const before = await contentsOf(to);
    const [, name = ''] = await readdir(to);
    // As Linux says it: nothing goes through the edge of the mounted one, which itself goes nowhere.
    const mounted = path.join(to, name);
    const isWithin = (place: PathLike) => String(place).startsWith(mounted + path.sep);
    const causes = {
      EXDEV: (from: PathLike, end: PathLike) => isWithin(from) !== isWithin(end) || end === mounted || from === mounted,
      EBUSY: (from: PathLike, end: PathLike) => from === mounted || end === mounted,
    };
    for (const [code, isRefused] of Object.entries(causes)) {
      const restore = refuseRenames((_, from, dest) =>
        isRefused(from, dest)
          ? Object.assign(new Error(`${code}: not permitted, rename`), { code, syscall: 'rename', path: from, dest })
          : undefined,
      );
      try {
        const { exitCode, messages } = await once('--force');
        assert.equal(exitCode, code === 'EXDEV' ? 2 : 1);
        assert.doesNotMatch(messages, /EXDEV|EBUSY|rename|\.export\./);
        assert.ok(messages.includes(mounted), messages);
        assert.match(messages, /mounted.* [Cc]hoose /);
      } finally {
        restore();
      }
      assert.deepEqual(await contentsOf(to), before);
    }
    assert.equal((await once('--force')).exitCode, 0);
  });

  it('leaves nothing where it was given up, or failed on the way', async () => {
    const directory = await carriedOut(at('runs'));
    const given = new AbortController();
    const request = {
      target: at('to'),
      mayReplace: false,
      version: '0',
      now: new Date(),
      signal: given.signal,
      onProblem: assert.fail,
    };
    const row = { directory, groupId: undefined, kinds: [], cells: new Map(), parameters: new Map() };
    for (const format of exportFormatNames) {
      let reads = 0;
      const openFigures = () => {
        const reader = new EventReader(directory);
        return {
          restart: () => reader.restart(),
          read: (...words: Parameters<EventReader['read']>) => {
            if (reads++ === 1) given.abort();
            return reader.read(...words);
          },
        };
      };
      const manifest = await readManifest(directory);
      const runs = [
        {
          directory,
          manifest,
          state: 'completed',
          row: { ...row, isExperimentKnown: true, measured: [] },
          openFigures,
        },
      ] as const;
      await assert.rejects(exportRuns({ ...request, format, runs }), { name: 'AbortError' });
      assert.deepEqual(await readdir(at()), ['runs'], format);
    }
  });

  it('leaves out a run that cannot be written, says which, and has all others', async () => {
    const rowOf = (name: string) => ({
      directory: at(name),
      groupId: undefined,
      kinds: [],
      cells: new Map([
        ['run', name],
        ['title', name],
      ]),
      parameters: new Map(),
      isExperimentKnown: true,
      measured: [],
    });
    const manifest = await readManifest(await newTestRun(at('runs')));
    const runNamed = (name: string, isBroken = false) => ({
      directory: at(name),
      manifest: { ...manifest, id: name },
      state: 'ended' as const,
      row: rowOf(name),
      openFigures: () => new TenFigures(isBroken),
    });
    const runs = [runNamed('first'), runNamed('broken', true), runNamed('last')];
    for (const format of exportFormatNames) {
      const problems: string[] = [];
      const request = {
        format,
        target: at(format),
        mayReplace: false,
        version: '0',
        now: new Date(0),
        signal: new AbortController().signal,
        onProblem: (problem: string) => problems.push(problem),
      };
      const written = await exportRuns({ ...request, runs });
      const names = written.map(({ row }) => row.cells.get('run'));
      // Tables of a report have what is known of it all the same.
      assert.deepEqual(names, format === 'html' ? ['first', 'broken', 'last'] : ['first', 'last'], format);
      assert.equal(problems.length, 1, format);
      assert.match(problems[0] ?? '', /“broken” (?:is left out|has no curves): It breaks off\./);
      if (format === 'html') continue;
      const alone = { ...request, target: at(`${format} alone`), runs: [runNamed('broken', true)] };
      await assert.rejects(exportRuns(alone), /It breaks off/, format);
    }
    const figures = await readFile(at('csv', 'figures.csv'), 'utf8');
    assert.deepEqual(
      figures.split('\n').map((line) => line.split(',')[0]),
      ['run', ...Array(10).fill('first'), ...Array(10).fill('last'), ''],
    );
    assert.match(await readFile(at('csv', 'runs.csv'), 'utf8'), /^run,.*\nfirst,.*\nlast,.*\n$/);
    const { runs: inJson } = JSON.parse(await readFile(at('json'), 'utf8'));
    assert.deepEqual(
      inJson.map((run: { id: string; figures: unknown[] }) => [run.id, run.figures.length]),
      [
        ['first', 10],
        ['last', 10],
      ],
    );
    for (const format of ['wandb-offline', 'tensorboard']) assert.equal((await readdir(at(format))).length, 2, format);
  });

  it('is refused where the run withdraws what was written of it', async () => {
    const directory = await carriedOut(at('runs'));
    const reader = new EventReader(directory);
    const figures = await RunFigures.open(reader, 'tiny', new AbortController().signal);
    const [file = ''] = await listEventFiles(directory);
    let visited = 0;
    const visiting = figures.forEachBatch(() => visited++, new AbortController().signal);
    await visiting;
    assert.ok(visited > 0);
    const changing = new RunFiguresThatChange(reader);
    const changed = await RunFigures.open(changing, 'tiny', new AbortController().signal);
    changing.isChanging = true;
    await assert.rejects(
      changed.forEachBatch(() => {}, new AbortController().signal),
      ExportRefused,
    );
    await appendFile(path.join(directory, file), simpleRecord('late', 70, 1));
    const tags = new Set<string>();
    await figures.forEachBatch((batch) => {
      for (const { tag } of batch) tags.add(tag);
    }, new AbortController().signal);
    assert.ok(tags.has('late'));
  });

  it('of a long run has all figures, without all of them in memory', async function () {
    this.timeout(60_000);
    const directory = await newTestRun(at('runs'));
    await writeLongEvents(directory, { iterations: 60_000, evaluateEvery: 1000 });
    const figures = await RunFigures.open(new EventReader(directory), 'long', new AbortController().signal);
    const count = [...figures.summary.tags.values()].reduce((sum, tag) => sum + tag.count, 0);
    let [told, longest] = [0, 0];
    await figures.forEachBatch((batch) => {
      told += batch.length;
      longest = Math.max(longest, batch.length);
    }, new AbortController().signal);
    assert.ok(figures.isInOrder && count > 300_000);
    assert.equal(told, count);
    assert.ok(longest < count / 10, `${longest} of ${count} at once`);
  });
});

/** A log of ten figures, which may break off in the midst of its second reading. */
class TenFigures {
  readonly #isBroken: boolean;
  #reads = 0;

  constructor(isBroken: boolean) {
    this.#isBroken = isBroken;
  }

  restart(): void {}

  async read(hear: HearEvents): Promise<void> {
    const figures = new FigureBatch();
    for (let step = 0; step < 10; step++) figures.add('loss', step, step, 1_700_000_000 + step);
    hear([{ kind: 'figures', figures }]);
    if (this.#isBroken && ++this.#reads > 1) throw new Error('It breaks off.');
  }
}

/** Once asked to, withdraws what it told. */
class RunFiguresThatChange {
  readonly #reader: EventReader;
  isChanging = false;

  constructor(reader: EventReader) {
    this.#reader = reader;
  }

  restart(): void {
    this.#reader.restart();
  }

  async read(...[hear, signal]: Parameters<EventReader['read']>): Promise<void> {
    await this.#reader.read(hear, signal);
    if (this.isChanging) hear([{ kind: 'withdrawn', fromIteration: 5 }]);
  }
}

async function contentsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  return new Map(await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'latin1')] as const)));
}
