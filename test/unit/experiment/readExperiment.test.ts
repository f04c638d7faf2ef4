// Reading: syntax errors and the schema's complaints, each with its exact range, its words and its fix.

import assert from 'node:assert/strict';
import { listChoices } from '../../../src/experiment/describeOutline.ts';
import { largestText } from '../../../src/experiment/parseText.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { experimentOutline } from '../../../src/experiment/schemaOutline.ts';
import { assertProblem, experimentFile } from './markedText.ts';

/** Every kind of task that the schema knows, as messages list them. */
const taskKinds = listChoices(kindsOfTask());

function kindsOfTask(): string[] {
  const task = experimentOutline().keys.get('task')?.value;
  assert.ok(task?.kind === 'variants' && task.variants.size >= 2);
  return [...task.variants.keys()];
}

describe('reading an experiment', () => {
  it('takes comments, trailing commas and a byte order mark, and writes out every default', () => {
    const { experiment, problems } = readExperiment(
      '\uFEFF{ // comment\n "name": "x", /* and */ "task": { "kind": "sine", }, "model": { "kind": "mlp" }, "algorithm": { "innerOptimizer": { "kind": "adam" } }, }',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(experiment, {
      name: 'x',
      description: '',
      tags: [],
      seed: 0,
      task: { kind: 'sine', amplitude: [0.1, 5], phase: [0, 2 * Math.PI], domain: [-5, 5], points: 50, shots: 10 },
      model: { kind: 'mlp', hidden: [64, 64], activation: 'tanh' },
      algorithm: {
        kind: 'reptile',
        metaIterations: 1000,
        metaBatch: 5,
        metaStepSize: 1,
        metaStepSizeFinal: 0,
        metaStepSchedule: 'linear',
        outerOptimizer: { kind: 'interpolation' },
        innerSteps: 5,
        innerBatch: 10,
        innerSampling: 'rounds',
        innerOptimizer: {
          kind: 'adam',
          learningRate: 0.001,
          beta1: 0,
          beta2: 0.999,
          epsilon: 1e-8,
          state: 'carried',
          reduction: 'mean',
        },
      },
      evaluation: {
        every: 100,
        tasks: 50,
        innerSteps: 50,
        innerBatch: 5,
        transductive: false,
        trainingClasses: false,
        baselines: false,
      },
      checkpoint: { every: 500, keep: 3 },
      engine: { backend: 'auto', fastMath: false, workers: 'auto' },
      published: [],
    });
  });

  it('lists problems in the order of the text', () => {
    const { problems } = readExperiment('{ "seed": -1, "name": 5, "tags": {} }');
    const offsets = problems.map((problem) => problem.range.start.offset);
    assert.deepEqual(
      offsets,
      [...offsets].sort((a, b) => a - b),
    );
  });
});

describe('syntax errors', () => {
  const parts = '"model": { "kind": "mlp" }, "algorithm": { "innerOptimizer": { "kind": "sgd" } }';
  const cases: readonly (readonly [string, string, string, string?])[] = [
    ['an unclosed object', '{ "name": "x"«,»', 'A closing } is missing; the text ends.'],
    ['a missing value', '{ "name": «}»', 'A value is expected here; there is "}".'],
    ['a missing colon', '{ "name" «"x"» }', 'A colon is expected after the key; there is "\\"x\\"".'],
    [
      'a missing comma',
      `{ "name": "x", "seed": 1 «"task"»: { "kind": "sine" }, ${parts} }`,
      'A comma is missing before this.',
    ],
    [
      'two commas',
      `{ "name": "x",«,» "task": { "kind": "sine" }, ${parts} }`,
      'A key in double quotes is expected here; there is ",".',
    ],
    ['a key without quotes', '{ «name»: "x" }', 'Keys stand in double quotes.', 'Change to "name"'],
    ['a key in single quotes', "{ «'name'»: 1 }", 'Keys stand in double quotes.', 'Change to "name"'],
    [
      'a text without quotes',
      '{ "name": «omniglot» }',
      '"omniglot" is no JSON value. Texts stand in double quotes; without quotes there are only numbers, true, false and null.',
      'Change to "omniglot"',
    ],
    ['an open text', '{ "name": «"x }»', 'This text has no closing double quote on its line.'],
    ['half a number', '{ "seed": «1e» }', '"1e" is no JSON number. Write it as 12, -0.5 or 1e-3.'],
    [
      'a wrong escape',
      '{ "name": «"C:\\data"» }',
      'A backslash in a text must be written twice (\\\\), unless it begins \\n, \\t, \\" or the like.',
    ],
    ['an open comment', '{ «/* "name": "x" }»', 'This comment has no closing */.'],
    [
      'something after the end',
      '{ "name": "x" } «}»',
      'The experiment ends before this; "}" is left over. Remove it, or a bracket before it that closes too early.',
    ],
  ];
  for (const [title, marked, message, fix] of cases) {
    it(`explains ${title}`, () => assertProblem(marked, { rule: 'syntax', message, ...(fix && { fix }) }));
  }

  it('says of an empty file how to begin', () => {
    for (const empty of ['«»', '«»  // only a comment\n']) {
      assertProblem(empty, {
        rule: 'empty-file',
        message: 'The file has no experiment in it. Begin with {, or take a template: "Reptile: New Experiment".',
      });
    }
  });

  it('refuses endless nesting, giant files and NUL bytes at once', () => {
    assertProblem(`${'['.repeat(32)}«[»${'['.repeat(200_000)}`, {
      rule: 'nesting-too-deep',
      message: 'Brackets are nested more than 32 deep. An experiment needs 5.',
    });
    const giant = readExperiment(`${'{ "a": 1,'.repeat(largestText / 5)}`);
    assert.equal(giant.problems[0]?.rule, 'file-too-large');
    assertProblem('{ "name": "«\0»" }', {
      rule: 'not-text',
      message: 'The file holds a NUL byte, so it is no text file. Check the path, or save it as UTF-8.',
    });
  });
});

describe('duplicate keys', () => {
  it('warns at the later one, which counts', () => {
    const text = experimentFile({ rest: '"seed": 1,\n  «"seed"»: 2,' });
    assertProblem(text, {
      rule: 'duplicate-key',
      severity: 'warning',
      message: '"seed" stands here again; what line 3 says is ignored. Remove one of the two.',
    });
    assert.equal(readExperiment(text.replace(/[«»]/g, '')).experiment?.seed, 2);
  });
});

describe('unknown keys', () => {
  it('suggests the key that was meant', () => {
    assertProblem(experimentFile({ algorithm: '{ «"metaIteration"»: 9, "innerOptimizer": { "kind": "sgd" } }' }), {
      rule: 'unknown-key',
      message: '"metaIteration" is no key of "algorithm" of kind "reptile". Did you mean "metaIterations"?',
      fix: 'Change to "metaIterations"',
    });
    assertProblem(experimentFile({ algorithm: '{ «"inner_steps"»: 9, "innerOptimizer": { "kind": "sgd" } }' }), {
      rule: 'unknown-key',
      message: '"inner_steps" is no key of "algorithm" of kind "reptile". Did you mean "innerSteps"?',
      fix: 'Change to "innerSteps"',
    });
  });

  it('suggests nothing that stands there already', () => {
    assertProblem(experimentFile({ rest: '"seed": 1, «"sead"»: 2,' }), {
      rule: 'unknown-key',
      message: '"sead" is no key of an experiment. "seed" is set already: remove this one.',
    });
  });

  it('says where a misplaced key belongs', () => {
    assertProblem(experimentFile({ algorithm: '{ «"ways"»: 5, "innerOptimizer": { "kind": "sgd" } }' }), {
      rule: 'unknown-key',
      message:
        '"ways" is no key of "algorithm" of kind "reptile". It belongs to "task" of kind "images", "speech" or "text".',
    });
    assertProblem(experimentFile({ model: '{ "kind": "mlp", «"blocks"»: 3 }' }), {
      rule: 'unknown-key',
      message:
        '"blocks" is no key of "model" of kind "mlp". It belongs to "model" of kind "convnet": remove it, or choose such a one.',
      fix: 'Remove "blocks"',
    });
  });

  it('lists the known keys where nothing is near, and offers to remove the unknown one', () => {
    assertProblem(experimentFile({ rest: '"checkpoint": { «"frequency"»: 5 },' }), {
      rule: 'unknown-key',
      message: '"frequency" is no key of "checkpoint". Remove it, or use one of "every", "keep".',
      fix: 'Remove "frequency"',
    });
  });

  it('treats names of JavaScript objects as any other key', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const { problems, experiment } = readExperiment(experimentFile({ rest: `"${name}": { "name": "polluted" },` }));
      assert.deepEqual(
        problems.map((problem) => problem.rule),
        ['unknown-key'],
      );
      assert.equal(experiment, undefined);
    }
    assert.equal(Object.hasOwn(Object.prototype, 'name'), false);
  });
});

