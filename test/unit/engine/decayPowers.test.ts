// Powers of Adam's decays: the same bits in whatever order they are asked for.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DecayPowers } from '../../../src/engine/fused/decayPowers.ts';

describe('DecayPowers', () => {
  it('gives the product of single steps, forwards, backwards and after restoring', () => {
    const decays = fc.constantFrom(0, 0.5, 0.9, 0.999);
    const visits = fc.array(fc.record({ steps: fc.nat({ max: 300 }), restores: fc.boolean() }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(decays, decays, visits, (beta1, beta2, path) => {
        const powers = new DecayPowers(beta1, beta2);
        for (const { steps, restores } of path) {
          if (restores) powers.restore(steps);
          assert.deepEqual(powers.after(steps), { steps, first: product(beta1, steps), second: product(beta2, steps) });
        }
      }),
      { numRuns: 200, seed: 6 },
    );
  });

  it('vanishes where 1 - power is 1, and so reaches any number of steps at once', () => {
    const powers = new DecayPowers(0.9, 0.999);
    assert.deepEqual(powers.after(1e15), { steps: 1e15, first: 0, second: 0 });
    assert.equal(1 - powers.after(30_000).second, 1 - product(0.999, 30_000));
  });
});

function product(decay: number, steps: number): number {
  let power = 1;
  for (let step = 0; step < steps; step++) power = power < 2 ** -60 ? 0 : power * decay;
  return power;
}
