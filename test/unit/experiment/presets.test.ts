// Presets: right in every word, equal to the example files, and the paper's numbers where they say so.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { isDatasetId } from '../../../src/datasets/dataset.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { sortPublished } from '../../../src/experiment/comparableFigures.ts';
import { exampleFileName, groupPresets, presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { turnsClasses } from '../../../src/experiment/rotations.ts';
import { forecastMemory } from '../../../src/meta/memoryForecast.ts';
import { reptileOf } from '../../support/reptileOf.ts';

const examples = path.join(installationFolder, 'examples');

describe('presets', () => {
  it('have ids of their own and read without a single problem', () => {
    assert.equal(new Set(presets.map((preset) => preset.id)).size, presets.length);
    for (const preset of presets) {
      assert.deepEqual(readExperiment(preset.text).problems, [], preset.id);
    }
  });

  it('are the files in examples/, which have no problem, whatever data are on the machine', async () => {
    const files = (await readdir(examples)).filter((name) => name.endsWith('.reptile.json'));
    assert.deepEqual(files.sort(), presets.map(exampleFileName).sort());
    for (const preset of presets) {
      assert.equal(await readFile(path.join(examples, exampleFileName(preset)), 'utf8'), preset.text);
      assert.deepEqual(
        readExperiment(preset.text, { folder: examples, pathExists: existsSync, forecastMemory }).problems,
        [],
      );
    }
  });

  it('stand beside a comparison of algorithms, whose files have no problem either', async () => {
    const folder = path.join(examples, 'comparison');
    const files = await readdir(folder);
    assert.equal(files.length, 14);
    for (const file of files) {
      const { problems } = readExperiment(await readFile(path.join(folder, file), 'utf8'), {
        folder,
        pathExists: existsSync,
        forecastMemory,
      });
      assert.deepEqual(problems, [], file);
    }
  });

  it('are listed in examples/README.md', async () => {
    const readme = await readFile(path.join(examples, 'README.md'), 'utf8');
    for (const preset of presets) assert.ok(readme.includes(`(${exampleFileName(preset)})`), preset.id);
  });

  it("of Omniglot hold the paper's hyper-parameters", () => {
    // Adam's learning rate, inner batch, inner steps, evaluation's inner batch, meta-iterations.
    const table: Record<string, readonly number[]> = {
      'omniglot-5-way-1-shot': [0.001, 10, 5, 5, 100_000],
      'omniglot-5-way-5-shot': [0.001, 10, 5, 5, 100_000],
      'omniglot-20-way-1-shot': [0.0005, 20, 10, 10, 200_000],
      'omniglot-20-way-5-shot': [0.0005, 20, 10, 10, 200_000],
    };
    const transductive = Object.entries(table).map(([id, row]) => [`${id}-transductive`, row] as const);
    for (const [id, row] of [...Object.entries(table), ...transductive]) {
      const experiment = readExperiment(presets.find((preset) => preset.id === id)?.text ?? '').experiment;
      assert.ok(experiment?.task.kind === 'images', id);
      const { evaluation, task, model } = experiment;
      const algorithm = reptileOf(experiment);
      const { learningRate, kind } = algorithm.innerOptimizer;
      assert.deepEqual(
        [learningRate, algorithm.innerBatch, algorithm.innerSteps, evaluation.innerBatch, algorithm.metaIterations],
        row,
      );
      assert.deepEqual(
        [kind, algorithm.metaBatch, algorithm.metaStepSize, algorithm.metaStepSizeFinal],
        ['adam', 5, 1, 0],
      );
      assert.deepEqual([evaluation.innerSteps, task.trainShots, task.queries, task.rotations], [50, 10, 1, true]);
      assert.deepEqual(model, { kind: 'convnet', blocks: 4, filters: 64, downsampling: 'stride' });
      const ending = evaluation.transductive ? '-transductive' : '';
      assert.equal(id, `omniglot-${task.ways}-way-${task.shots}-shot${ending}`);
    }
  });

  it("of mini-ImageNet hold the paper's hyper-parameters and the reference code's network", () => {
    for (const [shots, evaluationBatch] of [
      [1, 5],
      [5, 15],
    ]) {
      for (const ending of ['', '-transductive']) {
        const id = `mini-imagenet-5-way-${shots}-shot${ending}`;
        const experiment = readExperiment(presets.find((preset) => preset.id === id)?.text ?? '').experiment;
        assert.ok(experiment?.task.kind === 'images' && experiment.algorithm.kind === 'reptile', id);
        const { algorithm, evaluation, task } = experiment;
        assert.deepEqual(
          [task.ways, task.shots, task.queries, task.trainShots, turnsClasses(task)],
          [5, shots, 1, 15, false],
        );
        assert.deepEqual(
          [algorithm.metaIterations, algorithm.metaBatch, algorithm.innerSteps, algorithm.innerBatch],
          [100_000, 5, 8, 10],
        );
        const { kind, ...adam } = algorithm.innerOptimizer;
        assert.equal(kind, 'adam');
        assert.deepEqual(adam, {
          learningRate: 0.001,
          beta1: 0,
          beta2: 0.999,
          epsilon: 1e-8,
          state: 'carried',
          reduction: 'sum',
        });
        assert.deepEqual([evaluation.innerSteps, evaluation.innerBatch], [50, evaluationBatch]);
        assert.equal(evaluation.transductive, ending !== '');
        const { layers } = resolveModel(experiment.model, [84, 84, 3], 5, 'softmaxCrossEntropy');
        assert.deepEqual(layers.at(-2)?.outputShape, [6 * 6 * 32], 'pooling with padding: 84, 42, 21, 11, 6');
      }
    }
  });

  it('of the paper carry the figure of table 1 or 2 for their own protocol', () => {
    const printed: Record<string, readonly [percent: number, ci95: number]> = {
      'omniglot-5-way-1-shot': [95.39, 0.09],
      'omniglot-5-way-1-shot-transductive': [97.68, 0.04],
      'omniglot-5-way-5-shot': [98.9, 0.1],
      'omniglot-5-way-5-shot-transductive': [99.48, 0.06],
      'omniglot-20-way-1-shot': [88.14, 0.15],
      'omniglot-20-way-1-shot-transductive': [89.43, 0.14],
      'omniglot-20-way-5-shot': [96.65, 0.33],
      'omniglot-20-way-5-shot-transductive': [97.12, 0.32],
      'mini-imagenet-5-way-1-shot': [47.07, 0.26],
      'mini-imagenet-5-way-1-shot-transductive': [49.97, 0.32],
      'mini-imagenet-5-way-5-shot': [62.74, 0.37],
      'mini-imagenet-5-way-5-shot-transductive': [65.99, 0.58],
    };
    for (const [id, [percent, ci95]] of Object.entries(printed)) {
      const experiment = readExperiment(presets.find((preset) => preset.id === id)?.text ?? '').experiment;
      assert.ok(experiment !== undefined, id);
      const { comparable } = sortPublished(experiment, experiment.evaluation);
      assert.deepEqual(
        comparable.map((figure) =>
          [figure.value * 100, (figure.ci95 ?? 0) * 100].map((value) => Number(value.toFixed(4))),
        ),
        [[percent, ci95]],
        id,
      );
    }
  });

  it('stand in groups, every one in one of them', () => {
    const grouped = groupPresets().flatMap(({ presets: ofGroup }) => ofGroup);
    assert.deepEqual(new Set(grouped), new Set(presets));
    assert.equal(groupPresets()[0]?.presets[0]?.needs, null, 'what runs at once comes first');
  });

  it('need only data sets that can be got by name', () => {
    for (const { needs } of presets) assert.ok(needs === null || isDatasetId(needs), String(needs));
  });

  it("of sine waves holds the demonstration's settings", () => {
    const experiment = readExperiment(presets.find((preset) => preset.id === 'sine-regression')?.text ?? '').experiment;
    assert.deepEqual(experiment?.task, {
      kind: 'sine',
      amplitude: [0.1, 5],
      phase: [0, 2 * Math.PI],
      domain: [-5, 5],
      points: 50,
      shots: 10,
    });
    assert.deepEqual(experiment?.model, { kind: 'mlp', hidden: [64, 64], activation: 'tanh' });
    const { innerOptimizer, metaIterations, metaBatch, metaStepSizeFinal, innerBatch } = reptileOf(experiment);
    assert.deepEqual(innerOptimizer, { kind: 'sgd', learningRate: 0.02, reduction: 'mean' });
    assert.deepEqual([metaIterations, metaBatch, metaStepSizeFinal, innerBatch], [30_000, 1, 0, 10]);
    assert.equal(experiment.evaluation.innerSteps, 32);
  });
});
