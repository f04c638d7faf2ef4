// What the run browser says above its rows: nothing where the welcome text of an empty list says it.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { untranslated } from '../../../../src/base/translate.ts';
import { describeWrongSetting, type ViewedRuns, viewMessage } from '../../../../src/extension/tree/viewMessage.ts';

const none: ViewedRuns = { filter: '', shown: 0, all: 0, problems: [] };
const messageOf = (viewed: Partial<ViewedRuns>) => viewMessage({ ...none, ...viewed }, untranslated);

describe('the message above the runs', () => {
  it('is empty for no runs, for all of them, and where none matches, which the welcome text says', () => {
    const viewed = [{}, { shown: 2, all: 2 }, { filter: 'seed=1', all: 2 }];
    assert.deepEqual(viewed.map(messageOf), ['', '', '']);
  });

  it('says what the runs were chosen by', () => {
    assert.equal(messageOf({ filter: 'seed=1', shown: 1, all: 2 }), 'Showing runs that match “seed=1”');
    assert.equal(messageOf({ all: 2 }), 'All runs here are archived (2).');
  });

  it('says what keeps runs from being there, first, of many the first, and what the welcome text cannot say then', () => {
    const problems = ['a is away.', 'b is away.', 'c is away.'];
    assert.equal(messageOf({ problems }), 'a is away. b is away. c is away.');
    const five = [...problems, 'd is away.', 'e is away.'];
    assert.equal(messageOf({ problems: five }), 'a is away. b is away. c is away. And 2 more.');
    const [one = ''] = problems;
    assert.equal(messageOf({ problems: [one], filter: 'seed=1' }), 'a is away. No run matches “seed=1”');
    assert.equal(
      messageOf({ problems: [one], filter: 'seed=1', shown: 1, all: 1 }),
      'a is away. Showing runs that match “seed=1”',
    );
  });

  it('names a setting that does not count', () => {
    assert.equal(
      describeWrongSetting('reptileLab.runsFolder (other)', untranslated),
      'The setting reptileLab.runsFolder (other) does not count, as its value is of the wrong kind. Change it.',
    );
  });
});
