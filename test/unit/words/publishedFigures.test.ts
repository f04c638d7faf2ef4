// How published figures differ from measured ones, in words.

import assert from 'node:assert/strict';
import {
  describeOtherTraining,
  describePublishedTraining,
  sayOtherSettings,
} from '../../../src/words/publishedFigures.ts';
import { untranslated } from '../../../src/words/translate.ts';

const published = { figure: 'accuracy', value: 0.95, source: 'a paper' } as const;

describe('published figures in words', () => {
  it('say after how many meta-iterations they were measured, where that is known', () => {
    assert.equal(
      describePublishedTraining({ ...published, iterations: 100_000 }, untranslated),
      'after 100,000 meta-iterations',
    );
    assert.equal(describePublishedTraining(published, untranslated), '');
  });

  it('name a training of another length, so that no difference reads as one between equals', () => {
    const figure = { ...published, iterations: 100_000 };
    assert.equal(describeOtherTraining(figure, 1000, untranslated), 'after 1,000 of 100,000 meta-iterations');
    assert.equal(
      describeOtherTraining(figure, 200_000, untranslated),
      'after 200,000 meta-iterations instead of 100,000',
    );
    assert.equal(describeOtherTraining(figure, 100_000, untranslated), '');
    assert.equal(describeOtherTraining(published, 1000, untranslated), '');
  });

  it('name the settings that they are for, where what was measured has others', () => {
    assert.equal(sayOtherSettings(['task.ways: 5'], untranslated), 'not set beside it: that is for task.ways: 5');
    assert.match(
      sayOtherSettings(['a: 1', 'b: 2', 'c: 3', 'd: 4', 'e: 5'], untranslated),
      /for a: 1, b: 2, c: 3, and 2 more$/,
    );
  });
});
