// Parameters of another training in the place of random ones: taken over by name, and only where the model is the same.

import assert from 'node:assert/strict';
import { beginWith, OtherModelError } from '../../../src/meta/beginWith.ts';
import type { MetaState } from '../../../src/meta/metaState.ts';

const theta = [
  { name: 'dense1/kernel', shape: [2, 2], offset: 0 },
  { name: 'dense1/bias', shape: [2], offset: 4 },
];
const alpha = theta.map(({ name, shape, offset }) => ({ name: `stepSize/${name}`, shape, offset: offset + 6 }));

function stateOf(...values: number[]): MetaState {
  const parameters = Float32Array.from(values);
  const optimizerState = { steps: 0, moments: new Float32Array(0) };
  return { iteration: 0, parameters, optimizerState, outerMoments: new Float32Array(0) };
}

const ones = Array.from({ length: 6 }, () => 1);
const learned = { parameters: Float32Array.of(5, 6, 7, 8, 9, 10), layout: theta };
const both = { parameters: Float32Array.of(5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6), layout: [...theta, ...alpha] };

describe('beginning with parameters of another training', () => {
  it('takes them over by name, wherever they lie there, and leaves the state that is given as it was', () => {
    const fresh = stateOf(...ones);
    const elsewhere = {
      parameters: Float32Array.of(9, 10, 5, 6, 7, 8),
      layout: [
        { name: 'dense1/bias', shape: [2], offset: 0 },
        { name: 'dense1/kernel', shape: [2, 2], offset: 2 },
      ],
    };
    const begun = beginWith(fresh, theta, elsewhere);
    assert.deepEqual([...begun.parameters], [5, 6, 7, 8, 9, 10]);
    assert.deepEqual([...fresh.parameters], ones);
    assert.deepEqual({ ...begun, parameters: 0 }, { ...fresh, parameters: 0 });
  });

  it('takes step sizes over where both learn them, and begins with its own otherwise', () => {
    const fresh = stateOf(...ones, ...ones.map(() => 0.5));
    const own = [...theta, ...alpha];
    assert.deepEqual([...beginWith(fresh, own, both).parameters], [...both.parameters]);
    assert.deepEqual([...beginWith(fresh, own, learned).parameters], [...learned.parameters, ...ones.map(() => 0.5)]);
    assert.deepEqual([...beginWith(stateOf(...ones), theta, both).parameters], [...learned.parameters]);
  });

  it('takes step sizes over times what is asked for, and the initialization as it is', () => {
    const begun = beginWith(stateOf(...ones, ...ones), [...theta, ...alpha], both, 0.1);
    assert.deepEqual([...begun.parameters.subarray(0, 6)], [...learned.parameters]);
    assert.deepEqual(
      [...begun.parameters.subarray(6)],
      [1, 2, 3, 4, 5, 6].map((value) => Math.fround(value * 0.1)),
    );
    assert.deepEqual([...beginWith(stateOf(...ones), theta, both, 0.1).parameters], [...learned.parameters]);
  });

  it('is refused for another model, with the names and shapes that differ', () => {
    const wider = [
      { name: 'dense1/kernel', shape: [2, 3], offset: 0 },
      { name: 'dense2/kernel', shape: [9], offset: 6 },
    ];
    assert.throws(
      () => beginWith(stateOf(...ones), theta, { parameters: new Float32Array(15), layout: wider }),
      (error: unknown) =>
        error instanceof OtherModelError &&
        /dense1\/kernel is 2 × 2 in the experiment and 2 × 3 there; dense1\/bias is 2 in the experiment and not there; dense2\/kernel is 9 there/.test(
          error.message,
        ),
    );
  });

  it('is refused where a layout points outside of the parameters', () => {
    for (const offset of [-1, 3, 1e9]) {
      const layout = [{ ...theta[0], name: 'dense1/kernel', shape: [2, 2], offset }, ...theta.slice(1)];
      assert.throws(() => beginWith(stateOf(...ones), theta, { ...learned, layout }), /dense1\/kernel is not whole/);
    }
  });
});
