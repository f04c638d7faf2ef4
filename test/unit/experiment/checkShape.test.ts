// The schema's judgement of a value: the schema's own, but of very many wrong elements in a list only some are named.

import assert from 'node:assert/strict';
import { checkFileShape } from '../../../src/experiment/checkShape.ts';
import type { KeyPath } from '../../../src/experiment/keyPath.ts';
import { experimentFileSchema } from '../../../src/experiment/schema.ts';
import { experimentOutline, type ListOutline, type Outline } from '../../../src/experiment/schemaOutline.ts';
import { generateExperiment } from './generateExperiments.ts';
import { spoilValue } from './malform.ts';
import { seededChoices } from './seededChoices.ts';

interface FoundList {
  readonly path: KeyPath;
  /** A value of the whole file with `list` in that place, and what chooses the variants around it. */
  readonly place: (list: readonly unknown[]) => unknown;
  readonly outline: ListOutline;
}

/** Every list that the schema has anywhere, but those within the items of another. */
function* listsIn(outline: Outline, path: KeyPath, wrap: (value: unknown) => unknown): Generator<FoundList> {
  switch (outline.kind) {
    case 'object':
      for (const { name, value } of outline.keys.values())
        yield* listsIn(value, [...path, name], (inner) => wrap({ [name]: inner }));
      return;
    case 'variants':
      for (const [choice, { keys }] of outline.variants) {
        for (const { name, value } of keys.values()) {
          const chosen = (inner: unknown) => wrap({ [outline.discriminator]: choice, [name]: inner });
          yield* listsIn(value, [...path, choice, name], chosen);
        }
      }
      return;
    case 'list':
      yield { path, place: wrap, outline };
      return;
    default:
      return;
  }
}

const lists = [...listsIn(experimentOutline(), [], (value) => value)];
const many = 20_000;

describe('the shape of an experiment', () => {
  it('is what the schema says of it, whatever is wrong: 300 values', () => {
    for (let seed = 0; seed < 300; seed++) {
      const choices = seededChoices(seed);
      const right = generateExperiment(choices);
      assert.deepEqual(checkFileShape(right), experimentFileSchema.safeParse(right));
      const spoiled = spoilValue(right, choices);
      assert.deepEqual(checkFileShape(spoiled).error?.issues, experimentFileSchema.safeParse(spoiled).error?.issues);
    }
  });

  it('has the lists that are looked for here', () => {
    assert.ok(lists.length >= 12, `${lists.length} lists`);
    assert.ok(lists.some(({ path }) => path.at(-1) === 'heldOutClasses'));
  });

  for (const { path, place, outline } of lists) {
    it(`is complained of some hundred times at most where all is wrong in ${path.join('.')}`, () => {
      for (const wrong of [[], {}, null, true, -1e300, 0.5, '', 'x'.repeat(5000)]) {
        // What is a right element somewhere is none here, or one of too many.
        const { success, error } = checkFileShape(place(Array.from({ length: many }, () => wrong)));
        assert.equal(success, false);
        const ofList = (error?.issues ?? []).filter(({ path: [first] }) => first === path[0]);
        assert.ok(ofList.length <= 450, `${ofList.length} complaints about ${JSON.stringify(wrong).slice(0, 20)}`);
      }
    });

    if (outline.item.kind !== 'text') continue;

    it(`is complained of where it is in ${path.join('.')}: behind right elements, and for their number`, () => {
      const { maxItems } = outline;
      const names = Array.from({ length: Math.min(300, maxItems - 1) }, (_, index) => `name ${index}`);
      const indexes = (checkFileShape(place([...names, 7])).error?.issues ?? []).map(({ path: place }) => place.at(-1));
      assert.ok(indexes.includes(names.length), indexes.join());
      const tooMany = checkFileShape(place(Array.from({ length: maxItems + 5 }, (_, index) => `name ${index}`)));
      assert.ok((tooMany.error?.issues ?? []).some(({ code }) => code === 'too_big'));
    });
  }
});
