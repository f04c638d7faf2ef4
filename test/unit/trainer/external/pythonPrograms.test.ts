// Programs in Python: the package reptile_lab by its own tests and in a run, and the example in PyTorch. Where there is
// no Python, or no PyTorch, that is why they are skipped.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { installationFolder } from '../../../../src/base/installation.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { readFigures } from '../../../../src/runs/readFigures.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { StopRequests } from '../../../../src/trainer/stopRequests.ts';
import { findPythonWith } from '../../../support/findPython.ts';
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
