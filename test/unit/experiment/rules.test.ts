// Rules of meaning: each at its exact range, with its words, its severity and its fix; and silent where it has no
// business.

import assert from 'node:assert/strict';
import path from 'node:path';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { meaningRules } from '../../../src/experiment/rules/checkMeaning.ts';
import { assertProblem, experimentFile } from './markedText.ts';

const mnist = (rest: string, dataset = '{ "source": "mnist" }') =>
  `{ "kind": "images", "dataset": ${dataset}, ${rest} }`;
const omniglot = (rest: string) => mnist(rest, '{ "source": "omniglot", "path": "data" }');
const images = (task: string) =>
  experimentFile({ task, algorithm: '{ "innerSteps": 5, "innerOptimizer": { "kind": "adam" } }' });
const inner = (rest: string) => experimentFile({ algorithm: `{ ${rest}, "innerOptimizer": { "kind": "sgd" } }` });

describe('rules on classes and samples', () => {
  it('too-many-ways counts the classes of each data set and split', () => {
    assertProblem(images(mnist('"ways": «5», "rotations": false', '{ "source": "mnist", "trainDigits": [0, 1] }')), {
      rule: 'too-many-ways',
      message:
        'Training tasks have 5 ways, but the 2 training digits are only 2 classes. Lower "ways" to 2 or less, or set "rotations" to true.',
      fix: 'Set "ways" to 2',
    });
    const message = 'Lower "ways" to 400 or less';
    for (const [split, training] of [
      ['supervisedReptileSeed0', 1200],
      ['vinyalsProtoNets', 1028],
      ['lakeOriginal', 964],
    ] as const) {
      const task = mnist(
        '"ways": 4000, "rotations": false',
        `{ "source": "omniglot", "path": "data", "split": "${split}" }`,
      );
      const found = readExperiment(images(task)).problems.find((problem) => problem.rule === 'too-many-ways');
      assert.match(found?.message ?? '', new RegExp(`only ${training} classes`), message);
    }
  });

  it('too-many-ways counts four classes for each turned one', () => {
    const found = readExperiment(images(omniglot('"ways": 5000'))).problems.find(
      (problem) => problem.rule === 'too-many-ways',
    );
    assert.equal(
      found?.message,
      'Training tasks have 5000 ways, but the 1200 training characters, turned four ways, are only 4800 classes. Lower "ways" to 4800 or less.',
    );
  });

  it('too-few-held-out-classes counts upright classes', () => {
    assertProblem(images(mnist('"ways": «6»')), {
      rule: 'too-few-held-out-classes',
      message:
        'Held-out tasks have 6 ways, but only 5 of the digits are held out, each one class. Lower "ways" to 5 or less. Or: Train on fewer digits with "trainDigits".',
      fix: 'Set "ways" to 5',
    });
    assertProblem(
      images('{ "kind": "images", "dataset": { "source": "mnist", "trainDigits": «[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]» } }'),
      {
        rule: 'too-few-held-out-classes',
        message:
          'Held-out tasks have 5 ways, but none of the digits are held out, each one class. Train on fewer digits with "trainDigits".',
      },
    );
  });

  it('too-few-held-out-classes says what to do also where no number can be lowered', () => {
    const task =
      '{ "kind": "text", "dataset": { "source": "file", "path": "x.csv" }, "split": { "by": "classes", "heldOutClasses": ["a"] }, "ways": 2 }';
    const problem = readExperiment(experimentFile({ task })).problems.find(
      ({ rule }) => rule === 'too-few-held-out-classes',
    );
    assert.match(problem?.message ?? '', /each one class\. Hold out more of them\.$/);
  });

  it('too-few-samples looks at shots, queries and train shots', () => {
    assertProblem(images(omniglot('"shots": 5, "queries": «16»')), {
      rule: 'too-few-samples',
      message:
        '"shots" and "queries" together are 21 samples of a class, but the smallest of the held-out characters has 20. Lower "shots" or "queries".',
    });
    assertProblem(images(omniglot('"trainShots": «21»')), {
      rule: 'too-few-samples',
      message:
        '"trainShots" asks for 21 samples of a class, but the smallest of the training characters has 20. Lower it to 20 or less.',
      fix: 'Set "trainShots" to 20',
    });
    assertProblem(images(mnist('"queries": «892»')), {
      rule: 'too-few-samples',
      message:
        '"shots" and "queries" together are 893 samples of a class, but the smallest of the held-out digits has 892. Lower "shots" or "queries".',
    });
    assert.deepEqual(readExperiment(images(omniglot('"shots": 5, "queries": 15, "trainShots": 20'))).problems, []);
  });

  it('duplicate-digits and duplicate-tags point at the later entry', () => {
    assertProblem(images(mnist('"ways": 5', '{ "source": "mnist", "trainDigits": [0, 1, 2, «1», 3] }')), {
      rule: 'duplicate-digits',
      severity: 'warning',
      message: 'Digit 1 is listed already; it counts once. Remove it.',
      fix: 'Set "trainDigits" to [0, 1, 2, 3]',
    });
    assertProblem(experimentFile({ rest: '"tags": ["a", "b", «"a"»],' }), {
      rule: 'duplicate-tags',
      severity: 'warning',
      message: 'Tag "a" is listed already; it counts once. Remove it.',
      fix: 'Set "tags" to ["a", "b"]',
    });
  });
});

