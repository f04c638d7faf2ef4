// Terms and their hashes: the documented rule, in many scripts.

import assert from 'node:assert/strict';
import { bucketOf, tokensOf } from '../../../../src/tasks/text/hashedEncoding.ts';
import { normalForm, termsOf, wordsOf } from '../../../../src/tasks/text/terms.ts';

describe('terms of a text', () => {
  it('are runs of letters, marks and digits, with apostrophes inside', () => {
    assert.deepEqual(wordsOf("What’s my bank's A/C-number? It's 42!"), [
      "what's",
      'my',
      "bank's",
      'a',
      'c',
      'number',
      "it's",
      '42',
    ]);
    assert.deepEqual(wordsOf("'quoted' rock 'n' roll"), ['quoted', 'rock', 'n', 'roll']);
    assert.deepEqual(wordsOf('ＦＵＬＬ width, ﬁne ① İstanbul'), ['full', 'width', 'fine', '1', 'i̇stanbul']);
    assert.deepEqual(wordsOf('naïve café'), wordsOf('naïve café'));
    assert.deepEqual(wordsOf('… ?! — 🙂'), []);
  });

  it('are single characters in scripts without spaces', () => {
    assert.deepEqual(wordsOf('东京 tower へ'), ['东', '京', 'tower', 'へ']);
    assert.deepEqual(wordsOf('สวัสดี'), ['ส', 'วั', 'ส', 'ดี']);
    assert.deepEqual(wordsOf('как дела'), ['как', 'дела']);
  });

  it('are runs of words, and pieces of words with their ends marked', () => {
    assert.deepEqual(
      [...termsOf('turn it off', { wordNgrams: 3 })],
      ['turn', 'it', 'off', 'turn it', 'it off', 'turn it off'],
    );
    assert.deepEqual(
      [...termsOf('is it', { wordNgrams: 1, characterNgrams: [2, 3] })],
      ['is', 'it', '#<i', '#is', '#s>', '#<is', '#is>', '#<i', '#it', '#t>', '#<it', '#it>'],
    );
    assert.deepEqual([...termsOf('a', { wordNgrams: 2, characterNgrams: [3, 4] })], ['a']);
  });

  it('tell samples apart by their words alone', () => {
    assert.equal(normalForm('Book  a flight!'), normalForm('book a flight'));
    assert.notEqual(normalForm('book a flight'), normalForm('book flight a'));
  });

  it('become tokens below the number of buckets, the same ones everywhere', () => {
    // mmh3.hash('flight', 7, signed=False) % 1000 and so on, from the Python package mmh3.
    assert.deepEqual(
      ['flight', 'straße', '#<fl'].map((term) => bucketOf(term, 1000, 7)),
      [106, 440, 618],
    );
    const settings = { wordNgrams: 2, buckets: 50, maxTokens: 4, seed: 0 };
    const tokens = tokensOf('cancel my flight to rome', settings);
    assert.deepEqual(
      tokens,
      ['cancel', 'my', 'flight', 'to'].map((term) => bucketOf(term, 50, 0)),
    );
    assert.notDeepEqual(tokensOf('cancel my flight to rome', { ...settings, seed: 1 }), tokens);
  });
});
