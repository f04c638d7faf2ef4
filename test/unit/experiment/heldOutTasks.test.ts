// Which settings make held-out tasks others.

import assert from 'node:assert/strict';
import { differencesOfTasks, textOfHeldOut } from '../../../src/experiment/heldOutTasks.ts';

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

describe('what is held out', () => {
  const of = (changes: object) => textOfHeldOut({ task: { ...task, ...changes } });
  const folder = { source: 'folder', path: '/home/a/birds', heldOutClasses: ['x', 'y'], splitSeed: 0, size: 28 };
  const module = (settings: unknown, path = 'own.ts') => of({ kind: 'module', dataset: undefined, path, settings });

  it('is the same however many samples a task has, however they are encoded, and wherever the project lies', () => {
    assert.equal(of({ ways: 20, shots: 5, queries: 15, trainShots: 3, rotations: true }), of({}));
    const elsewhere = { size: 14, path: 'C:\\data\\birds', invert: true, splitSeed: 0, heldOutClasses: ['x', 'y'] };
    assert.equal(of({ dataset: { ...elsewhere, source: 'folder' } }), of({ dataset: { ...folder, invert: true } }));
  });

  it('is another where other classes are, or where tasks are made otherwise', () => {
    const changes = [
      {},
      { heldOutClasses: ['x'] },
      { splitSeed: 1 },
      { path: '/home/a/dogs' },
      { evaluateOn: 'validation' },
    ];
    const texts = changes.map((change) => of({ dataset: { ...folder, ...change } }));
    assert.equal(new Set(texts).size, changes.length);
    assert.notEqual(of({ split: { by: 'seed', seed: 0 } }), of({ split: { by: 'seed', seed: 1 } }));
    assert.notEqual(of({ episodes: { path: 'a.csv' } }), of({ episodes: { path: 'b.csv' } }));
    assert.equal(
      new Set([{ spring: { k: 1 } }, { spring: { k: 3 } }, { ways: 2 }, {}].map((one) => module(one))).size,
      4,
    );
    assert.notEqual(module({}, 'a.ts'), module({}, 'b.ts'));
  });
});
