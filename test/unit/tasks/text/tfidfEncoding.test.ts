// TF-IDF against scikit-learn's numbers, and what becomes of terms that no training text holds.

import assert from 'node:assert/strict';
import { fitVocabulary, type TfidfSettings, weighTerms } from '../../../../src/tasks/text/tfidfEncoding.ts';

const training = [
  'book a flight to rome',
  'cancel the flight',
  'what is my balance',
  'transfer money to my savings',
  'is the flight late',
];
const settings: TfidfSettings = { wordNgrams: 2, maxFeatures: 1000, unknownBuckets: 0, seed: 0 };

// TfidfVectorizer(token_pattern=r'[^\s]+', ngram_range=(1, 2)) of scikit-learn, fitted to the texts above.
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'book the flight to rome': {
    book: 0.39524574252810757,
    flight: 0.26470068018333703,
    'flight to': 0.39524574252810757,
    rome: 0.39524574252810757,
    the: 0.31888177640211135,
    'the flight': 0.31888177640211135,
    to: 0.31888177640211135,
    'to rome': 0.39524574252810757,
  },
  'is my flight late is it': {
    flight: 0.25867246319264037,
    'flight late': 0.38624452991710023,
    is: 0.623239309487588,
    'is my': 0.38624452991710023,
    late: 0.38624452991710023,
    my: 0.311619654743794,
  },
  savings: {
    savings: 1.0,
  },
};

describe('TF-IDF', () => {
  const vocabulary = fitVocabulary(training, settings);
  const names = new Map([...vocabulary.features].map(([term, feature]) => [feature, term]));

  it("weighs terms as scikit-learn's TfidfVectorizer does", () => {
    for (const [text, row] of Object.entries(expected)) {
      const { features, weights } = weighTerms(text, vocabulary, settings);
      assert.deepEqual(features.map((feature) => names.get(feature)).sort(), Object.keys(row).sort());
      features.forEach((feature, index) => {
        const wanted = row[names.get(feature) ?? ''] ?? Number.NaN;
        assert.ok(Math.abs((weights[index] ?? Number.NaN) - wanted) < 1e-12, `${names.get(feature)} in ${text}`);
      });
    }
  });

  it('keeps the terms that occur most often, and of equals the alphabetically first', () => {
    const small = fitVocabulary(training, { ...settings, wordNgrams: 1, maxFeatures: 5 });
    assert.deepEqual([...small.features.keys()], ['flight', 'is', 'my', 'the', 'to']);
  });

  it('drops terms outside the vocabulary, or counts them in buckets of their own', () => {
    assert.deepEqual(weighTerms('bonjour', vocabulary, settings), { features: [], weights: [] });
    const hashing = { ...settings, unknownBuckets: 8 };
    const { features, weights } = weighTerms('bonjour flight', vocabulary, hashing);
    const unknown = features.filter((feature) => feature >= settings.maxFeatures);
    assert.ok(unknown.length > 0 && unknown.every((feature) => feature < settings.maxFeatures + 8));
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
    assert.ok(Math.abs(length - 1) < 1e-12);
    assert.equal(vocabulary.unknownRarity, Math.log(6) + 1);
  });
});