describe('missing keys', () => {
  it('points at the enclosing key, or at the opening brace of the whole', () => {
    assertProblem(experimentFile({ task: '{}' }).replace('"task"', '«"task"»'), {
      rule: 'missing-key',
      message: `"kind" is missing in "task". It must be ${taskKinds}.`,
      fix: 'Add "kind": "sine"',
    });
    assertProblem(
      '«{»\n  "task": { "kind": "sine" }, "model": { "kind": "mlp" }, "algorithm": { "innerOptimizer": { "kind": "sgd" } } }',
      {
        rule: 'missing-key',
        message: '"name" is missing. It must be a text in double quotes of 1 to 200 characters.',
        fix: 'Add "name": "Untitled experiment"',
      },
    );
  });

  it('points at the opening brace of a list item', () => {
    assertProblem(experimentFile({ model: '{ "kind": "layers", "layers": [«{» "kind": "dense" }] }' }), {
      rule: 'missing-key',
      message: '"units" is missing in "model.layers[0]". It must be a whole number from 1 to 100,000.',
      fix: 'Add "units": 64',
    });
  });

  it('are added as a network of images where the task has them', () => {
    const fixesOf = (task: string, model: string) =>
      readExperiment(
        `{ "name": "a", "task": { "kind": ${task} }, ${model} "algorithm": { "innerOptimizer": { "kind": "sgd" } } }`,
      ).problems.flatMap(({ fix }) => (fix === undefined ? [] : [fix.title]));
    const images = '"images", "dataset": { "source": "mnist" }';
    assert.deepEqual(fixesOf(images, ''), ['Add "model": { "kind": "convnet" }']);
    assert.deepEqual(fixesOf(images, '"model": {},'), ['Add "kind": "convnet"']);
    assert.deepEqual(fixesOf(images, '"model": { "kind": "cnn" },'), ['Change to "convnet"']);
    assert.deepEqual(fixesOf('"sine"', ''), ['Add "model": { "kind": "mlp" }']);
    assert.deepEqual(fixesOf('"sine"', '"model": { "kind": "cnn" },'), []);
  });

  it('asks for the keys of the chosen variant only', () => {
    assertProblem(experimentFile({ task: '{ "kind": "images", «"dataset"»: { "source": "folder" } }' }), {
      rule: 'missing-key',
      message: '"path" is missing in "task.dataset". It must be a text in double quotes of 1 to 4096 characters.',
      fix: 'Add "path": "data/images"',
    });
  });
});

