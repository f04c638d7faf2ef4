// The form of a start: keys with what the file says, problems by the rules of the file, and how many runs it makes.

import assert from 'node:assert/strict';
import { chosenIn, formInTurns, formOf } from '../../../../src/extension/start/formOf.ts';
import { lookAt } from '../../../../src/extension/start/textLook.ts';
import { assignmentsOf } from '../../../../src/extension/start/typedChoices.ts';
import { noChoices, type StartChoices } from '../../../../src/panel/startMessages.ts';
import { untranslated } from '../../../../src/words/translate.ts';

const text = `{
  // A comment.
  "name": "Waves",
  "task": { "kind": "sine" },
  "model": { "kind": "mlp", "hidden": [64, 64] },
  "algorithm": { "kind": "reptile", "metaIterations": 1000, "innerSteps": 5, "innerBatch": 10,
    "innerOptimizer": { "kind": "adam", "learningRate": 0.02 } }
}`;
const form = (values: StartChoices['values'], seeds = '') => formOf(text, { values, seeds }, untranslated);
const fieldOf = (name: string, values: StartChoices['values'] = {}) =>
  form(values).fields.find((field) => field.name === name);

describe('the form of a start', () => {
  it('has the keys of the experiment, with what the file says and what may stand there', () => {
    assert.equal(form({}).name, 'Waves');
    assert.deepEqual(fieldOf('algorithm.metaIterations'), {
      name: 'algorithm.metaIterations',
      section: 'algorithm',
      description: fieldOf('algorithm.metaIterations')?.description,
      allowed: 'a whole number from 1 to 1,000,000,000',
      choices: null,
      isNumber: true,
      inFile: '1000',
    });
    assert.match(fieldOf('algorithm.metaIterations')?.description ?? '', /\w/);
    assert.equal(fieldOf('model.hidden')?.inFile, '[64, 64]');
    assert.equal(fieldOf('algorithm.kind')?.inFile, 'reptile');
    assert.ok(fieldOf('algorithm.kind')?.choices?.includes('maml'));
    assert.deepEqual(fieldOf('evaluation.transductive')?.choices, ['true', 'false']);
    assert.equal(fieldOf('seed'), undefined);
  });

  it('has the keys of what is chosen, and keeps what is set and is no key any more', () => {
    assert.equal(fieldOf('model.filters'), undefined);
    const changed = { 'model.kind': 'convnet', 'model.hidden': '[32]' };
    assert.ok(fieldOf('model.filters', changed) !== undefined);
    assert.equal(fieldOf('model.hidden', { 'model.kind': 'convnet' }), undefined);
    assert.equal(fieldOf('model.hidden', changed)?.inFile, '[64, 64]');
    assert.match(form(changed).problems['model.kind'] ?? form(changed).problems['model.hidden'] ?? '', /\w/);
  });

  it('says what is wrong by the rules of the file, of each value', () => {
    const { problems, problem } = form({
      'algorithm.metaIterations': '0',
      'algorithm.innerOptimizer.learningRate': '0.1, abc',
      'algorithm.innerSteps': '5,5',
      'algorithm.metaBatch': '4',
    });
    assert.deepEqual(Object.keys(problems).sort(), [
      'algorithm.innerOptimizer.learningRate',
      'algorithm.innerSteps',
      'algorithm.metaIterations',
    ]);
    assert.match(problems['algorithm.innerOptimizer.learningRate'] ?? '', /This is the text "abc"/);
    assert.equal(problems['algorithm.innerSteps'], 'A value stands there twice.');
    assert.equal(problem, null);
  });

  it('takes what is wrong by itself and right with what else is set', () => {
    const alone = form({ 'algorithm.innerOptimizer.kind': 'sgd' });
    assert.deepEqual([alone.problems, alone.problem], [{}, null]);
    const set = form({ 'algorithm.kind': 'maml', 'algorithm.innerOptimizer.kind': 'sgd' });
    assert.deepEqual([set.problems, set.problem], [{}, null]);
    assert.match(form({ 'algorithm.kind': 'maml' }).problems['algorithm.kind'] ?? '', /must be "sgd"/);
  });

  it('says what is wrong with the file', () => {
    assert.match(formOf('{ "task": ', noChoices, untranslated).problem ?? '', /\w/);
  });

  it('counts runs, and knows a sweep', () => {
    const runsOf = ({ runs, isSweep }: ReturnType<typeof form>) => [runs, isSweep];
    assert.deepEqual(runsOf(form({})), [1, false]);
    assert.deepEqual(runsOf(form({ 'algorithm.innerSteps': '5, 10,20', 'model.hidden': '[8],[16]' })), [6, true]);
    assert.deepEqual(runsOf(form({ 'algorithm.innerSteps': '5,10' }, '3')), [6, true]);
    assert.deepEqual(runsOf(form({}, '1, 4')), [2, true]);
    const { seedsProblem, runs } = form({}, '0');
    assert.match(seedsProblem ?? '', /^A whole number/);
    assert.equal(runs, 1);
  });

  it('is started with what chooses keys before those keys, in whatever order it was typed', () => {
    const values = { 'model.filters': '8', 'algorithm.metaBatch': ' ', 'model.kind': 'convnet' };
    const chosen = chosenIn(text, { values, seeds: ' 3 ' });
    assert.deepEqual([assignmentsOf(chosen), chosen.seeds], [['model.kind=convnet', 'model.filters=8'], '3']);
  });

  it('of a long file gives others turns, is left when it is outdated, and tries no more values than it may', async () => {
    const settings = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, index]));
    const base = JSON.parse(text.replace('// A comment.', ''));
    const long = JSON.stringify({ ...base, task: { kind: 'module', path: 'own.ts', settings } });
    const values = { 'algorithm.innerSteps': '1,2,3', 'algorithm.metaBatch': '4' };
    const choices = { values, seeds: '' };
    let asked = 0;
    const isOutdated = () => ++asked > 3;
    assert.equal(await formInTurns(long, choices, { translate: untranslated, isOutdated }), undefined);
    assert.equal(asked, 4);
    const whole = await formInTurns(long, choices, { translate: untranslated, isOutdated: () => false });
    assert.deepEqual(whole, formOf(long, choices, untranslated));
    // The last of a hundred values is wrong: of a short file it is tried, of a long one the start does.
    const hundred = [...Array.from({ length: 99 }, (_, index) => index + 1), 0].join();
    const problemsIn = (file: string) =>
      formOf(file, { values: { 'algorithm.innerSteps': hundred }, seeds: '' }, untranslated).problems;
    assert.match(problemsIn(text)['algorithm.innerSteps'] ?? '', /must be/);
    assert.deepEqual(problemsIn(long), {});
  });

  it('reads a file once for what stays the same, whatever is typed beside it', () => {
    const look = lookAt(text);
    assert.equal(lookAt(`${text.slice(0, 1)}${text.slice(1)}`), look);
    assert.equal(look.keysWith(['algorithm.kind=maml']), look.keysWith(['algorithm.kind=maml']));
    assert.notEqual(lookAt(text.replace('Waves', 'Others')), look);
  });
});