describe('rule on the data folder', () => {
  const folder = path.resolve('/experiments');
  const missing = { folder, pathExists: () => false };

  it('data-path-missing says where it looked', () => {
    const text = images('{ "kind": "images", "dataset": { "source": "omniglot", "path": «"data/omniglot"» } }');
    assertProblem(text, {
      rule: 'data-path-missing',
      message: `There is no folder "data/omniglot". Looked at ${JSON.stringify(path.join(folder, 'data', 'omniglot'))}. Correct the path, or remove "path" to use the characters that “reptile-lab data get omniglot” fetches.`,
      fix: 'Remove "path", to use the data set that “reptile-lab data get omniglot” fetches',
      options: missing,
    });
    const [problem] = readExperiment(text.replace(/[«»]/g, ''), missing).problems;
    assert.equal(problem?.dataset, 'omniglot');
    const asked: string[] = [];
    const exists = { folder, pathExists: (absolute: string) => asked.push(absolute) > 0 };
    assert.deepEqual(readExperiment(text.replace(/[«»]/g, ''), exists).problems, []);
    assert.deepEqual(asked, [path.join(folder, 'data', 'omniglot')]);
  });

  it('data-path-missing explains a leading ~, and needs no path for the bundled digits', () => {
    assertProblem(images('{ "kind": "images", "dataset": { "source": "mnist", "path": «"~/mnist"» } }'), {
      rule: 'data-path-missing',
      message: `There is no folder "~/mnist". Looked at ${JSON.stringify(path.join(folder, '~', 'mnist'))}. A leading ~ is not expanded: write the path in full, or relative to this file.`,
      options: missing,
    });
    assert.deepEqual(
      readExperiment(images('{ "kind": "images", "dataset": { "source": "mnist" } }'), missing).problems,
      [],
    );
  });
});

describe('rules on images of the user’s own', () => {
  const folderOf = (dataset: string) =>
    images(
      `{ "kind": "images", "dataset": { "source": "folder", ${dataset} }, "ways": 4, "shots": 5, "trainShots": 15 }`,
    );

  it('data-path-missing looks for the images and for the split', () => {
    const folder = path.resolve('/experiments');
    const pathExists = (absolute: string) => absolute.endsWith('pets.zip');
    assertProblem(folderOf('"path": «"pets"»'), {
      rule: 'data-path-missing',
      message: `There is no folder or zip "pets". Looked at ${JSON.stringify(path.join(folder, 'pets'))}. Put your images there, or correct the path. It may be absolute or relative to this file.`,
      options: { folder, pathExists },
    });
    assertProblem(folderOf('"path": "pets.zip", "split": «"split.json"»'), {
      rule: 'data-path-missing',
      message: `There is no file or folder "split.json". Looked at ${JSON.stringify(path.join(folder, 'split.json'))}. Correct the path, or remove "split" to split by what the data themselves say.`,
      options: { folder, pathExists },
    });
  });

  it('counts of classes are known only where they are named', () => {
    assert.deepEqual(readExperiment(folderOf('"path": "pets"')).problems, []);
    const { problems } = readExperiment(folderOf('"path": "pets", "heldOutClasses": ["cat", "dog", "cat"]'));
    assert.deepEqual(
      problems.map(({ rule }) => rule),
      ['too-few-held-out-classes'],
    );
  });
});

