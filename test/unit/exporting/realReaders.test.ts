// Exports as the programs read them that they are made for: MLflow's client, TensorBoard, and W&B's readers.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readFigures } from '../../../src/runs/readFigures.ts';
import { askPython, findPythonWith } from '../../support/findPython.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { carriedOut, exportWords, importLog, type LoggedFigure } from './exportFixture.ts';

type Point = readonly [step: number, value: number | string, time: number];

/** In no order, with names that are no file names, and that stand in each other's way as files. */
const logged: readonly LoggedFigure[] = [
  { tag: 'val/acc', step: 5, value: 0.5 },
  { tag: 'val/acc', step: 2, value: 0.25 },
  { tag: 'val', step: 1, value: Number.NaN },
  { tag: 'VAL', step: 1, value: Number.POSITIVE_INFINITY },
  { tag: '../../../escape', step: 3, value: 1 },
  { tag: 'con', step: 3, value: 2 },
  { tag: '<b>"x"\n', step: 7, value: 3 },
];

describe('an export', () => {
  const folder = useTemporaryFolder();
  const at = (...names: string[]) => path.join(folder(), ...names);
  let own = '';

  /** What the format's reader makes of an export of a run of ours and of another program's log; undefined without one. */
  async function readBack(format: string, ...modules: string[]): Promise<unknown> {
    const python = await findPythonWith(...modules);
    if (python === undefined) {
      console.log(`        skipped: no Python with ${modules.join(', ')} (python3, or what REPTILE_LAB_PYTHON names)`);
      return undefined;
    }
    own = await carriedOut(at('runs'), 'seed=7');
    await importLog(at('runs'), at('logs'), 'théirs/1', logged);
    const { exitCode, messages } = await exportWords(at('runs'), '--format', format, '--to', at('to'));
    assert.equal(exitCode, 0, messages);
    return askPython(python, path.join('test', 'support', 'python', 'read_export.py'), format, at('to'));
  }

  async function ownSeries(tag: string): Promise<readonly Point[]> {
    const figures = (await readFigures(own)).get(tag) ?? [];
    assert.ok(figures.length > 0);
    return figures.map(({ iteration, value, wallTime }) => [iteration, value, wallTime]);
  }

  it('is a file store for MLflow’s client, with parameters, metrics, tags and artifacts', async function () {
    this.timeout(180_000);
    const found = (await readBack('mlflow', 'mlflow')) as readonly MlflowRun[] | undefined;
    if (found === undefined) return this.skip();
    assert.equal(found.length, 2);
    const [run, log] = [
      found.find(({ experiment }) => experiment === 'tiny'),
      found.find(({ experiment }) => experiment !== 'tiny'),
    ];
    assert.deepEqual([run?.status, run?.params.seed, run?.params['model.hidden']], ['FINISHED', '7', '16,16']);
    assert.equal(run?.tags['reptile_lab.run'], path.basename(own));
    assert.deepEqual(run?.artifacts, ['experiment.json', 'source.reptile.json', 'summary.json']);
    const expected = (await ownSeries('eval/loss')).map(([step, value, time]) => [
      step,
      value,
      Math.round(1000 * time),
    ]);
    assert.deepEqual(run?.metrics['eval/loss'], expected);
    assert.equal(log?.experiment, 'théirs/1');
    const values = Object.values(log?.metrics ?? {}).map((points) => points.map(([step, value]) => [step, value]));
    const wanted = [
      [
        [5, 0.5],
        [2, 0.25],
      ],
      [[1, 'nan']],
      [[1, 'inf']],
      [[3, 1]],
      [[3, 2]],
      [[7, 3]],
    ];
    assert.deepEqual(values.map(String).sort(), wanted.map(String).sort());
    assert.ok(!('seed' in (log?.params ?? {})));
  });

  it('is a log for TensorBoard, with settings, figures and the end of the run in its HPARAMS tab', async function () {
    this.timeout(180_000);
    const found = (await readBack('tensorboard', 'tensorboard')) as TensorBoardLog | undefined;
    if (found === undefined) return this.skip();
    const [[name, run], [, log]] = Object.entries(found.scalars).sort(([a]) => (a.startsWith('tiny') ? -1 : 1)) as [
      [string, Record<string, Point[]>],
      [string, Record<string, Point[]>],
    ];
    assert.match(name, /^tiny-[0-9a-f]{8}$/);
    const series = await readFigures(own);
    assert.deepEqual(Object.keys(run).sort(), [...series.keys()].sort());
    assert.deepEqual(run['eval/loss'], await ownSeries('eval/loss'));
    assert.deepEqual(
      log['val/acc']?.map(([step, value]) => [step, value]),
      [
        [5, 0.5],
        [2, 0.25],
      ],
    );
    assert.deepEqual(Object.keys(log).sort(), [...new Set(logged.map(({ tag }) => tag))].sort());
    assert.ok(found.hparams.includes('algorithm.metaIterations'));
    const session = found.sessions.find(({ seed }) => seed === 7);
    assert.equal(session?.status, 'STATUS_SUCCESS');
    assert.deepEqual(session?.metrics['eval/loss'], (await ownSeries('eval/loss')).at(-1)?.slice(0, 2));
  });

  it('is an offline run for W&B’s reader, a row for each step in their order', async function () {
    this.timeout(180_000);
    const found = (await readBack('wandb-offline', 'wandb.sdk.internal.datastore')) as readonly WandbRun[] | undefined;
    if (found === undefined) return this.skip();
    const [run, log] = [
      found.find(({ project }) => project === 'tiny'),
      found.find(({ project }) => project !== 'tiny'),
    ];
    assert.ok(run !== undefined && log !== undefined && found.length === 2);
    assert.deepEqual([run.config.seed, run.config['task.kind'], run.exit], [7, 'sine', 0]);
    assert.deepEqual(run.files, ['experiment.json', 'source.reptile.json']);
    assert.deepEqual([...run.saved].sort(), run.files);
    assert.deepEqual([...new Set(run.kinds)], ['header', 'run', 'files', 'history', 'summary', 'exit']);
    const series = await readFigures(own);
    const told = new Map<string, Point[]>();
    for (const [step, { _step, _timestamp, _runtime, ...values }] of run.history)
      for (const [tag, value] of Object.entries(values)) told.set(tag, [...(told.get(tag) ?? []), [step, value, 0]]);
    assert.deepEqual([...told.keys()].sort(), [...series.keys()].sort());
    for (const [tag, points] of told)
      assert.deepEqual(
        points,
        series.get(tag)?.map(({ iteration, value }) => [iteration, value, 0]),
      );
    assert.equal(run.summary['eval/loss'], series.get('eval/loss')?.at(-1)?.value);
    assert.ok(Number(run.summary['best.loss']) > 0);
    assert.deepEqual(
      log.history.map(([step]) => step),
      [1, 2, 3, 5, 7],
    );
    assert.deepEqual(log.history[0]?.[1].VAL, 'inf');
    assert.deepEqual([log.exit, log.files], [0, []]);
  });

  it('is a run that wandb sync would take', async function () {
    this.timeout(180_000);
    // Earlier versions cannot say what they would do.
    const python = await findPythonWith('wandb.cli.beta_sync');
    if (python === undefined) {
      console.log(
        '        skipped: no Python with a wandb whose sync has --dry-run (python3, or what REPTILE_LAB_PYTHON names)',
      );
      return this.skip();
    }
    await carriedOut(at('runs'));
    const { exitCode, messages } = await exportWords(at('runs'), '--format', 'wandb-offline', '--to', at('wandb'));
    assert.equal(exitCode, 0, messages);
    const [name = ''] = await readdir(at('wandb'));
    const { stdout, stderr } = await promisify(execFile)(
      python,
      ['-m', 'wandb', 'sync', '--dry-run', at('wandb', name)],
      { cwd: folder(), env: { ...process.env, WANDB_API_KEY: '0'.repeat(40), HOME: folder() } },
    );
    assert.ok(`${stdout}${stderr}`.includes(name), `${stdout}${stderr}`);
    assert.ok(!/no |invalid|error/i.test(`${stdout}${stderr}`), `${stdout}${stderr}`);
  });
});

interface WandbRun {
  readonly project: string;
  readonly kinds: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly history: readonly (readonly [number, Readonly<Record<string, number | string>>])[];
  readonly summary: Readonly<Record<string, number | string>>;
  readonly files: readonly string[];
  readonly saved: readonly string[];
  readonly exit: number;
}

interface MlflowRun {
  readonly experiment: string;
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly Point[]>>;
  readonly artifacts: readonly string[];
}

interface TensorBoardLog {
  readonly scalars: Readonly<Record<string, Readonly<Record<string, readonly Point[]>>>>;
  readonly hparams: readonly string[];
  readonly sessions: readonly {
    readonly seed: number | null;
    readonly status: string;
    readonly metrics: Readonly<Record<string, readonly [number, number | string]>>;
  }[];
}
