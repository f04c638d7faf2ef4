// Rules on measuring training classes.

import assert from 'node:assert/strict';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assertProblem, experimentFile } from './markedText.ts';

const withTask = (task: string, value = 'true') =>
  experimentFile({ task, rest: `"evaluation": { "tasks": 5, "trainingClasses": ${value} },` });

describe('rules on training classes', () => {
  it('training-classes-unmeasurable', () => {
    assertProblem(withTask('{ "kind": "module", "path": "x.mjs" }', '«true»'), {
      rule: 'training-classes-unmeasurable',
      message: '"trainingClasses" is true, but training tasks of a module have no queries to measure. Set it to false.',
      fix: 'Set "trainingClasses" to false',
    });
  });

  it('training-classes-alike', () => {
    assertProblem(withTask('{ "kind": "sine" }', '«true»'), {
      rule: 'training-classes-alike',
      severity: 'information',
      message:
        'Training and held-out tasks are drawn from the same family here: their figures will differ by chance alone.',
      fix: 'Set "trainingClasses" to false',
    });
    for (const task of ['{ "kind": "images", "dataset": { "source": "mnist" } }', '{ "kind": "sine" }']) {
      const value = task.includes('sine') ? 'false' : 'true';
      const found = readExperiment(withTask(task, value)).problems.map(({ rule }) => rule);
      assert.ok(!found.some((rule) => rule.startsWith('training-classes')), found.join());
    }
  });
});