describe('rules on the sine task', () => {
  it('reversed-interval', () => {
    assertProblem(experimentFile({ task: '{ "kind": "sine", "amplitude": «[5, 0.1]» }' }), {
      rule: 'reversed-interval',
      message: '"amplitude" runs from 5 down to 0.1. Put the smaller number first.',
      fix: 'Set "amplitude" to [0.1, 5]',
    });
    assertProblem(experimentFile({ task: '{ "kind": "sine", "domain": «[2, 2]» }' }), {
      rule: 'reversed-interval',
      message: '"domain" is the single point 2. Give it a beginning and an end.',
    });
    assert.deepEqual(readExperiment(experimentFile({ task: '{ "kind": "sine", "amplitude": [1, 1] }' })).problems, []);
  });

  it('too-few-points', () => {
    assertProblem(experimentFile({ task: '{ "kind": "sine", "points": 20, "shots": «20» }' }), {
      rule: 'too-few-points',
      message:
        'All 20 points would be in the support set (20 shots), and none is left to measure on. Lower "shots" below "points".',
    });
    assertProblem(experimentFile({ task: '{ "kind": "sine", "trainShots": «51» }' }), {
      rule: 'too-few-points',
      message: '"trainShots" is 51, but a task has only 50 points. Lower it, or raise "points".',
      fix: 'Set "trainShots" to 50',
    });
  });
});

describe('rules on the inner loop', () => {
  it('inner-batch-too-large compares with the support set', () => {
    assertProblem(images(mnist('"trainShots": 1')).replace('"innerSteps": 5', '"innerBatch": «6»'), {
      rule: 'inner-batch-too-large',
      severity: 'warning',
      message:
        'An inner batch of 6 is larger than the support set of a training task (5 ways × 1 train shots = 5), so each batch holds samples twice. Lower it to 5 or less.',
      fix: 'Set "innerBatch" to 5',
    });
    assertProblem(experimentFile({ rest: '"evaluation": { "innerBatch": «11» },' }), {
      rule: 'inner-batch-too-large',
      severity: 'warning',
      message:
        'An inner batch of 11 is larger than the support set of a held-out task (10 points), so each batch holds samples twice. Lower it to 10 or less.',
      fix: 'Set "innerBatch" to 10',
    });
  });

  it('inner-batch-too-large points at the enclosing object where the default is to blame', () => {
    assertProblem(
      experimentFile({ task: '{ "kind": "sine", "trainShots": 9 }' }).replace('"algorithm"', '«"algorithm"»'),
      {
        rule: 'inner-batch-too-large',
        severity: 'warning',
        message:
          'An inner batch of 10 is larger than the support set of a training task (9 points), so each batch holds samples twice. Lower it to 9 or less.',
        fix: 'Set "innerBatch" to 9',
      },
    );
  });

  it('single-inner-step', () => {
    assertProblem(inner('"innerSteps": «1»'), {
      rule: 'single-inner-step',
      severity: 'warning',
      message:
        'With one inner step, Reptile is joint training on all tasks: it finds no initialization that adapts fast. Use 5 steps or more.',
      fix: 'Set "innerSteps" to 5',
    });
  });

  it('fewer-training-shots', () => {
    assertProblem(images(omniglot('"shots": 5, "trainShots": «4»')), {
      rule: 'fewer-training-shots',
      severity: 'information',
      message:
        'Training adapts on 4 samples of a class ("trainShots"), evaluation on 5 ("shots"). The paper trains with more than it evaluates: 10 or 15.',
    });
  });
});