describe('values', () => {
  const seed = (value: string) => experimentFile({ rest: `"seed": ${value},` });
  const range = '"seed" must be a whole number from 0 to 4,294,967,295.';

  it('of the wrong type', () => {
    assertProblem(seed('«"12"»'), {
      rule: 'wrong-type',
      message: `${range} This is the text "12".`,
      fix: 'Change to 12',
    });
    assertProblem(seed('«null»'), { rule: 'wrong-type', message: `${range} This is null.` });
    assertProblem(seed('[1]').replace('"seed"', '«"seed"»'), {
      rule: 'wrong-type',
      message: `${range} This is a list of 1.`,
    });
    assertProblem(experimentFile({ rest: '"tags": [«7»],' }), {
      rule: 'wrong-type',
      message: '"tags[0]" must be a text in double quotes of 1 to 100 characters. This is 7.',
      fix: 'Change to "7"',
    });
    assertProblem(experimentFile({ task: '«"sine"»' }), {
      rule: 'wrong-type',
      message: `"task" must be an object { … } with kind ${taskKinds}. This is the text "sine".`,
    });
    assertProblem('«7»', { rule: 'wrong-type', message: 'An experiment must be an object { … }. This is 7.' });
  });

  it('out of range', () => {
    assertProblem(seed('«-1»'), { rule: 'out-of-range', message: `${range} This is -1.` });
    assertProblem(seed('«1.5»'), { rule: 'out-of-range', message: `${range} This is 1.5.` });
    assertProblem(seed('«1e999»'), {
      rule: 'out-of-range',
      message: `${range} 1e999 is larger than any number that can be computed with.`,
    });
    assertProblem(experimentFile({ algorithm: '{ "innerOptimizer": { "kind": "adam", "beta1": «1» } }' }), {
      rule: 'out-of-range',
      message: '"algorithm.innerOptimizer.beta1" must be a number at least 0 and below 1. This is 1.',
    });
    assertProblem(experimentFile({ task: '{ "kind": "sine", «"domain"»: [1, 2, 3] }' }), {
      rule: 'out-of-range',
      message: '"task.domain" must be a list [ … ] of 2 numbers from -1,000,000 to 1,000,000. This is a list of 3.',
    });
    assertProblem(experimentFile({ rest: '"engine": { "workers": «0» },' }), {
      rule: 'out-of-range',
      message: '"engine.workers" must be "auto" or a whole number from 1 to 256. This is 0.',
    });
  });

  it('outside the choices, with the one that was meant', () => {
    assertProblem(experimentFile({ task: '{ "kind": «"image"» }' }), {
      rule: 'unknown-value',
      message: `"task.kind" cannot be "image"; it must be ${taskKinds}. Did you mean "images"?`,
      fix: 'Change to "images"',
    });
    assertProblem(experimentFile({ model: '{ "kind": «"transformer"» }' }), {
      rule: 'unknown-value',
      message: '"model.kind" cannot be "transformer"; it must be "mlp", "convnet" or "layers".',
    });
    assertProblem(experimentFile({ model: '{ "kind": "mlp", "activation": «"ReLU"» }' }), {
      rule: 'unknown-value',
      message: '"model.activation" cannot be "ReLU"; it must be "relu", "tanh" or "sigmoid". Did you mean "relu"?',
      fix: 'Change to "relu"',
    });
  });

  it('that no label can be', () => {
    const named = (name: string) => experimentFile({}).replace('"test"', name);
    assertProblem(named('«"two\\nlines"»'), {
      rule: 'unusable-text',
      message: '"name" must begin with a visible character and stay on one line.',
    });
    assertProblem(named('«""»'), {
      rule: 'out-of-range',
      message: '"name" must be a text in double quotes of 1 to 200 characters. This is an empty text.',
    });
  });
});
