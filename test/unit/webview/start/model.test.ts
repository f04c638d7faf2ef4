// The form's model: what is set beside what the file says, when it can be started, and which keys are shown.

import assert from 'node:assert/strict';
import { formOf } from '../../../../src/extension/start/formOf.ts';
import type { StartChoices } from '../../../../src/panel/startMessages.ts';
import { untranslated } from '../../../../src/words/translate.ts';
import {
  initialStartModel,
  readyForm,
  reduceStart,
  type StartModel,
  sectionsOf,
} from '../../../../webview/start/model.ts';

const text =
  '{ "name": "Waves", "task": { "kind": "sine" }, "model": { "kind": "mlp", "hidden": [8] }, "algorithm": { "kind": "reptile", "metaIterations": 9, "innerSteps": 5, "innerBatch": 10, "innerOptimizer": { "kind": "sgd", "learningRate": 0.02 } } }';
const told = (model: StartModel, choices: StartChoices = model.choices) =>
  reduceStart(model, formOf(text, choices, untranslated));

function set(model: StartModel, name: string, typed: string): StartModel {
  const field = model.form?.fields.find((each) => each.name === name);
  assert.ok(field !== undefined);
  return reduceStart(model, { kind: 'set', field, typed });
}

describe('the model of the form', () => {
  it('begins with what was set before, and keeps what is typed while the host answers', () => {
    const before = { values: { 'algorithm.innerSteps': '7' }, seeds: '2' };
    const first = told(initialStartModel(), before);
    assert.deepEqual(first.choices, before);
    const typed = set(first, 'algorithm.innerSteps', '8');
    assert.deepEqual(told(typed, before).choices.values, { 'algorithm.innerSteps': '8' });
  });

  it('sets what is other than in the file', () => {
    const model = told(initialStartModel());
    const changed = set(model, 'algorithm.innerSteps', '6');
    assert.deepEqual(changed.choices.values, { 'algorithm.innerSteps': '6' });
    for (const typed of ['5', ' 5 ', ''])
      assert.deepEqual(set(changed, 'algorithm.innerSteps', typed).choices.values, {}, typed);
  });

  it('can be started once what is typed was checked and nothing is wrong', () => {
    assert.equal(readyForm(initialStartModel()), null);
    const model = told(initialStartModel());
    assert.equal(readyForm(model)?.runs, 1);
    const changed = set(model, 'algorithm.innerSteps', '6,7');
    assert.equal(readyForm(changed), null);
    assert.equal(readyForm(told(changed))?.runs, 2);
    assert.equal(readyForm(told(set(model, 'algorithm.innerSteps', '0'))), null);
    assert.equal(readyForm(told(reduceStart(model, { kind: 'seeds', typed: 'many' }))), null);
    const starting = reduceStart(model, { kind: 'starting' });
    assert.equal(readyForm(starting), null);
    assert.equal(readyForm(reduceStart(starting, { kind: 'ended' }))?.runs, 1);
  });

  it('shows the keys that are looked for, and those that are set', () => {
    const model = set(told(initialStartModel()), 'model.hidden', '[16]');
    const names = (search: string) =>
      sectionsOf(reduceStart(model, { kind: 'search', text: search })).flatMap(({ fields }) =>
        fields.map(({ name }) => name),
      );
    assert.ok(names('').length > 10);
    assert.deepEqual(names('algorithm.INNERsteps'), ['model.hidden', 'algorithm.innerSteps']);
    assert.deepEqual(
      sectionsOf(model)
        .map(({ name, set: count }) => [name, count])
        .find(([, count]) => count !== 0),
      ['model', 1],
    );
  });
});
