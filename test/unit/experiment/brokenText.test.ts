// Texts with syntax errors: what else is wrong with them is said, and nothing that only the error makes seem wrong.

import assert from 'node:assert/strict';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { generateExperiment } from './generateExperiments.ts';
import { seededChoices } from './seededChoices.ts';

const rest = `
  "model": { "kind": "mlp" },
  "algorithm": {
    "innerOptimizer": { "kind": "sgd", "learningRate": 0.02 }
  }
}`;

/** Rule and 1-based line of every problem. */
function problemsOf(text: string): string[] {
  return readExperiment(text).problems.map(({ rule, range }) => `${rule} ${range.start.line + 1}`);
}

describe('a text with a syntax error', () => {
  it('has its misspelt keys and wrong values told, before the error and after it', () => {
    const text = `{
  "nam": "x",
  "seed": -5,
  "description": oops,
  "task": { "kind": "sine", "shot": 5 },
  "tags": "one",${rest}`;
    assert.deepEqual(problemsOf(text), [
      'unknown-key 2',
      'out-of-range 3',
      'syntax 4',
      'unknown-key 5',
      'wrong-type 6',
    ]);
  });

  it('has all told that is wrong where only a comma is missing', () => {
    const text = `{
  "nam": "x"
  "seed": -5,${rest}`;
    assert.deepEqual(problemsOf(text), [
      'missing-key 1',
      'missing-key 1',
      'unknown-key 2',
      'syntax 3',
      'out-of-range 3',
    ]);
  });

  it('has its keys judged by the rules of meaning where only a comma is missing, or one too many', () => {
    const right = `{
  "name": "x",
  "task": { "kind": "sine", "domain": [5, -5] },${rest}`;
    for (const text of [right.replace('"x",', '"x"'), right.replace('"x",', '"x",,')])
      assert.ok(problemsOf(text).includes('reversed-interval 3'), problemsOf(text).join(', '));
  });

  it('has no rule asked that would compare a value with the default of one that is lost', () => {
    const text = `{
  "name": "x",
  "task": { "kind": "sine", "domain": [5, -5] },
  "seed": ,${rest}`;
    assert.deepEqual(problemsOf(text), ['syntax 4']);
  });

  it('has nothing missing where a word without quotes stands for it', () => {
    const text = `{
  "name": "x",
  "task": { "kind": sine, "shots": 10, "ways": 3 },${rest}`;
    assert.deepEqual(problemsOf(text), ['syntax 3']);
  });

  it('with a bracket missing, has no key called unknown that belongs further out', () => {
    const text = `{
  "name": "x",
  "sed": 3,
  "task": { "kind": "sine",${rest}`;
    assert.deepEqual(problemsOf(text), ['unknown-key 3', 'syntax 9']);
  });

  it('is read as nothing where it is no object at all', () => {
    assert.deepEqual(problemsOf('"name": "x",\n"sed": 3'), ['syntax 1']);
  });

  it('has no problem that the right text does not have, wherever one character is lost, put in or changed', () => {
    let broken = 0;
    for (let seed = 3000; seed < 3060; seed++) {
      const choices = seededChoices(seed);
      const right = JSON.stringify(generateExperiment(choices), null, 2);
      const known = new Set(readExperiment(right).problems.map(({ rule, message }) => `${rule} ${message}`));
      const marks = [...right.matchAll(/[{}[\],:"]/g)].map(({ index }) => index);
      for (let slip = 0; slip < 60; slip++) {
        const at = choices.pick(marks);
        const put = choices.pick(['', ...'{}[],:"x']);
        const text = right.slice(0, at) + put + right.slice(choices.flag() ? at : at + 1);
        const { experiment, problems } = readExperiment(text);
        if (!problems.some(({ rule }) => rule === 'syntax')) continue;
        broken++;
        assert.equal(experiment, undefined);
        const others = problems.filter(({ rule, message }) => rule !== 'syntax' && !known.has(`${rule} ${message}`));
        assert.deepEqual(
          others.map(({ message }) => message),
          [],
          text,
        );
      }
    }
    assert.ok(broken > 2000, `${broken} texts`);
  });
});
