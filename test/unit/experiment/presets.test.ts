// Presets: right in every word, equal to the example files, and the paper's numbers where they say so.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { isDatasetId } from '../../../src/datasets/dataset.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { sortPublished } from '../../../src/experiment/comparableFigures.ts';
import { ownDataPresets } from '../../../src/experiment/presets/ownData.ts';
import { exampleFileName, groupPresets, offeredPresets, presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { forecastMemory } from '../../../src/meta/memoryForecast.ts';

const examples = path.join(installationFolder, 'examples');

describe('presets', () => {
  it('have ids of their own and read without a single problem', () => {
    assert.equal(new Set(offeredPresets.map((preset) => preset.id)).size, offeredPresets.length);
    for (const preset of offeredPresets) {
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

  it('of data of one’s own lack these alone, and say so where they are named', () => {
    for (const { id, text } of ownDataPresets) {
      const problemsOf = (isThere: boolean) =>
        readExperiment(text, { folder: examples, pathExists: () => isThere, forecastMemory }).problems;
      assert.deepEqual(problemsOf(true), [], id);
      const [missing, ...others] = problemsOf(false);
      assert.deepEqual([missing?.rule, others], ['data-path-missing', []], id);
      assert.match(text.slice(missing?.range.start.offset, missing?.range.end.offset), /^"(images|table\.csv)"$/);
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

  it("of mini-ImageNet end in the reference code's 6 x 6 pixels of 32 channels", () => {
    for (const { id, text } of presets.filter(({ needs }) => needs === 'mini-imagenet')) {
      const { experiment } = readExperiment(text);
      assert.ok(experiment !== undefined, id);
      const { layers } = resolveModel(experiment.model, [84, 84, 3], 5, 'softmaxCrossEntropy');
      assert.deepEqual(layers.at(-2)?.outputShape, [6 * 6 * 32], 'pooling with padding: 84, 42, 21, 11, 6');
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
    assert.deepEqual(new Set(grouped), new Set(offeredPresets));
    assert.equal(groupPresets()[0]?.presets[0]?.needs, null, 'what runs at once comes first');
  });

  it('need only data sets that can be got by name', () => {
    for (const { needs } of presets) assert.ok(needs === null || isDatasetId(needs), String(needs));
  });
});
