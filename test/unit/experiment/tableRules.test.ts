// What is said of a table in an experiment file before its data are read.

import assert from 'node:assert/strict';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assertProblem, experimentFile } from './markedText.ts';

const table = (columns: string, model = '{ "kind": "mlp" }') =>
  experimentFile({ task: `{ "kind": "table", "dataset": { "path": "ratings.csv", ${columns} } }`, model });

describe('rules on tables', () => {
  it('leave what is right alone', () => {
    const columns =
      '"taskColumn": "user", "features": ["age", { "column": "genre", "as": "category" }], "target": "rating"';
    assert.deepEqual(readExperiment(table(columns)).problems, []);
    assert.deepEqual(readExperiment(table(columns.replace('"rating"', '{ "column": "rating" }'))).problems, []);
  });

  it('column-named-twice', () => {
    assertProblem(table('"taskColumn": "user", "features": ["age", «"rating"»], "target": "rating"'), {
      rule: 'column-named-twice',
      message:
        'The column "rating" is the target already: the model would be given what it is to predict. Remove it here.',
    });
    assertProblem(table('"taskColumn": "user", "features": [«{ "column": "user" }»], "target": "rating"'), {
      rule: 'column-named-twice',
      message: 'The column "user" is the task column already: a column is one thing alone. Remove it here.',
    });
  });

  it('say what is wrong within the object that declares a column', () => {
    assertProblem(
      table('"taskColumn": "user", "features": [{ "column": "age", "as": «"numbr"» }], "target": "rating"'),
      {
        rule: 'unknown-value',
        message:
          '"task.dataset.features[0].as" cannot be "numbr"; it must be "number" or "category". Did you mean "number"?',
        fix: 'Change to "number"',
      },
    );
    assertProblem(
      table('"taskColumn": "user", "features": ["age"], "target": { "column": "rating", «"az"»: "number" }'),
      {
        rule: 'unknown-key',
        message: '"az" is no key of "task.dataset.target". Did you mean "as"?',
        fix: 'Change to "as"',
      },
    );
  });

  it('know that a table gives a vector, whatever its length', () => {
    const columns = '"taskColumn": "user", "features": ["age"], "target": "rating"';
    assertProblem(table(columns, '{ "kind": «"convnet"» }'), {
      rule: 'layers-do-not-fit',
      message: 'A convnet needs images, but a table gives numbers. Use "kind": "mlp".',
      fix: 'Set "model" to { "kind": "mlp" }',
    });
  });
});
