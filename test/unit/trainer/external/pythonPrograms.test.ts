// Programs in Python: the package reptile_lab by its own tests and in a run, and the example in PyTorch. Where there is
// no Python, or no PyTorch, that is why they are skipped.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { installationFolder } from '../../../../src/base/installation.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { readFigures } from '../../../../src/runs/readFigures.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { StopRequests } from '../../../../src/trainer/stopRequests.ts';
import { findPythonWith } from '../../../support/findPython.ts';
import { type Tree, writeTree } from '../../../support/imageData.ts';
import { sharedDataOrSkip } from '../../../support/sharedData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { newProgramRun } from './programFixture.ts';

const packageFolder = path.join(installationFolder, 'python');

describe('a Python program (skipped without Python 3.9 or later)', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let python = '';
  before(async function () {
    const found = await findPythonWith('unittest');
    if (found === undefined) this.skip();
    python = found;
  });

  it('has a package that passes its own tests', async () => {
    const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    const { stderr } = await promisify(execFile)(
      python,
      ['-m', 'unittest', 'discover', '-s', path.join(packageFolder, 'tests')],
      { env: environment },
    );
    assert.match(stderr, /\nOK\n$/);
  });

  it('trains a run with it: parameters in, figures out, stopped in its time, resumed', async () => {
    const program = `
import sys, time
sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
import reptile_lab
run = reptile_lab.current()
state = run.checkpoint_dir / "step"
step = int(state.read_text()) if state.exists() else 0
while not run.should_stop():
    step += 1
    run.log(step, {"test/score": step * run.parameters["scale"]}, nothing=float("nan"))
    state.write_text(str(step))
    time.sleep(0.01)
`;
    const command = [python, '-c', program, packageFolder];
    const directory = await newProgramRun(folder(), '', { command, resume: command, parameters: { scale: 0.5 } });
    for (let round = 0; round < 2; round++) {
      const before = (await readManifest(directory)).iteration;
      const stops = new StopRequests();
      const running = carryOutRun(directory, { stops });
      await waitFor('some steps', async () => (await readManifest(directory)).iteration >= before + 3, 30_000);
      stops.ask();
      assert.equal((await running).state, 'stopped');
    }
    const { iteration } = await readManifest(directory);
    const figures = await readFigures(directory);
    const expected = Array.from({ length: iteration }, (_, index) => (index + 1) / 2);
    assert.deepEqual(
      figures.get('test/score')?.map(({ value }) => value),
      expected,
    );
    assert.ok(figures.get('nothing')?.every(({ value }) => Number.isNaN(value)));
  });
});

describe('the example in PyTorch (skipped without PyTorch)', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();
  let python = '';
  before(async function () {
    const found = await findPythonWith('torch');
    if (found === undefined) this.skip();
    python = found;
  });

  it('learns sine waves, and does so alike where it was stopped and resumed between', async () => {
    const example = path.join(installationFolder, 'examples', 'external', 'reptile_sine.py');
    const command = [python, '-B', example];
    const metrics = { figureOfMerit: 'eval/loss', direction: 'lower' } as const;
    const trainer = { command, resume: command, parameters: { steps: 60 }, steps: 60, metrics };
    const whole = await newProgramRun(folder(), '', trainer);
    assert.equal((await carryOutRun(whole)).state, 'completed');
    const losses = async (directory: string) =>
      (await readFigures(directory)).get('eval/loss')?.map(({ iteration, value }) => [iteration, value]);
    const expected = await losses(whole);
    assert.deepEqual(
      expected?.map(([iteration]) => iteration),
      [20, 40, 60],
    );
    assert.ok((expected[2]?.[1] ?? Number.NaN) < (expected[0]?.[1] ?? Number.NaN));
    const parted = await newProgramRun(folder(), '', trainer);
    const stops = new StopRequests();
    const running = carryOutRun(parted, { stops });
    await waitFor('the first figure', async () => (await readManifest(parted)).iteration >= 20, 60_000);
    stops.ask();
    assert.equal((await running).state, 'stopped');
    assert.equal((await carryOutRun(parted)).state, 'completed');
    assert.deepEqual(await losses(parted), expected);
  });
});

describe('the example on Omniglot in PyTorch (skipped without PyTorch, Pillow or the drawings)', function () {
  this.timeout(600_000);
  const folder = useTemporaryFolder();

  const example = path.join(installationFolder, 'examples', 'external', 'reptile_omniglot.py');
  const metrics = { figureOfMerit: 'eval/accuracy', direction: 'higher' } as const;

  it('tells characters apart better than by chance, and does so alike where it was stopped and resumed between', async function () {
    const drawings = sharedDataOrSkip(this, 'omniglot', 'images_background_small1.zip');
    const python = await findPythonWith('torch', 'PIL');
    if (python === undefined) return this.skip();
    const data = path.join(folder(), 'omniglot');
    await writeTree(data, charactersIn(unzipSync(await readFile(drawings))));
    const parameters = {
      data,
      steps: 30,
      filters: 8,
      eval_every: 10,
      eval_tasks: 20,
      eval_steps: 20,
      inner_rate: 0.005,
    };
    const command = [python, '-B', example];
    const trainer = { command, resume: command, parameters, steps: 30, metrics };
    const whole = await newProgramRun(folder(), '', trainer);
    assert.equal((await carryOutRun(whole)).state, 'completed');
    const accuracies = async (directory: string) =>
      (await readFigures(directory)).get('eval/accuracy')?.map(({ iteration, value }) => [iteration, value]);
    const expected = await accuracies(whole);
    assert.deepEqual(
      expected?.map(([iteration]) => iteration),
      [10, 20, 30],
    );
    assert.ok((expected[2]?.[1] ?? 0) > 0.25, 'by chance it would be 0.2');
    const parted = await newProgramRun(folder(), '', trainer);
    const stops = new StopRequests();
    const running = carryOutRun(parted, { stops });
    await waitFor('the first figure', async () => (await readManifest(parted)).iteration >= 10, 300_000);
    stops.ask();
    assert.equal((await running).state, 'stopped');
    assert.equal((await carryOutRun(parted)).state, 'completed');
    assert.deepEqual(await accuracies(parted), expected);
  });

  it('says how to come by the drawings where there are none', async function () {
    const python = await findPythonWith('torch', 'PIL');
    if (python === undefined) return this.skip();
    const parameters = { data: path.join(folder(), 'none') };
    const run = await newProgramRun(folder(), '', { command: [python, '-B', example], parameters, metrics });
    assert.equal((await carryOutRun(run)).state, 'failed');
    assert.match(await readFile(runFiles(run).log, 'utf8'), /Bring them by "reptile-lab data get omniglot"/);
  });

  /** As `data get` lays them out: three alphabets to train on, two held out. */
  function charactersIn(files: Readonly<Record<string, Uint8Array>>): Tree {
    const drawings = Object.entries(files).filter(([name]) => name.endsWith('.png'));
    const alphabets = [...new Set(drawings.map(([name]) => name.split('/')[1] ?? ''))].toSorted();
    const placed = drawings.map(([name, bytes]): [string, Uint8Array] => {
      const [, alphabet = '', ...rest] = name.split('/');
      const set = alphabets.indexOf(alphabet) < 3 ? 'images_background' : 'images_evaluation';
      return [[set, alphabet, ...rest].join('/'), bytes];
    });
    return Object.fromEntries(placed);
  }
});