describe('rules on what the initialization follows', () => {
  const sineTask = (trainShots: number) => `{ "kind": "sine", "trainShots": ${trainShots} }`;
  const of = (algorithm: string, task = sineTask(20)) => experimentFile({ algorithm, task });

  it('nothing-for-inner-steps', () => {
    assertProblem(of('{ "kind": "maml", "queryShots": «20» }'), {
      rule: 'nothing-for-inner-steps',
      message:
        'A training task has 20 points, and "queryShots" sets 20 apart: nothing is left to adapt on. Lower it below 20, or raise "trainShots".',
      fix: 'Set "queryShots" to 10',
    });
    const images = '{ "kind": "images", "dataset": { "source": "mnist" }, "trainShots": 4 }';
    const tail = '{ "kind": "fomaml", "tailShots": «5», "innerOptimizer": { "kind": "sgd" } }';
    assertProblem(of(tail, images), {
      rule: 'nothing-for-inner-steps',
      message:
        'A training task has 5 ways × 4 train shots = 20, and "tailShots" sets 5 of each class apart: nothing is left to adapt on. Lower it below 4, or raise "trainShots".',
      fix: 'Set "tailShots" to 2',
    });
    assertProblem(of('{ "kind": "anil" }', '{ "kind": "sine", "trainShots": «1» }'), {
      rule: 'nothing-for-inner-steps',
      message:
        'A training task has 1 points, and "queryShots" sets 1 apart: nothing is left to adapt on. Raise "trainShots" to 2 or more.',
    });
    assert.deepEqual(readExperiment(of('{ "kind": "metaSgd", "queryShots": 10 }')).problems, []);
  });

  it('inner-batch-too-large knows what is set apart', () => {
    assertProblem(of('{ "kind": "maml", "queryShots": 12, "innerBatch": «9» }'), {
      rule: 'inner-batch-too-large',
      severity: 'warning',
      message:
        'An inner batch of 9 is larger than the support set of a training task (20 points, less 12 for the outer loss: 8), so each batch holds samples twice. Lower it to 8 or less.',
      fix: 'Set "innerBatch" to 8',
    });
  });

  it('combination-of-nothing', () => {
    assertProblem(of('{ "kind": "gradientCombination", "weights": «[0, 0]», "innerOptimizer": { "kind": "sgd" } }'), {
      rule: 'combination-of-nothing',
      message:
        'Every inner step has weight 0, so the initialization never moves. Give at least one of them another weight.',
      fix: 'Set "weights" to [1, 1]',
    });
  });

  it('single-inner-step is for algorithms that become joint training by it', () => {
    assertProblem(of('{ "kind": "fomaml", "innerSteps": «1», "innerOptimizer": { "kind": "sgd" } }'), {
      rule: 'single-inner-step',
      severity: 'warning',
      message:
        'With one inner step, FOMAML is joint training on all tasks: it finds no initialization that adapts fast. Use 5 steps or more.',
      fix: 'Set "innerSteps" to 5',
    });
    assert.deepEqual(readExperiment(of('{ "kind": "maml", "innerSteps": 1 }')).problems, []);
  });

  it('large-outer-step', () => {
    assertProblem(of('{ "kind": "maml", "metaStepSize": «1» }'), {
      rule: 'large-outer-step',
      severity: 'warning',
      message:
        'Adam moves every parameter by about "metaStepSize" in each update; 1 leaves nothing of what was learned. 0.001 is usual.',
      fix: 'Set "metaStepSize" to 0.001',
    });
    const descent = '"outerOptimizer": { "kind": "sgd" }';
    assertProblem(of(`{ "kind": "anil", ${descent}, "metaStepSize": «1» }`), {
      rule: 'large-outer-step',
      severity: 'warning',
      message:
        'A learning rate of 1 is unusually large for gradient descent on the meta-gradient, and may diverge. 0.01 is usual.',
      fix: 'Set "metaStepSize" to 0.01',
    });
    assert.deepEqual(readExperiment(of(`{ "kind": "anil", ${descent}, "metaStepSize": 0.1 }`)).problems, []);
  });

  it("large-learning-rate knows MAML's own", () => {
    assert.deepEqual(
      readExperiment(of('{ "kind": "maml", "innerOptimizer": { "kind": "sgd", "learningRate": 0.4 } }')).problems,
      [],
    );
    assertProblem(of('{ "kind": "maml", "innerOptimizer": { "kind": "sgd", "learningRate": «2» } }'), {
      rule: 'large-learning-rate',
      severity: 'warning',
      message:
        "A learning rate of 2 is unusually large for SGD and may diverge. MAML's paper uses 0.4 for Omniglot and 0.01 for sine waves and mini-ImageNet.",
    });
  });
});

