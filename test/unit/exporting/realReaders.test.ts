// Exports as the programs read them that they are made for: MLflow's client, TensorBoard, and W&B's readers.

import assert from 'node:assert/strict';
import path from 'node:path';
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
});

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
