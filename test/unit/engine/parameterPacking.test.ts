// How parameters get from the flat layout to the kernels': matrices by panels, rows as they stand.

import assert from 'node:assert/strict';
import { packParameters } from '../../../src/engine/fused/program/parameterPacking.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import type { ModelSpec } from '../../../src/experiment/schema.ts';

const sine: ModelSpec = { kind: 'mlp', hidden: [64, 64], activation: 'tanh' };
const convolutions: ModelSpec = { kind: 'convnet', blocks: 4, filters: 12, downsampling: 'stride' };

describe('packing of parameters', () => {
  it('moves rows together that stand one after another in both layouts', () => {
    const { moves } = packParameters(resolveModel(sine, [1], 1, 'meanSquaredError'));
    assert.deepEqual(
      moves.matrices.map(({ rows, columns }) => [rows, columns]),
      [
        [64, 64],
        [64, 1],
      ],
    );
    // Weights of the only input with the first biases, then the biases of the second layer and of the output.
    assert.deepEqual(
      moves.rows.map(({ columns }) => columns),
      [128, 64, 1],
    );
  });

  for (const [name, spec, inputShape] of [
    ['sine', sine, [1]],
    ['convolutions', convolutions, [28, 28, 1]],
  ] as const satisfies readonly (readonly [string, ModelSpec, readonly number[]])[]) {
    it(`moves each value of a model once, with nothing over it (${name})`, () => {
      const model = resolveModel(spec, inputShape, 5, 'softmaxCrossEntropy');
      const { moves, count } = packParameters(model);
      const [flat, packed] = [new Uint8Array(model.parameterCount), new Uint8Array(count)];
      const note = (places: Uint8Array, at: number) => {
        places[at] = (places[at] ?? Number.NaN) + 1;
      };
      for (const { rows, columns, flatOffset, packedOffset } of moves.matrices) {
        for (let value = 0; value < rows * columns; value++) {
          const [row, column] = [Math.floor(value / columns), value % columns];
          note(flat, flatOffset + value);
          note(packed, packedOffset + Math.floor(column / 8) * rows * 8 + row * 8 + (column % 8));
        }
      }
      for (const { columns, flatOffset, packedOffset } of moves.rows) {
        for (let value = 0; value < columns; value++) {
          note(flat, flatOffset + value);
          note(packed, packedOffset + value);
        }
      }
      assert.ok(flat.every((times) => times === 1));
      assert.ok(packed.every((times) => times <= 1));
    });
  }
});
