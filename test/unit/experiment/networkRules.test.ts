// Rules of meaning on the network and on what computes it: each at its exact range, with its words, its severity and
// its fix.

import assert from 'node:assert/strict';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import { assertProblem, experimentFile } from './markedText.ts';

const stack = (layers: string, task = '{ "kind": "images", "dataset": { "source": "mnist" } }') =>
  experimentFile({ task, model: `{ "kind": "layers", "layers": [${layers}] }` });

describe('rules on the network', () => {
  it('layers-do-not-fit names the layer and what it gets', () => {
    assertProblem(stack('{ "kind": "flatten" }, { "kind": «"conv2d"», "filters": 8 }'), {
      rule: 'layers-do-not-fit',
      message: 'Layer 2 (conv2d) needs an image, but gets a vector of 784. Put it before the flatten or dense layer.',
    });
    assertProblem(stack('{ "kind": "conv2d", "filters": 8 }, { "kind": «"dense"», "units": 8 }'), {
      rule: 'layers-do-not-fit',
      message: 'Layer 2 (dense) needs a vector, but gets an image of 28 × 28 × 8. Put { "kind": "flatten" } before it.',
      fix: 'Insert a flatten layer before it',
    });
    assertProblem(stack('{ "kind": «"maxPool"», "size": 29 }'), {
      rule: 'layers-do-not-fit',
      message:
        'Layer 1 (maxPool) has a window larger than what it gets, an image of 28 × 28 × 1. Use fewer layers that shrink the image before it, a smaller window, or "padding": "same".',
    });
    assertProblem(stack('{ "kind": «"conv2d"», "filters": 8 }', '{ "kind": "sine" }'), {
      rule: 'layers-do-not-fit',
      message: 'Layer 1 (conv2d) needs an image, but gets a vector of 1. A sine task has no images: use dense layers.',
    });
  });

  it('layers-do-not-fit on layers for tokens, and for global pooling', () => {
    const bag = (kind: string) => `{ "kind": ${kind}, "tokens": 100, "units": 8 }`;
    assertProblem(stack(bag('«"embeddingBag"»'), '{ "kind": "sine" }'), {
      rule: 'layers-do-not-fit',
      message:
        'Layer 1 (embeddingBag) takes the tokens of a text, but a sine task gives one number at a time. Leave it out.',
    });
    assertProblem(stack(bag('«"embeddingBag"»')), {
      rule: 'layers-do-not-fit',
      message: 'Layer 1 (embeddingBag) takes the tokens of a text, but an image task gives pixels. Leave it out.',
    });
    assertProblem(stack(`{ "kind": "flatten" }, ${bag('«"embeddingBag"»')}`), {
      rule: 'layers-do-not-fit',
      message: 'Layer 2 (embeddingBag) takes the tokens of a text, so it can only be the first layer. Leave it out.',
    });
    assertProblem(stack('{ "kind": "flatten" }, { "kind": «"globalPool"» }'), {
      rule: 'layers-do-not-fit',
      message:
        'Layer 2 (globalPool) needs an image, but gets a vector of 784. It makes a vector by itself: leave out the flatten layer before it.',
    });
    assertProblem(stack('{ "kind": "globalPool" }, { "kind": "dense", "units": 4 }, { "kind": «"globalPool"» }'), {
      rule: 'layers-do-not-fit',
      message: 'Layer 3 (globalPool) needs an image, but gets a vector of 4. Put it before the flatten or dense layer.',
    });
    assertProblem(stack('{ "kind": «"globalPool"» }', '{ "kind": "sine" }'), {
      rule: 'layers-do-not-fit',
      message:
        'Layer 1 (globalPool) needs an image, but gets a vector of 1. A sine task has no images: use dense layers.',
    });
    assert.deepEqual(
      readExperiment(stack('{ "kind": "averagePool" }, { "kind": "globalPool", "reduce": "max" }')).problems,
      [],
    );
  });

  it('dropout-of-nothing', () => {
    assertProblem(stack('{ "kind": "flatten" }, { "kind": "dropout", "rate": «0» }'), {
      rule: 'dropout-of-nothing',
      severity: 'information',
      message: 'With a rate of 0, dropout leaves everything as it is. Raise the rate, or leave the layer out.',
    });
  });

  it('dropout-before-values knows regression from classification, and the last layer from others', () => {
    const dense = '{ "kind": "dense", "units": 8 }, { "kind": "tanh" }';
    assertProblem(stack(`${dense}, { "kind": «"dropout"» }`, '{ "kind": "sine" }'), {
      rule: 'dropout-before-values',
      severity: 'information',
      message:
        'Dropout right before the output changes the scale of every value while learning, which hurts regression more than it helps. Put it before the last hidden layer, or leave it out.',
    });
    assert.deepEqual(
      readExperiment(stack(`${dense}, { "kind": "dropout" }, ${dense}`, '{ "kind": "sine" }')).problems,
      [],
    );
    assert.deepEqual(readExperiment(stack(`{ "kind": "flatten" }, ${dense}, { "kind": "dropout" }`)).problems, []);
  });

  it('layers-do-not-fit on convnets', () => {
    assertProblem(experimentFile({ model: '{ "kind": «"convnet"» }' }), {
      rule: 'layers-do-not-fit',
      message: 'A convnet needs images, but a sine task gives one number at a time. Use "kind": "mlp".',
      fix: 'Set "model" to { "kind": "mlp" }',
    });
    const pooled = (blocks: string) =>
      experimentFile({
        task: '{ "kind": "images", "dataset": { "source": "mnist" } }',
        model: `{ "kind": "convnet", "blocks": ${blocks}, "downsampling": "maxPool" }`,
      });
    assertProblem(pooled('«5»'), {
      rule: 'layers-do-not-fit',
      message:
        'Each block halves the image, and after 4 blocks nothing is left to pool. Lower "blocks" to 4, or use "downsampling": "stride".',
      fix: 'Set "blocks" to 4',
    });
    assert.deepEqual(readExperiment(pooled('4')).problems, []);
  });

  it('model-too-large', () => {
    assertProblem(experimentFile({ model: '{ "kind": «"mlp"», "hidden": [100000, 100000] }' }), {
      rule: 'model-too-large',
      message:
        'The network has 10,000,400,001 parameters; at most 250,000,000 fit into memory with their gradients and optimizer state. Use fewer or smaller layers.',
    });
  });

  it('batch-norm-single-sample looks at training and evaluation', () => {
    const batchNormed = (innerBatch: string) =>
      experimentFile({
        task: '{ "kind": "sine" }',
        model: '{ "kind": "layers", "layers": [{ "kind": "dense", "units": 8 }, { "kind": "batchNorm" }] }',
        algorithm: `{ "innerBatch": ${innerBatch}, "innerOptimizer": { "kind": "sgd" } }`,
      });
    assertProblem(batchNormed('«1»'), {
      rule: 'batch-norm-single-sample',
      severity: 'warning',
      message:
        'Batch norm normalises each value by the batch alone: with one sample in a batch every output is 0, and nothing is learned. Use larger inner batches, or leave batch norm out.',
    });
    assert.deepEqual(readExperiment(batchNormed('2')).problems, []);
  });
});