describe('rules on step sizes', () => {
  it('step-size-not-annealed speaks of Reptile and FOMAML', () => {
    const constant = '"metaStepSchedule": «"constant"», "innerOptimizer": { "kind": "sgd" }';
    assertProblem(experimentFile({ algorithm: `{ ${constant} }` }), {
      rule: 'step-size-not-annealed',
      severity: 'warning',
      message:
        'The meta step size stays at 1. The paper anneals it to 0; without that, implementations have lost about 5 points of accuracy. Set "metaStepSchedule" to "linear".',
      fix: 'Set "metaStepSchedule" to "linear"',
    });
    const combination = `{ "kind": "gradientCombination", ${constant.replace(/[«»]/g, '')} }`;
    assert.deepEqual(readExperiment(experimentFile({ algorithm: combination })).problems, []);
    assert.deepEqual(readExperiment(experimentFile({ algorithm: '{ "kind": "maml" }' })).problems, []);
  });

  it('final-step-size-without-effect', () => {
    assertProblem(experimentFile({ algorithm: '{ "kind": "maml", "metaStepSizeFinal": «0» }' }), {
      rule: 'final-step-size-without-effect',
      severity: 'information',
      message:
        'The meta step size stays at 0.001, because "metaStepSchedule" is "constant": "metaStepSizeFinal" changes nothing. Leave it out, or set the schedule to "linear" or "cosine".',
      fix: 'Set "metaStepSchedule" to "linear"',
    });
  });

  it('step-size-not-annealed', () => {
    assertProblem(inner('"metaStepSize": 1, "metaStepSizeFinal": «1»'), {
      rule: 'step-size-not-annealed',
      severity: 'warning',
      message:
        'The meta step size stays at 1. The paper anneals it to 0; without that, implementations have lost about 5 points of accuracy. Set "metaStepSizeFinal" to 0.',
      fix: 'Set "metaStepSizeFinal" to 0',
    });
    assertProblem(inner('"metaStepSize": 0.1, "metaStepSizeFinal": «0.5»'), {
      rule: 'step-size-not-annealed',
      severity: 'warning',
      message:
        'The meta step size grows from 0.1 to 0.5. The paper anneals it to 0; without that, implementations have lost about 5 points of accuracy. Set "metaStepSizeFinal" to 0.',
      fix: 'Set "metaStepSizeFinal" to 0',
    });
  });

  it('step-size-above-one', () => {
    assertProblem(inner('"metaStepSize": «1.5»'), {
      rule: 'step-size-above-one',
      severity: 'warning',
      message:
        'A meta step size of 1.5 goes past the parameters that the tasks adapted to, and may diverge. The update is an interpolation for values up to 1.',
      fix: 'Set "metaStepSize" to 1',
    });
  });

  it('large-learning-rate knows optimizers and summed losses', () => {
    const optimizer = (text: string) => experimentFile({ algorithm: `{ "innerOptimizer": ${text} }` });
    assertProblem(optimizer('{ "kind": "adam", "learningRate": «0.1» }'), {
      rule: 'large-learning-rate',
      severity: 'warning',
      message: 'A learning rate of 0.1 is unusually large for Adam and may diverge. The paper uses 0.001.',
    });
    assertProblem(optimizer('{ "kind": "sgd", "learningRate": «0.1», "reduction": "sum" }'), {
      rule: 'large-learning-rate',
      severity: 'warning',
      message:
        'A learning rate of 0.1 on the sum over 10 samples is unusually large for SGD and may diverge. The paper uses 0.02.',
    });
    assertProblem(optimizer('{ "kind": "momentum", "learningRate": «0.5» }'), {
      rule: 'large-learning-rate',
      severity: 'warning',
      message:
        'A learning rate of 0.5 is unusually large for gradient descent with momentum and may diverge. With momentum 0.9, 0.01 is usual.',
    });
    assert.deepEqual(readExperiment(optimizer('{ "kind": "momentum" }')).problems, []);
    assert.deepEqual(readExperiment(optimizer('{ "kind": "sgd", "learningRate": 0.1 }')).problems, []);
    assert.deepEqual(
      readExperiment(optimizer('{ "kind": "adam", "learningRate": 0.01, "reduction": "sum" }')).problems,
      [],
    );
  });
});

describe('rules on evaluation and checkpoints', () => {
  it('evaluation-after-end and checkpoint-after-end speak only of what is written', () => {
    assertProblem(experimentFile({ rest: '"evaluation": { "every": «1001» },' }), {
      rule: 'evaluation-after-end',
      severity: 'information',
      message: 'Evaluation every 1001 meta-iterations never comes up in 1000: only the start and the end are measured.',
    });
    assertProblem(experimentFile({ rest: '"checkpoint": { "every": «20000» },' }), {
      rule: 'checkpoint-after-end',
      severity: 'information',
      message:
        'A checkpoint every 20,000 meta-iterations never comes up in 1000: a run that is killed starts again from the beginning.',
    });
    assert.deepEqual(readExperiment(inner('"metaIterations": 10')).problems, []);
  });

  it('single-evaluation-task', () => {
    assertProblem(experimentFile({ rest: '"evaluation": { "tasks": «1» },' }), {
      rule: 'single-evaluation-task',
      severity: 'warning',
      message: 'One held-out task gives a figure without an interval, and tasks differ widely. Use 100 or more.',
      fix: 'Set "tasks" to 100',
    });
  });
});

describe('the list of rules', () => {
  it('has unique ids in kebab-case and a sentence for each', () => {
    const ids = meaningRules.map((rule) => rule.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const rule of meaningRules) {
      assert.match(rule.id, /^[a-z]+(-[a-z]+)*$/);
      assert.match(rule.title, /^[A-Z].*\.$/);
    }
  });
});
