// Rules on weight decay: silent at usual rates, and with the share that a step takes away where that is no sensible one.

import assert from 'node:assert/strict';
import { applyOverrides } from '../../../src/experiment/applyOverrides.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assertProblem, experimentFile } from './markedText.ts';

const inner = (optimizer: string) => experimentFile({ algorithm: `{ "innerOptimizer": { ${optimizer} } }` });

describe('rules on weight decay', () => {
  it('accept the rates that are usual, of every kind and optimizer', () => {
    for (const kind of ['sgd', 'momentum', 'adam']) {
      for (const decay of ['"l2", "rate": 0.0005', '"decoupled", "rate": 0.01', '"factor", "factor": 0.999']) {
        const { problems } = readExperiment(inner(`"kind": "${kind}", "weightDecay": { "kind": ${decay} }`));
        assert.deepEqual(problems, [], `${kind}, ${decay}`);
      }
    }
  });

  it('large-weight-decay knows that a factor is what is left', () => {
    assertProblem(inner('"kind": "sgd", "weightDecay": { "kind": "factor", "factor": «0.0001» }'), {
      rule: 'large-weight-decay',
      severity: 'warning',
      message:
        'Weight decay takes 99.99 % of every parameter away in each inner step, and little of the initialization is left after a few. ' +
        '"factor" is what is left of a parameter; the reference code\'s flag is meant the same way, and 1 without it.',
    });
  });

  it('large-weight-decay multiplies by the learning rate, and sums up what momentum repeats', () => {
    assertProblem(inner('"kind": "sgd", "learningRate": 0.02, "weightDecay": { "kind": "decoupled", "rate": «10» }'), {
      rule: 'large-weight-decay',
      severity: 'warning',
      message:
        'Weight decay takes 20.00 % of every parameter away in each inner step, and little of the initialization is left after a few. ' +
        'What is taken away is "learningRate" times "rate".',
    });
    assertProblem(
      inner('"kind": "momentum", "learningRate": 0.01, "momentum": 0.9, "weightDecay": { "kind": "l2", "rate": «20» }'),
      {
        rule: 'large-weight-decay',
        severity: 'warning',
        message:
          'Weight decay takes more of every parameter away in each inner step than there is: a multiple, 2.000, and may diverge. ' +
          'What is taken away is "learningRate" times "rate".',
      },
    );
  });

  it('leave it to Adam what becomes of a penalty', () => {
    assert.deepEqual(
      readExperiment(inner('"kind": "adam", "weightDecay": { "kind": "l2", "rate": 1000 }')).problems,
      [],
    );
  });

  it('weight-decay-without-effect tells of a share that no parameter can show', () => {
    assertProblem(
      inner('"kind": "adam", "learningRate": 0.0001, "weightDecay": { "kind": "decoupled", "rate": «0.0001» }'),
      {
        rule: 'weight-decay-without-effect',
        severity: 'warning',
        message:
          'Weight decay would take 1.0e-8 of every parameter away in each inner step; parameters are numbers of 24 bits, ' +
          'of which less than 3.0e-8 rounds to nothing. What is taken away is "learningRate" times "rate".',
      },
    );
  });
});

describe('weight decay and clipping in an experiment file', () => {
  const plain = inner('"kind": "sgd"');

  it('are absent unless the file has them', () => {
    const { experiment } = readExperiment(plain);
    assert.deepEqual(Object.keys(experiment?.algorithm.innerOptimizer ?? {}), ['kind', 'learningRate', 'reduction']);
  });

  it('can be set key by key from the command line', () => {
    const place = 'algorithm.innerOptimizer';
    const applied = applyOverrides(plain, [
      `${place}.weightDecay={"kind":"l2","rate":0.001}`,
      `${place}.clipGradient.kind=norm`,
      `${place}.clipGradient.at=2`,
    ]);
    assert.equal(applied.kind, 'applied');
    const { experiment } = readExperiment(applied.kind === 'applied' ? applied.text : '');
    assert.deepEqual(experiment?.algorithm.innerOptimizer, {
      kind: 'sgd',
      learningRate: 0.02,
      reduction: 'mean',
      weightDecay: { kind: 'l2', rate: 0.001 },
      clipGradient: { kind: 'norm', at: 2 },
    });
  });

  it('refuse what would be no decay and no bound', () => {
    for (const wrong of [
      '"weightDecay": { "kind": "factor", "factor": 1 }',
      '"weightDecay": { "kind": "factor", "factor": 0 }',
      '"weightDecay": { "kind": "l2", "rate": 0 }',
      '"weightDecay": { "kind": "l2", "factor": 0.9 }',
      '"weightDecay": 0.0001',
      '"clipGradient": { "kind": "norm", "at": 0 }',
      '"clipGradient": { "kind": "value", "at": -1 }',
      '"clipGradient": { "kind": "norm" }',
    ]) {
      const { experiment, problems } = readExperiment(inner(`"kind": "adam", ${wrong}`));
      assert.equal(experiment, undefined, wrong);
      assert.ok(problems.length > 0, wrong);
    }
  });
});
