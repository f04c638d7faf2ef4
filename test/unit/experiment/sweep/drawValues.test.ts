// Draws of a sweep: reproducible, inside their ranges, spread as the method says.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ValueRange } from '../../../../src/experiment/sweep/drawValues.ts';
import * as draws from '../../../../src/experiment/sweep/drawValues.ts';

type Draw = typeof draws.drawAtRandom;
const listed =
  (draw: Draw) =>
  (...[source, request]: Parameters<Draw>): readonly unknown[] => {
    const valueAt = draw(source, request);
    return Array.from({ length: request.count }, (_, row) => valueAt(row));
  };
const [drawAtRandom, drawFromHypercube] = [listed(draws.drawAtRandom), listed(draws.drawFromHypercube)];

const request = { count: 40, seed: 3, parameter: 0 };
const unit: ValueRange = { from: 0, to: 1, scale: 'linear', integer: false };

describe('draws of a sweep', () => {
  it('are the same for the same seed, in every version', () => {
    assert.deepEqual(drawAtRandom(unit, { ...request, count: 3 }), known.random);
    assert.deepEqual(drawFromHypercube(unit, { ...request, count: 3 }), known.hypercube);
  });

  it('are others for another seed and another parameter, and no others when more are drawn', () => {
    const first = drawAtRandom(unit, request);
    assert.notDeepEqual(drawAtRandom(unit, { ...request, seed: 4 }), first);
    assert.notDeepEqual(drawAtRandom(unit, { ...request, parameter: 1 }), first);
    assert.deepEqual(drawAtRandom(unit, { ...request, count: 80 }).slice(0, 40), first);
  });

  it('stay inside their range, whole where it is whole, whatever the range', () => {
    const ranges = fc.record({
      ends: fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1001, max: 100_000 })),
      scale: fc.constantFrom('linear', 'log'),
      integer: fc.boolean(),
      seed: fc.integer({ min: 0, max: 0xffffffff }),
    });
    fc.assert(
      fc.property(ranges, ({ ends: [from, to], scale, integer, seed }) => {
        for (const draw of [drawAtRandom, drawFromHypercube]) {
          for (const value of draw({ from, to, scale, integer }, { count: 9, seed, parameter: 1 })) {
            assert.ok(typeof value === 'number' && value >= from && value <= to, String(value));
            assert.ok(!integer || Number.isInteger(value), String(value));
          }
        }
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  it('of a Latin hypercube have one in each part of the range, on its scale', () => {
    const log: ValueRange = { from: 1e-4, to: 1, scale: 'log', integer: false };
    const parts = drawFromHypercube(log, { count: 16, seed: 1, parameter: 2 }).map((value) =>
      Math.min(15, Math.floor((Math.log10(Number(value)) + 4) * 4)),
    );
    assert.equal(new Set(parts).size, 16);
    const values = drawFromHypercube(['a', 'b', 'c', 'd'], { count: 8, seed: 1, parameter: 0 });
    assert.deepEqual(values.toSorted(), ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']);
  });

  it('at random are uniform on the range’s scale, and among whole numbers', () => {
    const count = 20_000;
    const log = drawAtRandom({ from: 1e-4, to: 1, scale: 'log', integer: false }, { count, seed: 5, parameter: 0 });
    const below = log.filter((value) => Number(value) < 1e-2).length / count;
    assert.ok(Math.abs(below - 0.5) < 0.02, String(below));
    const whole = drawAtRandom({ from: 1, to: 3, scale: 'linear', integer: true }, { count, seed: 5, parameter: 0 });
    for (const number of [1, 2, 3]) {
      const share = whole.filter((value) => value === number).length / count;
      assert.ok(Math.abs(share - 1 / 3) < 0.02, `${number}: ${share}`);
    }
  });
});

const known = { random: [0.425, 0.4062, 0.8118], hypercube: [0.1354, 0.6039, 0.8107] };
