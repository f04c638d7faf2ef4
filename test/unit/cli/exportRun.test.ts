// `reptile-lab export` in this process: what it writes of a run, where, and what it refuses.

import assert from 'node:assert/strict';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { toStateDict } from '../../../src/engine/weights/stateDict.ts';
import { decodeTensors, descriptionIn, encodeTensors } from '../../../src/engine/weights/tensorFormats.ts';
import { describeWeights, readLearnedWeights } from '../../../src/evaluation/runWeights.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, newTinyRun, tinyExperiment } from '../trainer/trainerFixture.ts';

describe('reptile-lab export', () => {
  const folder = useTemporaryFolder();
  let run = '';

  beforeEach(async () => {
    run = await newTinyRun(path.join(folder(), 'runs'));
    await carryOutRun(run);
  });

  const exportRun = (...words: string[]) => exportOf(run, ...words);

  async function exportOf(word: string, ...words: string[]) {
    const { terminal, output, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const exitCode = await runCommandLine(['export', word, ...words], context);
    return { exitCode, output: output(), messages: messages() };
  }

  const at = (name: string) => path.join(folder(), name);

  it('writes the tensors of a checkpoint, and beside them what the inner optimizer begins with', async () => {
    const { exitCode, output, messages } = await exportRun(
      '--weights',
      'safetensors',
      '--checkpoint',
      '45',
      '--output',
      at('w/m.safetensors'),
      '--json',
    );
    assert.equal(exitCode, 0, messages);
    const files = [at('w/m.safetensors'), at('w/m.optimizer.safetensors')];
    assert.deepEqual(JSON.parse(output), { run, iteration: 45, format: 'safetensors', files, parameterCount: 321 });
    const { state, model } = await readLearnedWeights(run, await readManifest(run), 45);
    const tensors = await decodeTensors('safetensors', await readFile(files[0] ?? ''));
    assert.deepEqual(tensors, toStateDict(model, state.parameters));
    const optimizer = await decodeTensors('safetensors', await readFile(files[1] ?? ''));
    assert.deepEqual(optimizer[0], { name: 'steps', shape: [], values: Float32Array.of(state.optimizerState.steps) });
    assert.deepEqual(
      optimizer.slice(1),
      toStateDict(model, state.optimizerState.moments).map((moment) => ({
        ...moment,
        name: `${moment.name}.exp_avg_sq`,
      })),
    );
  });

  it('writes every format, and what was adapted in the place of the checkpoint', async () => {
    const { model, state } = await readLearnedWeights(run, await readManifest(run), 'latest');
    const adapted = toStateDict(
      model,
      state.parameters.map((value) => value + 1),
    );
    await writeFile(at('adapted.npz'), encodeTensors('npz', adapted, {}));
    for (const format of ['safetensors', 'npz', 'onnx', 'tfjs']) {
      const { exitCode, messages } = await exportRun(
        '--weights',
        format,
        '--adapted',
        at('adapted.npz'),
        '--output',
        at(`to.${format}`),
      );
      assert.equal(exitCode, 0, messages);
    }
    assert.deepEqual(await decodeTensors('safetensors', await readFile(at('to.safetensors'))), adapted);
    assert.deepEqual((await readdir(at('to.tfjs'))).toSorted(), ['model.json', 'weights.bin']);
    const text = (await readFile(at('to.onnx'))).toString('latin1');
    assert.match(text, /"parameters":"adapted"/);
  });

  it('says whose adapted parameters are, also where they are another run’s, and what became of a table', async () => {
    const learned = await readLearnedWeights(run, await readManifest(run), 'latest');
    const tensors = toStateDict(learned.model, learned.state.parameters);
    const whose = { run: 'another-run', iteration: 7, parameters: 'adapted', adaptation: { innerSteps: 3 } };
    const cases = [
      ['safetensors', whose, whose],
      ['npz', { ...whose, table: { features: ['zwölf 🙂'] } }, { ...whose, table: { features: ['zwölf 🙂'] } }],
      ['npz', { ...whose, run: path.basename(run) }, { ...whose, run: path.basename(run) }],
      [
        'safetensors',
        { run: 7 },
        { run: path.basename(run), iteration: learned.state.iteration, parameters: 'adapted' },
      ],
    ] as const;
    for (const [place, [format, description, expected]] of cases.entries()) {
      const [from, to] = [at(`from${place}.${format}`), at(`whose${place}.${format}`)];
      await writeFile(from, encodeTensors(format, tensors, description));
      const { exitCode, messages } = await exportRun('--weights', format, '--adapted', from, '--output', to);
      assert.equal(exitCode, 0, messages);
      const isOther = expected.run === 'another-run';
      assert.equal(/holds parameters of another-run, not of/.test(messages), isOther, messages);
      const said = JSON.parse((await descriptionIn(format, await readFile(to))) ?? '');
      assert.deepEqual({ ...said, ...expected }, said);
    }
    const number = { kind: 'number', column: 'age', mean: 31, deviation: 9, marksMissing: false } as const;
    const table = { decimal: '.', features: [number], target: number } as const;
    assert.deepEqual({ ...describeWeights({ ...learned, table }, 'x', 'adapted') }.table, table);
    const values = Array.from({ length: 100_000 }, (_, index) => `category ${index}`);
    const long = { ...table, features: [{ kind: 'category', column: 'word', values }] } as const;
    assert.ok(!('table' in describeWeights({ ...learned, table: long }, 'x', 'adapted')));
  });

  it('reads no table on another computer of a run that is only the newest, and names it otherwise', async function () {
    // Its platform is taken on, and links there need a permission.
    if (process.platform === 'win32') this.skip();
    const runs = at('strange');
    const dataset = { path: 'table.csv', taskColumn: 'user', features: ['age'], target: 'rating' };
    const strange = await newRunOf(runs, {
      ...tinyExperiment(),
      task: { kind: 'table', dataset, shots: 2, queries: 2 },
    });
    await symlink('\\\\elsewhere\\share\\table.csv', path.join(runs, 'table.csv'));
    const { platform } = process;
    Object.defineProperty(process, 'platform', { value: 'win32' });
    try {
      const words = ['--weights', 'npz', '--runs', runs];
      const refused = await exportOf('latest', ...words);
      assert.match(refused.messages, /reads .*table\.csv on another computer and was not made by you/);
      const named = await exportOf(strange, ...words);
      assert.match(named.messages, /^Reads data on another computer: .*table\.csv\n/);
    } finally {
      Object.defineProperty(process, 'platform', { value: platform });
    }
  });

  it('overwrites nothing unasked, not even in part', async () => {
    await writeFile(at('m.optimizer.npz'), 'mine');
    const refused = await exportRun('--weights', 'npz', '--output', at('m.npz'));
    assert.equal(refused.exitCode, 2);
    assert.match(refused.messages, /m\.optimizer\.npz is already there.*--force/);
    assert.equal(await readFile(at('m.optimizer.npz'), 'utf8'), 'mine');
    await assert.rejects(readFile(at('m.npz')));
    assert.equal((await exportRun('--weights', 'npz', '--output', at('m.npz'), '--force')).exitCode, 0);
    // A file gets the ending of its format.
    for (const [format, file] of [
      ['onnx', 'there.onnx'],
      ['tfjs', 'there'],
    ] as const) {
      await writeFile(at(file), 'mine');
      assert.equal((await exportRun('--weights', format, '--output', at('there'))).exitCode, 2);
      assert.equal(await readFile(at(file), 'utf8'), 'mine');
    }
  });

  it('refuses what is no weights of this model, by name', async () => {
    const refuse = async (name: string, content: Uint8Array | string, reason: RegExp) => {
      await writeFile(at(name), content);
      const { exitCode, messages } = await exportRun(
        '--weights',
        'onnx',
        '--adapted',
        at(name),
        '--output',
        at('x.onnx'),
      );
      assert.equal(exitCode, 2);
      assert.match(messages, reason);
      await assert.rejects(readFile(at('x.onnx')));
    };
    await refuse('weights.pt', 'pickle', /weights\.pt is no file of weights.*\.safetensors or \.npz/);
    await refuse('a.npz', 'text', /a\.npz cannot be used: it is no npz file/);
    const other = [{ name: 'dense1.weight', shape: [2], values: new Float32Array(2) }];
    await refuse(
      'b.safetensors',
      encodeTensors('safetensors', other, {}),
      /another model: dense1\.weight is 16 × 1 in the model and 2 in the file/,
    );
    const missing = await exportRun('--weights', 'onnx', '--adapted', at('none.npz'));
    assert.match(missing.messages, /none\.npz/);
    assert.equal(missing.exitCode, 2);
    assert.equal((await exportRun('--weights', 'pt')).exitCode, 2);
    assert.match(
      (await exportRun('--weights', 'npz', '--checkpoint', '7')).messages,
      /no checkpoint of meta-iteration 7/,
    );
  });
});
