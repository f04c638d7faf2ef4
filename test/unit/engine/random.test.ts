// Random streams: the same numbers on every machine, different ones for every purpose, seed and index.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { dropoutSeed, type RandomPurpose, randomStream, shuffled } from '../../../src/engine/random.ts';

/** Those that the golden hash was recorded with. */
const recordedPurposes: readonly RandomPurpose[] = [
  'initialization',
  'training-task',
  'training-batches',
  'evaluation-task',
  'evaluation-batches',
  'split',
];
const purposes: readonly RandomPurpose[] = [...recordedPurposes, 'training-dropout', 'evaluation-dropout'];

describe('randomStream', () => {
  it('gives the numbers it has always given', () => {
    const random = randomStream(42, 'training-task', 3, 1);
    assert.deepEqual([random.uniform(), random.integer(1000), random.normal(), random.normal()], golden.first);
    const values = Float64Array.from({ length: 10_000 }, (_, i) => draw(i));
    assert.equal(createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex'), golden.hash);
  });

  it('gives the same numbers for the same arguments, in any order of creation', () => {
    const first = Array.from({ length: 5 }, (_, task) => randomStream(7, 'training-task', 0, task).uniform());
    const backwards = Array.from({ length: 5 }, (_, i) =>
      randomStream(7, 'training-task', 0, 4 - i).uniform(),
    ).reverse();
    assert.deepEqual(first, backwards);
  });

  it('gives different numbers for every purpose, seed and index', () => {
    const seen = new Set<number>();
    let streams = 0;
    for (const purpose of purposes) {
      for (let seed = 0; seed < 20; seed++) {
        for (let iteration = 0; iteration < 50; iteration++) {
          for (let task = 0; task < 5; task++, streams++)
            seen.add(randomStream(seed, purpose, iteration, task).uniform());
        }
      }
    }
    assert.equal(seen.size, streams);
    assert.notEqual(randomStream(1, 'split', 0).uniform(), randomStream(1, 'split').uniform());
    assert.notEqual(randomStream(0xffffffff, 'split').uniform(), randomStream(0, 'split').uniform());
  });

  for (const [name, streamOf] of [
    [
      'within a stream',
      (
        (random) => () =>
          random
      )(randomStream(1, 'split')),
    ],
    ['over tasks', (i: number) => randomStream(1, 'training-task', 0, i)],
    ['over meta-iterations', (i: number) => randomStream(1, 'training-task', i, 0)],
    ['over seeds', (i: number) => randomStream(i, 'initialization')],
  ] as const) {
    it(`draws uniformly and without correlation ${name}`, () => {
      const count = 20_000;
      const values = Array.from({ length: count }, (_, i) => streamOf(i).uniform());
      const mean = average(values);
      const variance = average(values.map((value) => (value - mean) * (value - mean)));
      const correlation =
        average(values.slice(1).map((value, i) => (value - mean) * ((values[i] ?? 0) - mean))) / variance;
      // Five standard errors each.
      assert.ok(Math.abs(mean - 0.5) < 5 * Math.sqrt(1 / 12 / count), `mean ${mean}`);
      assert.ok(Math.abs(variance - 1 / 12) < 5 * Math.sqrt(1 / 180 / count), `variance ${variance}`);
      assert.ok(Math.abs(correlation) < 5 / Math.sqrt(count), `correlation ${correlation}`);
      assert.ok(values.every((value) => value >= 0 && value < 1));
      const bins = new Array<number>(64).fill(0);
      for (const value of values) bins[Math.floor(value * 64)] = (bins[Math.floor(value * 64)] ?? 0) + 1;
      // Chi-square with 63 degrees of freedom: mean 63, standard deviation √126.
      const chiSquare = bins.reduce((sum, bin) => sum + (bin - count / 64) ** 2 / (count / 64), 0);
      assert.ok(Math.abs(chiSquare - 63) < 5 * Math.sqrt(126), `chi-square ${chiSquare}`);
    });
  }

  it('draws integers below the bound, all alike', () => {
    const random = randomStream(3, 'split');
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 70_000; i++) {
      const value = random.integer(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    assert.ok(
      counts.every((count) => Math.abs(count - 10_000) < 500),
      counts.join(' '),
    );
    assert.equal(random.integer(1), 0);
  });

  it('draws seeds for dropout over the whole range', () => {
    const seeds = Array.from({ length: 1000 }, (_, task) => dropoutSeed(1, 'training-dropout', 0, task));
    assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
    assert.ok(Math.min(...seeds) < 2 ** 25 && Math.max(...seeds) > 2 ** 32 - 2 ** 25);
    assert.equal(dropoutSeed(1, 'training-dropout', 0, 7), seeds[7]);
    assert.notEqual(dropoutSeed(1, 'evaluation-dropout', 0, 7), seeds[7]);
  });

  it('draws from the standard normal distribution', () => {
    const random = randomStream(4, 'split');
    const values = Array.from({ length: 50_000 }, () => random.normal());
    const moments = [1, 2, 3, 4].map((power) => average(values.map((value) => value ** power)));
    const standardErrors = [1, Math.SQRT2, Math.sqrt(15), Math.sqrt(96)].map(
      (deviation) => deviation / Math.sqrt(values.length),
    );
    moments.forEach((moment, i) => {
      assert.ok(Math.abs(moment - ([0, 1, 0, 3][i] ?? 0)) < 5 * (standardErrors[i] ?? 0), `moment ${i + 1}: ${moment}`);
    });
  });
});

describe('shuffled', () => {
  it('gives every order alike and leaves its argument alone', () => {
    const items = ['a', 'b', 'c'];
    const counts = new Map<string, number>();
    const random = randomStream(5, 'split');
    for (let i = 0; i < 12_000; i++) {
      const order = shuffled(items, random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    assert.ok(
      [...counts.values()].every((count) => Math.abs(count - 2000) < 250),
      [...counts.values()].join(' '),
    );
    assert.deepEqual(items, ['a', 'b', 'c']);
  });
});

/** Recorded once; a change would make every saved experiment irreproducible. */
const golden = {
  first: [0.5934103278552463, 510, 0.3700578982014492, 1.167081914242244],
  hash: '622acc12b3d6b6b2b8e42e663dbbec7f2f4a29bb959c75dd8ae1708166690155',
};

// Different draws of different streams, so that the hash covers everything.
function draw(i: number): number {
  const random = randomStream(i % 13, recordedPurposes[i % recordedPurposes.length] ?? 'split', i);
  switch (i % 3) {
    case 0:
      return random.uniform();
    case 1:
      return random.integer(1 + i);
    default:
      return random.normal();
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
