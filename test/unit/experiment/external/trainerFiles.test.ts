// Experiment files that name another program as the trainer: what is read, what is said of what is wrong, and sweeps.

import assert from 'node:assert/strict';
import path from 'node:path';
import { applyOverrides } from '../../../../src/experiment/applyOverrides.ts';
import { applyTextEdits } from '../../../../src/experiment/experimentDocument.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { readExperimentFile } from '../../../../src/experiment/sweep/readExperimentFile.ts';

const fileOf = (trainer: object, others: object = {}) => JSON.stringify({ name: 'x', trainer, ...others });
const rulesOf = (text: string) => readExperimentFile(text).problems.map(({ rule }) => rule);

describe('an experiment file with a trainer', () => {
  it('is read with every default written out, and is none of ours', () => {
    const { experiment, external, problems } = readExperiment(fileOf({ command: ['./train'] }));
    assert.deepEqual([experiment, problems], [undefined, []]);
    assert.deepEqual(external, {
      name: 'x',
      description: '',
      tags: [],
      seed: 0,
      trainer: { command: ['./train'], parameters: {}, stop: 'signal', stopSeconds: 10, pause: 'none' },
    });
  });

  it('leaves files without a trainer to our own schema, whatever else is wrong with them', () => {
    const { experiment, external } = readExperiment('{ "name": "x" }');
    assert.deepEqual([experiment, external], [undefined, undefined]);
    assert.deepEqual(rulesOf('{ "name": "x" }'), ['missing-key', 'missing-key', 'missing-key']);
  });

  it('names what is wrong where it stands', () => {
    const wrong: readonly (readonly [text: string, ...rules: string[]])[] = [
      [fileOf({}), 'missing-key'],
      [fileOf({ command: [] }), 'out-of-range'],
      [fileOf({ command: 'python3 train.py' }), 'wrong-type'],
      [fileOf({ command: ['a'], stopp: 'file' }), 'unknown-key'],
      [fileOf({ command: ['a'], stop: 'files' }), 'unknown-value'],
      [fileOf({ command: ['a'], parameters: { lr: [1] } }), 'wrong-type'],
      [fileOf({ command: ['a', 'b\0c'] }), 'unusable-text'],
      [fileOf({ command: ['a'] }, { task: { kind: 'sine' } }), 'unknown-key'],
      [fileOf({ command: ['a', '${parameters.lr}'] }), 'trainer-parameter'],
      [fileOf({ command: ['a'], resume: ['a', '${parameters.lr}'] }), 'trainer-parameter'],
      ['{ "name": "x", "trainer": null }', 'wrong-type'],
    ];
    for (const [text, ...rules] of wrong) assert.deepEqual(rulesOf(text), rules, text);
  });

  it('proposes the parameter that was meant, and the proposal mends the file', () => {
    const text = fileOf({ command: ['a', '--lr=${parameters.lrr}'], parameters: { lr: 0.1 } });
    const [problem] = readExperiment(text).problems;
    assert.ok(problem?.fix !== undefined && problem.message.includes('Did you mean "lr"?'));
    const mended = readExperiment(applyTextEdits(text, problem.fix.edits));
    assert.deepEqual(mended.problems, []);
    assert.deepEqual(mended.external?.trainer.command, ['a', '--lr=${parameters.lr}']);
  });

  it('names a program with a folder that is not there, and leaves others to the system', () => {
    const options = { folder: path.resolve('/work'), pathExists: () => false };
    const missing = readExperiment(fileOf({ command: ['./train'] }), options);
    assert.deepEqual(
      missing.problems.map(({ rule }) => rule),
      ['trainer-program'],
    );
    assert.equal(missing.external, undefined);
    assert.deepEqual(readExperiment(fileOf({ command: ['python3', './no.py'] }), options).problems, []);
    assert.deepEqual(
      readExperiment(fileOf({ command: ['./train'] }), { ...options, pathExists: () => true }).problems,
      [],
    );
  });

  it('takes values of the command line, and refuses keys of ours', () => {
    const text = fileOf({ command: ['a'], parameters: { lr: 0.1 } });
    const set = (...assignments: string[]) => {
      const applied = applyOverrides(text, assignments);
      return applied.kind === 'applied' ? readExperiment(applied.text).external?.trainer.parameters : applied.message;
    };
    assert.deepEqual(set('trainer.parameters.lr=0.5', 'trainer.parameters.net=wide'), { lr: 0.5, net: 'wide' });
    assert.match(String(set('algorithm.metaIterations=3')), /no key of the experiment/);
  });

  it('is swept over its parameters', () => {
    const sweep = {
      parameters: { 'trainer.parameters.lr': [0.1, 0.2], 'trainer.parameters.net': ['a', 'b'] },
      seeds: 2,
    };
    const { plan, problems } = readExperimentFile(
      fileOf({ command: ['a'], parameters: { lr: 1, net: 'a' } }, { sweep }),
    );
    assert.deepEqual([plan?.settings.length, plan?.seeds, problems], [4, [0, 1], []]);
  });

  it('is not swept by halving, which goes on from checkpoints of ours', () => {
    const sweep = { parameters: { 'trainer.parameters.lr': [0.1, 0.2] }, successiveHalving: { firstRung: 10 } };
    assert.deepEqual(rulesOf(fileOf({ command: ['a'], parameters: { lr: 1 } }, { sweep })), ['sweep-halving']);
  });
});
