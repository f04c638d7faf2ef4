// Facts that are held as what is otherwise than in others of their places: they say the same, and take a fraction.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ExperimentFacts, Fact } from '../../../src/runs/experimentFacts.ts';
import { FactsOfLines, FactsWriter } from '../../../src/runs/keptIndex/keptFacts.ts';
import { alikeIn, FactsPool, memoryOf, SharedFacts, valuesAt } from '../../../src/runs/sharedFacts.ts';
import '../../support/seededProperties.ts';

const fact: fc.Arbitrary<Fact> = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('', 'sgd', 'a\tb\n“c”'));
const places = ['seed', 'task.kind', 'model.layers[0].units', '__proto__', 'algorithm.kind'];
const facts = fc
  .subarray(places, { minLength: 1 })
  .chain((chosen) => fc.tuple(...chosen.map((place) => fc.tuple(fc.constant(place), fact))))
  .map((entries) => new Map<string, Fact>(entries));

const all = (one: ExperimentFacts | undefined) => ({
  entries: [...(one ?? [])],
  keys: [...(one?.keys() ?? [])],
  got: places.map((place) => one?.get(place)),
  size: one?.size,
});

describe('facts that share what they have in common', () => {
  it('are one thing in memory where thousands change the same, but for what each has of its own', () => {
    const pool = new FactsPool();
    const read = new FactsOfLines(
      [
        JSON.stringify([
          ['seed', 0],
          ['rate', 1],
        ]),
      ],
      pool,
    );
    const changesOf = (line: string) => read.read(line)?.changes ?? [];
    assert.ok(changesOf('[0,1,0.5]')[0] !== undefined);
    assert.equal(changesOf('[0,1,0.5]')[0], changesOf('[0,0,3,1,0.5]')[1]);
    const minus = pool.share(
      new Map<string, Fact>([
        ['seed', 0],
        ['rate', -0],
      ]),
    );
    const zero = pool.share(
      new Map<string, Fact>([
        ['seed', 0],
        ['rate', 0],
      ]),
    );
    assert.deepEqual(
      [minus, zero].map((facts) => Object.is(facts.get('rate'), -0)),
      [true, false],
    );
    const seeds = Array.from({ length: 1000 }, (_, seed) => changesOf(`[0,0,${seed + 1}]`)[0]);
    assert.deepEqual(
      seeds.map((change) => change?.fact),
      Array.from({ length: 1000 }, (_, seed) => seed + 1),
    );
    assert.ok(minus instanceof SharedFacts);
  });

  it('say what they said before, in the same order, also after they were kept', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 12 }), (list) => {
        const pool = new FactsPool();
        const shared = list.map((one) => pool.share(one));
        assert.deepEqual(shared.map(all), list.map(all));
        const writer = new FactsWriter();
        const written = shared.map((one) => writer.write(one));
        const kept = new FactsOfLines(writer.shapes, new FactsPool());
        assert.deepEqual(
          written.map((line) => all(kept.read(line))),
          list.map(all),
        );
      }),
    );
  });

  it('lie side by side as they do whole: the same values at each place, and alike only where all are', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 12 }), (list) => {
        const pool = new FactsPool();
        const shared = list.map((one, number) => (number % 5 === 4 ? one : pool.share(one)));
        const areAlike = alikeIn(shared);
        for (const place of places) {
          const values = list.map((one) => one.get(place));
          assert.deepEqual(valuesAt(shared, place), values);
          if (areAlike(place)) assert.equal(new Set(values).size, 1);
        }
      }),
    );
    const of = (seed: number) =>
      new Map<string, Fact>([
        ['task.kind', 'sine'],
        ['seed', seed],
      ]);
    const pool = new FactsPool();
    const areAlike = alikeIn([1, 2, 3].map((seed) => pool.share(of(seed))));
    assert.deepEqual(['task.kind', 'seed', 'elsewhere'].map(areAlike), [true, false, false]);
  });

  it('take what is otherwise in each, not what all of them have', () => {
    const pool = new FactsPool();
    const of = (seed: number) => new Map<string, Fact>([...places.map((place) => [place, 1] as const), ['seed', seed]]);
    const [first, second] = [pool.share(of(1)), pool.share(of(2))];
    assert.ok(memoryOf(second) < memoryOf(of(2)) / 3);
    assert.ok(memoryOf(first) < memoryOf(second));
  });

  it('are kept whole beyond some hundred kinds of places, as a stranger may have them', () => {
    const pool = new FactsPool();
    const strange = Array.from(
      { length: 300 },
      (_, number) => new Map<string, Fact>([[`task.settings.k${number}`, 1]]),
    );
    const shared = strange.map((one) => pool.share(one));
    assert.deepEqual(shared.map(all), strange.map(all));
    assert.equal(shared.filter((one, number) => one === strange[number]).length, 100);
  });

  it('are none where what was kept is not what it should be', () => {
    const shape = JSON.stringify([
      ['seed', 1],
      ['name', 'a'],
    ]);
    const read = (shapes: readonly string[], line: string) => new FactsOfLines(shapes, new FactsPool()).read(line);
    assert.deepEqual(all(read([shape], '[0,1,"b"]')).entries, [
      ['seed', 1],
      ['name', 'b'],
    ]);
    for (const line of [
      '',
      '{}',
      '[]',
      '[1]',
      '[0,2,1]',
      '[0,0.5,1]',
      '[0,-1,1]',
      '[0,1,"b",0,1]',
      '[0,0]',
      '[0,0,null]',
    ])
      assert.equal(read([shape], line), undefined, line);
    for (const wrong of ['', '[]', '{}', '[["seed"]]', '[[1,1]]', '[["seed",{}]]'])
      assert.equal(read([wrong], '[0]'), undefined);
  });
});
