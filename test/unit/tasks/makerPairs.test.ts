import assert from 'node:assert/strict';
import { randomStream } from '../../../src/engine/random.ts';
import { byMaker, MakerPairs } from '../../../src/tasks/makerPairs.ts';

describe('pairs of makers', () => {
  /** Each maker has made `samples` of each of three classes. */
  function classesOf(makers: number, samples: number) {
    return ['a', 'b', 'c'].map((name, place) => ({
      name,
      samples: Array.from({ length: makers * samples }, (_, sample) => place * makers * samples + sample),
      makers: Array.from({ length: makers * samples }, (_, sample) => `maker ${Math.floor(sample / samples)}`),
    }));
  }

  it('are drawn alike where there are too many to be kept', () => {
    const classes = classesOf(1200, 2);
    const fresh = () => new MakerPairs(classes.flatMap(byMaker), 3, 1, 2);
    const kept = fresh();
    const seen = new Set<string>();
    const numbered = (number: number) => randomStream(0, 'evaluation-task', number);
    for (let number = 0; number < 2000; number++) {
      const { classes: drawn, supportMaker, queryMaker } = kept.draw(numbered(number));
      seen.add(supportMaker);
      assert.equal(drawn.length, 3);
      assert.notEqual(supportMaker, queryMaker);
    }
    assert.ok(seen.size > 900);
    for (const number of [0, 1000, 1999]) {
      const { supportMaker, queryMaker } = kept.draw(numbered(number));
      const again = fresh().draw(numbered(number));
      assert.deepEqual([again.supportMaker, again.queryMaker], [supportMaker, queryMaker]);
    }
  });
});
