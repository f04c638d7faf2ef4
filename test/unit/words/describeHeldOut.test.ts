// What held-out tasks are drawn from, as a person reads it.

import assert from 'node:assert/strict';
import { describeHeldOut } from '../../../src/words/describeHeldOut.ts';
import { untranslated } from '../../../src/words/translate.ts';

type HeldOut = Parameters<typeof describeHeldOut>[0];

describe('what is held out, in words', () => {
  it('names classes with their number', () => {
    const cases: [HeldOut, string][] = [
      [{ code: 'classes', noun: 'characters', count: 423 }, '423 characters never trained on'],
      [{ code: 'classes', noun: 'testClasses', count: 20 }, '20 test classes never trained on'],
      [{ code: 'classes', noun: 'validationClasses', count: 1 }, '1 validation class never trained on'],
      [{ code: 'classes', noun: 'classes', count: 2 }, '2 classes never trained on'],
      [{ code: 'classes', noun: 'words', count: 1 }, '1 word never trained on'],
      [{ code: 'digits', digits: [5, 6] }, 'digits 5, 6, never trained on'],
      [{ code: 'digits', digits: [] }, 'no digits'],
    ];
    for (const [heldOut, words] of cases) assert.equal(describeHeldOut(heldOut, untranslated), words);
  });

  it('lists the domains that classes of texts are of', () => {
    const intents = { code: 'textClasses', noun: 'intents', count: 30 } as const;
    const of = (...names: string[]) =>
      describeHeldOut({ ...intents, domains: { count: names.length, names } }, untranslated);
    assert.equal(describeHeldOut({ ...intents, domains: null }, untranslated), '30 intents, never trained on');
    const many = { ...intents, domains: { count: 40, names: [] } };
    assert.equal(describeHeldOut(many, untranslated), '30 intents of 40 domains, never trained on');
    assert.equal(of('work'), '30 intents of the domain work, never trained on');
    assert.equal(of('travel', 'work'), '30 intents of the domains travel and work, never trained on');
    assert.equal(of('travel', 'work', 'home'), '30 intents of the domains travel, work, and home, never trained on');
  });

  it('names speakers where they are few', () => {
    const few = { count: 2, names: ['ann', 'bob'] };
    const cases: [HeldOut, string][] = [
      [{ code: 'speakers', speakers: few }, 'speakers ann, bob never heard in training'],
      [{ code: 'speakers', speakers: { count: 40, names: [] } }, '40 speakers never heard in training'],
      [
        { code: 'wordsAndSpeakers', words: 2, speakers: { count: 1, names: ['ann'] } },
        '2 words and speaker ann never trained on',
      ],
    ];
    for (const [heldOut, words] of cases) assert.equal(describeHeldOut(heldOut, untranslated), words);
  });

  it('says how classes and samples come together, where that was asked for', () => {
    const of = { code: 'classes', noun: 'characters', count: 659 } as const;
    const cases: [HeldOut, string][] = [
      [
        {
          code: 'grouped',
          of,
          oneGroup: 'alphabets',
          queries: { from: 'oneOtherMaker', makers: 'drawers' },
          turned: true,
        },
        '659 characters never trained on; each also turned by 90, 180 and 270 degrees; all classes of a task from one alphabet; ' +
          'support from one drawer, queries from another',
      ],
      [
        { code: 'grouped', of, oneGroup: null, queries: { from: 'sameMaker', makers: 'speakers' }, turned: false },
        '659 characters never trained on; all samples of a class from one speaker',
      ],
      [
        { code: 'grouped', of, oneGroup: 'groups', queries: { from: 'otherMaker', makers: 'makers' }, turned: false },
        '659 characters never trained on; all classes of a task from one group; queries of a class from another maker than its support',
      ],
    ];
    for (const [heldOut, words] of cases) assert.equal(describeHeldOut(heldOut, untranslated), words);
  });

  it('says where functions, goals and tasks of a module come from', () => {
    const cases: [HeldOut, string][] = [
      [{ code: 'sineWaves' }, 'sine waves drawn anew, never trained on'],
      [{ code: 'goals' }, 'goals drawn anew, never trained on'],
      [{ code: 'goalsInSector', from: 0, to: 90 }, 'goals in directions from 0° to 90°, never trained on'],
      [{ code: 'functions' }, 'functions drawn anew'],
      [{ code: 'moduleTasks' }, 'held-out tasks of the module'],
      [{ code: 'described', text: 'orders of 2025' }, 'orders of 2025'],
      ['as an earlier version said it', 'as an earlier version said it'],
    ];
    for (const [heldOut, words] of cases) assert.equal(describeHeldOut(heldOut, untranslated), words);
  });
});
