// What a starting run is busy with, as it is said in a line and in a bar.

import assert from 'node:assert/strict';
import { loadActivities } from '../../../src/tasks/loadOptions.ts';
import { activityWords, describeLoading } from '../../../src/words/describeLoading.ts';
import { untranslated } from '../../../src/words/translate.ts';

describe('what a starting run is busy with', () => {
  it('is said with how far it is, and the same in a line and in two words', () => {
    const progress = { done: 12_000, total: 60_000 };
    assert.deepEqual(
      loadActivities.map((activity) => describeLoading({ activity, ...progress }, untranslated)),
      [
        'decoding 12,000 of 60,000 images',
        'analysing 12,000 of 60,000 recordings',
        'encoding 12,000 of 60,000 texts',
        'reading 12,000 of 60,000 MB of figures',
      ],
    );
    for (const activity of loadActivities) {
      const words = { ...activityWords(activity, untranslated), ...progress };
      assert.equal(describeLoading(words, untranslated), describeLoading({ activity, ...progress }, untranslated));
    }
  });
});
