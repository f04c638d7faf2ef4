// What a person asks to vary at a start, put into the file's sweep.

import assert from 'node:assert/strict';
import { valueOfNode } from '../../../../src/experiment/documentValue.ts';
import { findValue } from '../../../../src/experiment/experimentDocument.ts';
import { parseText } from '../../../../src/experiment/parseText.ts';
import { applyChoices, splitValues } from '../../../../src/experiment/sweep/parseChoices.ts';
import { experimentFile } from '../markedText.ts';

function sweepOf(text: string, assignments: readonly string[], seeds?: number | readonly number[]) {
  const applied = applyChoices(text, { assignments, seeds });
  assert.ok(applied.kind === 'applied', JSON.stringify(applied));
  const node = findValue(parseText(applied.text).document, ['sweep']);
  return { sweep: node && valueOfNode(node), common: applied.common };
}

describe('values that are typed for a start', () => {
  it('are apart where a comma stands outside of brackets and quotes', () => {
    assert.deepEqual(splitValues('0.1, 0.2'), ['0.1', '0.2']);
    assert.deepEqual(splitValues('[40],[40, 40]'), ['[40]', '[40, 40]']);
    assert.deepEqual(splitValues('"a,b",{"c":"}"},d'), ['"a,b"', '{"c":"}"}', 'd']);
    assert.deepEqual(splitValues('"a\\",b"'), ['"a\\",b"']);
    assert.deepEqual(splitValues(''), ['']);
  });

  it('begin a grid where the file has no sweep, with those that do not vary apart', () => {
    assert.deepEqual(
      sweepOf(
        experimentFile({}),
        ['algorithm.metaStepSize=0.5,1', 'algorithm.metaBatch=2', 'model.activation=relu,tanh'],
        3,
      ),
      {
        sweep: { parameters: { 'algorithm.metaStepSize': [0.5, 1], 'model.activation': ['relu', 'tanh'] }, seeds: 3 },
        common: ['algorithm.metaBatch=2'],
      },
    );
  });

  it('join the parameters of the file’s sweep, and take the place of the same key', () => {
    const text = experimentFile({
      rest: '"sweep": { "method": "random", "draws": 4, "parameters": { "algorithm.metaBatch": [1, 2], "algorithm.innerSteps": [3, 4] } },',
    });
    assert.deepEqual(sweepOf(text, ['algorithm.metaBatch=5,6', 'algorithm.metaStepSize=0.5,1'], [4, 9]).sweep, {
      method: 'random',
      draws: 4,
      seeds: [4, 9],
      parameters: {
        'algorithm.metaBatch': [5, 6],
        'algorithm.innerSteps': [3, 4],
        'algorithm.metaStepSize': [0.5, 1],
      },
    });
  });

  it('may be seeds alone, beside one setting or those of a list', () => {
    assert.deepEqual(sweepOf(experimentFile({}), [], 2).sweep, { method: 'list', settings: [{}], seeds: 2 });
    const settings = [{ 'algorithm.metaBatch': 2 }, { 'algorithm.metaBatch': 3 }];
    const text = experimentFile({ rest: `"sweep": { "method": "list", "settings": ${JSON.stringify(settings)} },` });
    assert.deepEqual(sweepOf(text, [], 2).sweep, { method: 'list', settings, seeds: 2 });
    assert.equal(applyChoices(text, { assignments: ['algorithm.metaBatch=5,6'], seeds: undefined }).kind, 'refused');
  });

  it('leave a file as it is where nothing is asked, and are refused where a value cannot be set', () => {
    const text = experimentFile({});
    assert.deepEqual(applyChoices(text, { assignments: [], seeds: undefined }), { kind: 'applied', text, common: [] });
    assert.equal(applyChoices(text, { assignments: ['algorithm.nothing=1'], seeds: undefined }).kind, 'refused');
    assert.equal(applyChoices('[]', { assignments: ['a=1,2'], seeds: undefined }).kind, 'refused');
  });
});
