// Every preset of a paper against the command that its authors published, key by key; what differs is named here.

import assert from 'node:assert/strict';
import { applyOverrides } from '../../../src/experiment/applyOverrides.ts';
import { expandLayers } from '../../../src/experiment/network.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import {
  combinationCommands,
  type MamlCommand,
  mamlCommands,
  type ReferenceCommand,
  referenceNetworks,
  reptileCommands,
  sineDemonstration,
} from '../../support/publishedCommands.ts';
import { reptileOf } from '../../support/reptileOf.ts';

/** Presets that are Reptile Lab's own: no paper has a command for them. */
const own = [
  'mnist-digits',
  'omniglot-episodes',
  'clinc150-intents',
  'spoken-digits',
  'navigation-2d',
  'two-link-arm',
  'own-tasks',
];

describe('presets beside published commands', () => {
  it('each has one, or is our own', () => {
    const published = [...Object.keys(reptileCommands), ...Object.keys(mamlCommands)];
    assert.deepEqual(
      presets.map(({ id }) => id).sort(),
      [...published, 'gradient-combination', 'sine-regression', ...own].sort(),
    );
  });

  for (const [id, command] of Object.entries(reptileCommands)) {
    it(`${id} sets what the paper's command sets`, () => {
      const experiment = experimentOf(id);
      assert.deepEqual(referenceCommandOf(experiment), command);
      assertReferenceNetwork(experiment, command);
    });
  }

  it('gradient-combination has every variant of the study, each as its command sets it', () => {
    const text = textOf('gradient-combination');
    const variants = new Map([['g1 + g2 + g3 + g4', text]]);
    for (const [, assignments = '', name = ''] of text.matchAll(/^ +\/\/ +((?:--set \S+ +)+)(.+)$/gm)) {
      const overridden = applyOverrides(text, assignments.split(/--set |\s+/).filter(Boolean));
      assert.ok(overridden.kind === 'applied', name);
      variants.set(name, overridden.text);
    }
    const commands = Object.fromEntries(
      [...variants].map(([name, variant]) => {
        const experiment = experimentIn(variant);
        const command = referenceCommandOf(experiment);
        assertReferenceNetwork(experiment, command);
        return [name, command];
      }),
    );
    assert.deepEqual(commands, combinationCommands);
  });

  for (const [id, command] of Object.entries(mamlCommands)) {
    it(`${id} sets what MAML's command sets`, () => {
      // To begin with something that ends within minutes; the file says so.
      const shorter = id === 'maml-sine' ? { metatrainIterations: 10_000 } : {};
      assert.deepEqual(mamlCommandOf(experimentOf(id)), { ...command, ...shorter });
    });
  }

  it('sine-regression sets what the demonstration sets, but for longer adaptations and a larger step', () => {
    const { task, model, algorithm: any, evaluation } = experimentOf('sine-regression');
    const algorithm = reptileOf({ algorithm: any });
    assert.ok(task.kind === 'sine' && model.kind === 'mlp' && evaluation !== undefined);
    assert.deepEqual(
      {
        innerStepSize: algorithm.innerOptimizer.learningRate,
        innerSteps: algorithm.innerSteps,
        outerStepSize0: algorithm.metaStepSize,
        iterations: algorithm.metaIterations,
        trainingSamples: algorithm.innerBatch,
        points: task.points,
        domain: task.domain,
        amplitude: task.amplitude,
        phase: task.phase,
        hidden: model.hidden,
        evaluationSteps: evaluation.innerSteps,
      },
      { ...sineDemonstration, innerSteps: 20, outerStepSize0: 0.3 },
    );
  });
});

function textOf(id: string): string {
  const preset = presets.find((candidate) => candidate.id === id);
  assert.ok(preset !== undefined, id);
  return preset.text;
}

function experimentIn(text: string): Experiment {
  const { experiment, problems } = readExperiment(text);
  assert.ok(experiment !== undefined, JSON.stringify(problems));
  return experiment;
}

function experimentOf(id: string): Experiment {
  return experimentIn(textOf(id));
}

