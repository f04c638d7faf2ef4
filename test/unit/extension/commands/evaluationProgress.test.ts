// What a notification says of an evaluation: once what is done, apart from each other, with a bar that grows.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatPlainProgress } from '../../../../src/cli/progressLine.ts';
import { readProgress, reportProgress } from '../../../../src/extension/commands/evaluationProgress.ts';

const lineOf = (done: number, total: number) =>
  formatPlainProgress({ label: 'evaluating', done, total, unit: 'tasks', speed: 6.1, secondsLeft: 144, note: '' });

describe('the progress of an evaluation', () => {
  it('says each thing once, as the command line tells it', () => {
    assert.deepEqual(readProgress(lineOf(250, 1000)), {
      message: '250 / 1,000 · 6.1 tasks/s · 2:24 left',
      share: 0.25,
    });
    assert.deepEqual(readProgress('Reading texts'), { message: 'Reading texts', share: undefined });
  });

  it('grows from run to run up to all of them, and never back', () => {
    const told: (number | undefined)[] = [];
    const hear = reportProgress((_, increment) => told.push(increment), 2);
    for (const line of [lineOf(50, 100), lineOf(100, 100), 'Reading texts', lineOf(25, 100), lineOf(100, 100)])
      hear(line);
    assert.deepEqual(told, [25, 25, undefined, 12.5, 37.5]);
  });
});
