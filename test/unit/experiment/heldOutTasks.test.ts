// Which settings make held-out tasks others.

import assert from 'node:assert/strict';
import { differencesOfTasks } from '../../../src/experiment/heldOutTasks.ts';

const task = { kind: 'images', dataset: { source: 'omniglot' }, ways: 5, shots: 1, queries: 1, trainShots: 10 };
const differs = (first: object, second: object) =>
  differencesOfTasks({ task: { ...task, ...first } }, { task: { ...task, ...second } }).map(({ key }) => key);

describe('differences of held-out tasks', () => {
  it('are no settings of training', () => {
    assert.deepEqual(differs({ trainShots: 15, rotations: true }, { rotations: false }), []);
    assert.deepEqual(differs({ shots: 5 }, {}), ['task.shots']);
  });

  it('are groupings and turned classes, but not where what is meant anyway is written out', () => {
    const meantAnyway = { heldOutRotations: false, grouping: { classes: 'any', queries: 'any' } };
    assert.deepEqual(differs({}, meantAnyway), []);
    assert.deepEqual(differs({ heldOutRotations: true }, meantAnyway), ['task.heldOutRotations']);
    assert.deepEqual(differs({ grouping: { classes: 'oneGroup', queries: 'any' } }, {}), ['task.grouping']);
    const [drawers, alphabet] = [
      { grouping: { classes: 'oneGroup', queries: 'oneOtherMaker' } },
      { grouping: { classes: 'oneGroup', queries: 'any' } },
    ];
    assert.deepEqual(differs(drawers, alphabet), ['task.grouping.queries']);
  });
});