describe('rules on the engine', () => {
  it('memory-exceeded', () => {
    const text = (backend: string) => experimentFile({ rest: `"engine": { "backend": "${backend}" },` });
    const gigabyte = 2 ** 30;
    const messages = (bytes: number, machineBytes: number, backend = 'fused') =>
      readExperiment(text(backend), {
        forecastMemory: () => ({
          bytes: bytes * gigabyte,
          mostBytes: 2 * gigabyte,
          machineBytes: machineBytes * gigabyte,
        }),
      }).problems.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
    const advice = 'Use smaller batches or inputs, or fewer or smaller layers.';
    const tensorFlow =
      'Use smaller batches or inputs, or fewer or smaller layers; or install tfjs-node, which then computes.';
    const need = (amount: string) =>
      `warning memory-exceeded: With these layers and batches a worker needs ${amount} of memory,`;
    assert.deepEqual(messages(1, 8), []);
    assert.deepEqual(messages(3, 8), [`${need('3.0 GiB')} but fused has 2.0 GiB at most. ${advice}`]);
    assert.deepEqual(messages(3, 8, 'auto'), [`${need('3.0 GiB')} but fused has 2.0 GiB at most. ${tensorFlow}`]);
    assert.deepEqual(messages(3, 1, 'auto'), [`${need('3.0 GiB')} but this machine has 1.0 GiB. ${advice}`]);
    assert.deepEqual(messages(3, 8, 'tfjs-wasm'), []);
    assert.deepEqual(messages(1, 0.5), [`${need('1.0 GiB')} but this machine has 512.0 MiB. ${advice}`]);
    assert.deepEqual(readExperiment(text('auto'), { forecastMemory: () => undefined }).problems, []);
  });

  const fastMath =
    'With "fastMath" the last bits of every result depend on what computes: native kernels give the same ones on every machine that has them; in ' +
    'WebAssembly, which takes their place elsewhere and needs Node.js 22, they depend on the processor.';

  it('fast-math-varies', () => {
    for (const backend of ['', '"backend": "fused", ']) {
      assertProblem(experimentFile({ rest: `"engine": { ${backend}"fastMath": «true» },` }), {
        rule: 'fast-math-varies',
        severity: 'information',
        message: `${fastMath} A run that is resumed stays with what it began with.`,
      });
    }
    assert.deepEqual(readExperiment(experimentFile({ rest: '"engine": { "fastMath": false },' })).problems, []);
  });

  it('fast-math-without-effect', () => {
    assertProblem(experimentFile({ rest: '"engine": { "backend": "tfjs-wasm", "fastMath": «true» },' }), {
      rule: 'fast-math-without-effect',
      severity: 'warning',
      message:
        '"fastMath" changes nothing with the backend tfjs-wasm: only fused has it. Remove it, or set "backend" to "fused".',
      fix: 'Set "fastMath" to false',
    });
  });
});
