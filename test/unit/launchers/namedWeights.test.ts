// Weights that an experiment names to begin with: judged where the file is written, taken whoever makes the run, and kept
// by it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { type NamedTensor, toStateDict } from '../../../src/engine/weights/stateDict.ts';
import { encodeTensors, type TensorFormat } from '../../../src/engine/weights/tensorFormats.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { checksFrom, checksOnDisk } from '../../../src/launchers/namedWeights.ts';
import { makeRun, prepareSubmission } from '../../../src/launchers/prepareSubmission.ts';
import { forkedText } from '../../../src/runs/forkedExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { moduleExperiment, taskModule } from '../../support/taskModules.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { assertProblem, experimentFile } from '../experiment/markedText.ts';
import { stateOf, tinyExperiment } from '../trainer/trainerFixture.ts';

const mlp = (hidden: number[]) => ({ kind: 'mlp', hidden, activation: 'tanh' }) as const;
const model = resolveModel(mlp([16, 16]), [1], 1, 'meanSquaredError');
const values = Float32Array.from({ length: model.parameterCount }, (_, index) => Math.sin(index) / 4);
const tensors = toStateDict(model, values);

describe('weights that an experiment names', () => {
  const folder = useTemporaryFolder();

  async function write(name: string, given: readonly NamedTensor[] = tensors): Promise<string> {
    const file = path.join(folder(), name);
    const format: TensorFormat = name.endsWith('npz') ? 'npz' : 'safetensors';
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, encodeTensors(format, given, {}));
    return file;
  }

  /** A run of the tiny experiment that begins with `named`, as the editor makes one, or of `text`. */
  async function make(named: string, text?: string): Promise<string> {
    const experiment = tinyExperiment();
    const source = text ?? JSON.stringify({ ...experiment, model: { ...experiment.model, initialization: named } });
    const file = path.join(folder(), 'named.reptile.json');
    await writeFile(file, source);
    const prepared = prepareSubmission({ file, source: new TextEncoder().encode(source), overrides: [] });
    assert.ok(prepared.kind === 'ready', JSON.stringify(prepared));
    const runsFolder = path.join(folder(), 'runs');
    return makeRun(prepared, { runsFolder, askedBy: 'editor', launcher: null, secret: undefined, version: '1' });
  }

  async function train(file: string, ...words: string[]) {
    const runs = path.join(folder(), 'trained');
    await rm(runs, { recursive: true, force: true });
    const { terminal, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const exitCode = await runCommandLine(['train', file, '--runs', runs, ...words], context);
    const made = (await readdir(runs).catch(() => [])).find((name) => !name.startsWith('.'));
    return { exitCode, messages: messages(), directory: made === undefined ? undefined : path.join(runs, made) };
  }

  const problemsOf = (text: string) => readExperiment(text, checksFrom(folder())).problems.map(({ rule }) => rule);

  it('are missed, and refused by name, where the file names them', async () => {
    const options = checksFrom(folder());
    const named = (file: string) =>
      experimentFile({ model: `{ "kind": "mlp", "hidden": [16, 16], "initialization": «"${file}"» }` });
    const absolute = path.join(folder(), 'none.npz');
    assertProblem(named('none.npz'), {
      rule: 'initialization-missing',
      message:
        `There is no file of weights "none.npz". Looked at "${absolute}". Correct the path, which may be absolute or relative to this file, ` +
        'or remove "initialization" to begin with random weights.',
      options,
    });
    for (const name of ['weights.safetensors', 'weights.npz']) {
      const [, ...others] = tensors;
      await write(name, [{ name: 'dense1.weight', shape: [1, 16], values: new Float32Array(16) }, ...others]);
      assertProblem(named(name), {
        rule: 'initialization-unusable',
        message:
          'The weights are of another model: dense1.weight is 16 × 1 in the model and 1 × 16 in the file. ' +
          'Names and shapes are those of PyTorch modules called as the layers here (see docs/weights.md).',
        options,
      });
      // As fast as files are written again, within the clock's own steps.
      const file = await write(name);
      await utimes(file, 1, 1);
      assert.deepEqual(problemsOf(named(name).replace(/[«»]/g, '')), []);
    }
    await writeFile(path.join(folder(), 'weights.pt'), 'pickle');
    await writeFile(path.join(folder(), 'short.safetensors'), 'none');
    await mkdir(path.join(folder(), 'folder.npz'));
    for (const [name, told] of [
      ['weights.pt', /name must end in \.safetensors or \.npz/],
      ['short.safetensors', /too short to be a safetensors file/],
      ['folder.npz', /folder/],
    ] as const) {
      const { problems } = readExperiment(named(name).replace(/[«»]/g, ''), options);
      assert.deepEqual(
        problems.map(({ rule }) => rule),
        ['initialization-unusable'],
        name,
      );
      assert.match(problems[0]?.message ?? '', told);
    }
  });

  it('are not opened where nothing may be looked up, nor where a run has its copy', async () => {
    await writeFile(path.join(folder(), 'bad.npz'), 'no archive');
    const text = experimentFile({ model: '{ "kind": "mlp", "initialization": "bad.npz" }' });
    const untrusted = { folder: folder(), ...checksOnDisk(() => 'notLookedUp') };
    assert.deepEqual(readExperiment(text, untrusted).problems, []);
    assert.deepEqual(readExperiment(text, { folder: folder(), pathExists: () => false }).problems, []);
  });

  it('are where a run begins, to the bit as with --initialization, and after the file is gone', async () => {
    const file = await write('deep/weights.npz');
    const run = await make('deep/weights.npz');
    const { initializedFrom } = await readManifest(run);
    assert.equal(initializedFrom?.run, 'weights.npz');
    assert.equal(
      initializedFrom?.fileSha256,
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
    const plain = path.join(folder(), 'plain.reptile.json');
    await writeFile(plain, JSON.stringify(tinyExperiment()));
    const given = await train(plain, '--initialization', file);
    assert.ok(given.directory !== undefined, given.messages);
    const whole = await stateOf(given.directory);
    const named = await train(path.join(folder(), 'named.reptile.json'));
    assert.ok(named.directory !== undefined, named.messages);
    assert.deepEqual(await stateOf(named.directory), whole);
    await rm(file);
    assert.equal((await carryOutRun(run)).state, 'completed');
    assert.deepEqual(await stateOf(run), whole);
    const forked = await forkedText(run, await readManifest(run), path.join(folder(), 'elsewhere'));
    assert.equal(JSON.parse(forked).model.initialization, '../deep/weights.npz');
  });

  it('fit a model that only the data can tell, or end its run in words', async () => {
    await writeFile(path.join(folder(), 'own.mjs'), taskModule());
    const own = resolveModel(mlp([4]), [2], 2, 'softmaxCrossEntropy');
    const start = Float32Array.from({ length: own.parameterCount }, (_, index) => Math.cos(index));
    await write('own.safetensors', toStateDict(own, start));
    const experiment = JSON.parse(moduleExperiment(6, 1));
    const text = JSON.stringify({ ...experiment, model: { ...experiment.model, initialization: 'own.safetensors' } });
    const run = await make('', text);
    assert.equal((await carryOutRun(run)).state, 'completed');
    const untrained = await readFile(path.join(runFiles(run).checkpoints, '0', 'parameters.f32'));
    assert.deepEqual(new Float32Array(untrained.buffer, untrained.byteOffset, start.length), start);

    await write('own.safetensors');
    const wrong = await make('', text);
    const { failure } = (await carryOutRun(wrong)).manifest;
    assert.ok(failure !== null && 'code' in failure && failure.code === 'initialization');
    assert.match(failure.text, /another model: dense1\.weight is 4 × 2 in the model and 16 × 1 in the file/);
    const told = await train(path.join(folder(), 'named.reptile.json'));
    assert.deepEqual([told.exitCode, told.directory], [2, undefined]);
    assert.match(told.messages, /another model: dense1\.weight/);
  });

  it('are no random ones: values that are none, and a copy that is gone, are refused', async () => {
    const [first, ...others] = tensors;
    assert.ok(first !== undefined);
    await write('weights.npz', [{ ...first, values: first.values.map(() => Number.NaN) }, ...others]);
    await assert.rejects(make('weights.npz'), /dense1\.weight holds NaN, at place 0: weights must be finite/);
    assert.deepEqual(await readdir(path.join(folder(), 'runs')).catch(() => []), []);
    await write('weights.npz');
    const run = await make('weights.npz');
    const manifest = JSON.parse(await readFile(runFiles(run).manifest, 'utf8'));
    await writeFile(runFiles(run).manifest, JSON.stringify({ ...manifest, initializedFrom: null }));
    const { failure } = (await carryOutRun(run)).manifest;
    assert.ok(failure !== null && 'code' in failure && failure.code === 'initialization');
    assert.match(failure.text, /has no copy of them\. Start a new run/);
  });

  it('may be a link, as caches have them', async function () {
    if (process.platform === 'win32') return this.skip();
    await symlink(await write('cached.npz'), path.join(folder(), 'weights.npz'));
    const run = await make('weights.npz');
    assert.equal((await readManifest(run)).initializedFrom?.run, 'weights.npz');
  });
});