/** The flags with which the reference's script would do what this experiment says. */
function referenceCommandOf({ task, algorithm, evaluation }: Experiment): ReferenceCommand {
  assert.ok(task.kind === 'images' && evaluation.innerBatch !== undefined);
  assert.ok(algorithm.kind === 'reptile' || algorithm.kind === 'gradientCombination');
  const omniglot = task.dataset?.source === 'omniglot';
  if (task.dataset?.source === 'omniglot') assert.equal(task.dataset.split, 'supervisedReptileSeed0');
  assert.deepEqual([task.rotations ?? false, task.queries], [omniglot, 1], 'rotated copies, one query sample a class');
  const { innerOptimizer } = algorithm;
  assert.ok(innerOptimizer.kind === 'adam' || innerOptimizer.kind === 'sgd');
  assert.equal(innerOptimizer.reduction, 'sum', 'TensorFlow minimises the sum of a vector of losses');
  if (innerOptimizer.kind === 'adam') {
    const { beta1, beta2, epsilon, state } = innerOptimizer;
    assert.deepEqual([beta1, beta2, epsilon, state], [0, 0.999, 1e-8, 'carried']);
  }
  return {
    script: omniglot ? 'run_omniglot.py' : 'run_miniimagenet.py',
    classes: task.ways,
    shots: task.shots,
    trainShots: task.trainShots ?? task.shots,
    innerBatch: algorithm.innerBatch,
    learningRate: innerOptimizer.learningRate,
    metaStep: algorithm.metaStepSize,
    metaStepFinal: algorithm.metaStepSizeFinal,
    metaBatch: algorithm.metaBatch,
    metaIters: algorithm.metaIterations,
    evalBatch: evaluation.innerBatch,
    evalIters: evaluation.innerSteps,
    transductive: evaluation.transductive,
    sgd: innerOptimizer.kind === 'sgd',
    ...stepsOf(algorithm),
  };
}

function stepsOf(algorithm: Experiment['algorithm']): Pick<ReferenceCommand, 'innerIters' | 'foml'> {
  if (algorithm.kind !== 'gradientCombination') {
    assert.ok(algorithm.kind === 'reptile');
    return { innerIters: algorithm.innerSteps, foml: false };
  }
  const { weights } = algorithm;
  const last = weights.map((_, step) => (step === weights.length - 1 ? 1 : 0));
  const foml = weights.length > 1 && weights.every((weight, step) => weight === last[step]);
  if (!foml) assert.ok(weights.every((weight) => weight === 1));
  return { innerIters: weights.length, foml };
}

function assertReferenceNetwork({ model }: Experiment, { script }: ReferenceCommand): void {
  const hidden = expandLayers(model).filter(({ kind }) => kind !== 'flatten');
  assert.deepEqual(hidden, referenceNetworks[script]);
}

function mamlCommandOf({ task, algorithm, evaluation, model }: Experiment): MamlCommand {
  assert.ok(algorithm.kind === 'maml');
  const { innerOptimizer, innerSteps, metaStepSize, metaBatch, metaIterations, queryShots } = algorithm;
  assert.ok(innerOptimizer.kind === 'sgd' && innerOptimizer.reduction === 'mean');
  const flags = {
    metatrainIterations: metaIterations,
    metaBatchSize: metaBatch,
    metaLr: metaStepSize,
    updateLr: innerOptimizer.learningRate,
    numUpdates: innerSteps,
  };
  if (task.kind === 'sine') {
    assert.deepEqual(model, { kind: 'mlp', hidden: [40, 40], activation: 'relu' });
    assert.deepEqual(
      [task.amplitude, task.phase, task.domain],
      [
        [0.1, 5],
        [0, Math.PI],
        [-5, 5],
      ],
    );
    assert.deepEqual([task.shots, task.trainShots, queryShots], [task.shots, 2 * task.shots, task.shots]);
    return { datasource: 'sinusoid', ...flags, updateBatchSize: algorithm.innerBatch };
  }
  assert.ok(task.kind === 'images' && task.dataset?.source === 'omniglot' && task.rotations === true);
  assert.deepEqual(expandLayers(model), referenceNetworks['run_omniglot.py']);
  assert.deepEqual([task.ways, task.queries, task.trainShots, queryShots], [5, task.shots, 2 * task.shots, task.shots]);
  assert.deepEqual([algorithm.innerBatch, evaluation.transductive], [5 * task.shots, true]);
  return { datasource: 'omniglot', ...flags, updateBatchSize: task.shots };
}
