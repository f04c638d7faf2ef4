// Rules on control tasks.

import assert from 'node:assert/strict';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assertProblem, experimentFile } from './markedText.ts';

describe('rules on control tasks', () => {
  it('reversed-goal-interval', () => {
    for (const [kind, key, value] of [
      ['navigation', 'goalRange', '0.5, -0.5'],
      ['arm', 'goalDistance', '0.9, 0.4'],
      ['arm', 'goalDirection', '180, 0'],
      ['arm', 'heldOutSector', '45, -45'],
    ] as const) {
      const [low, high] = value.split(', ');
      assertProblem(experimentFile({ task: `{ "kind": "${kind}", "${key}": «[${value}]» }` }), {
        rule: 'reversed-goal-interval',
        message: `"${key}" runs from ${low} down to ${high}. Put the smaller number first.`,
        fix: `Set "${key}" to [${high}, ${low}]`,
      });
    }
  });

  it('held-out-sector-of-all', () => {
    assertProblem(experimentFile({ task: '{ "kind": "navigation", "heldOutSector": «[0, 360]» }' }), {
      rule: 'held-out-sector-of-all',
      message: 'The sector from 0° to 360° holds every direction: no goal is left to train on.',
    });
    assertProblem(experimentFile({ task: '{ "kind": "arm", "heldOutSector": «[90, 90]» }' }), {
      rule: 'held-out-sector-of-all',
      message: 'The sector is the single direction 90°: no goal is left to measure on.',
    });
  });

  it('goal-out-of-reach', () => {
    assertProblem(experimentFile({ task: '{ "kind": "arm", "goalDistance": «[0.5, 1.2]» }' }), {
      rule: 'goal-out-of-reach',
      severity: 'warning',
      message:
        'Goals lie 0.5 to 1.2 m from the shoulder, but the fingertip gets only 0 to 1 m away from it. Change "goalDistance", or the links.',
    });
    assertProblem(
      experimentFile({ task: '{ "kind": "arm", "linkLengths": [0.7, 0.2], "goalDistance": «[0.4, 0.8]» }' }),
      {
        rule: 'goal-out-of-reach',
        severity: 'warning',
        message:
          'Goals lie 0.4 to 0.8 m from the shoulder, but the fingertip gets only 0.5 to 0.9 m away from it. Change "goalDistance", or the links.',
      },
    );
    assertProblem(experimentFile({ task: '{ "kind": "arm", "goalDistance": «[-1, 0.8]» }' }), {
      rule: 'goal-out-of-reach',
      severity: 'warning',
      message: '"goalDistance" begins at -1: a distance is 0 or more.',
      fix: 'Set "goalDistance" to [0, 0.8]',
    });
  });

  it('batch-norm-in-policy', () => {
    const task = '{ "kind": "navigation" }';
    const model =
      '{ "kind": "layers", "layers": «[{ "kind": "dense", "units": 9 }, { "kind": "batchNorm" }, { "kind": "relu" }]» }';
    assertProblem(experimentFile({ task, model }), {
      rule: 'batch-norm-in-policy',
      message:
        'Batch norm normalises over the batch at hand: one time step of all trajectories while the policy acts, all time steps while it learns. ' +
        'So the gradient would be that of another policy. Leave batch norm out.',
    });
  });

  it('setting-without-effect-on-control', () => {
    const task = '{ "kind": "navigation", "trajectories": 40 }';
    const algorithm = '{ "innerBatch": «10», "innerOptimizer": { "kind": "sgd" } }';
    assertProblem(experimentFile({ task, algorithm }), {
      rule: 'setting-without-effect-on-control',
      severity: 'information',
      message:
        '"innerBatch" changes nothing in a control task: each step is taken on all time steps of "trajectories" (40) fresh trajectories. Leave it ' +
        'out.',
    });
    assertProblem(experimentFile({ task, rest: '"evaluation": { "transductive": «true» },' }), {
      rule: 'setting-without-effect-on-control',
      severity: 'information',
      message:
        '"transductive" changes nothing in a control task: a policy acts on one observation at a time. Leave it out.',
    });
    assertProblem(experimentFile({ task, rest: '"evaluation": { "baselines": «true» },' }), {
      rule: 'setting-without-effect-on-control',
      severity: 'information',
      message:
        '"baselines" changes nothing in a control task: no classical method learns a policy from a few trajectories. Leave it out.',
    });
  });

  it('find nothing in the defaults', () => {
    for (const kind of ['navigation', 'arm']) {
      assert.deepEqual(readExperiment(experimentFile({ task: `{ "kind": "${kind}" }` })).problems, []);
    }
  });

  it('say what a policy observes where layers need something else', () => {
    const convnet = '{ "kind": «"convnet"» }';
    assertProblem(experimentFile({ task: '{ "kind": "navigation" }', model: convnet }), {
      rule: 'layers-do-not-fit',
      message: 'A convnet needs images, but a navigation task gives a position. Use "kind": "mlp".',
      fix: 'Set "model" to { "kind": "mlp" }',
    });
    const pool = '{ "kind": "layers", "layers": [{ "kind": «"maxPool"» }] }';
    assertProblem(experimentFile({ task: '{ "kind": "arm" }', model: pool }), {
      rule: 'layers-do-not-fit',
      message:
        'Layer 1 (maxPool) needs an image, but gets a vector of 6. A control task has no images: use dense layers.',
    });
  });
});
