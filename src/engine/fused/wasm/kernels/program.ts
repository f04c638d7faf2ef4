// Entry of the WebAssembly module: runs programs of operations. Only reads their operands; shapes and cost stand with
// each kernel.

import { nextDecayPower } from '../../program/decay';
import * as operation from '../../program/operations';
import { activate, activateGradient, activateGradientTangent, add, addBias, clearPadding, sumRows } from './activation';
import { batchNorm, batchNormGradient, batchNormGradientTangent, batchNormTangent } from './batchNorm';
import { drawMask, multiplyByMask } from './dropout';
import { embeddingBag, embeddingBagGradient } from './embeddingBag';
import { appendDeviations, appendDeviationsGradient } from './gaussian';
import { runImageOperation } from './imageProgram';
import { copyInput } from './input';
import { linear, transposeWeights, weightGradient } from './linear';
import {
  meanSquaredError, meanSquaredErrorTangent, policyGradient, policyGradientTangent, softmaxCrossEntropy, softmaxCrossEntropyTangent,
} from './loss';
import { address, double, real, word } from './operands';
import { adam, descend, descendWithMomentum } from './optimizer';

export { packMatrix, unpackMatrix } from './parameters';

/** First byte that the host may use. */
export function workspaceStart(): usize {
  return __heap_base;
}

// Powers of Adam's decays after the steps taken so far, for its bias correction.
let beta1Power: f64 = 1;
let beta2Power: f64 = 1;

export function setDecayPowers(first: f64, second: f64): void {
  beta1Power = first;
  beta2Power = second;
}

// Which inner step's values dropout drops.
let dropoutSeed: i32 = 0;
let dropoutStep: i32 = 0;

/** `step` inner steps were taken since the seed was set; `run` counts on from there. Both modulo 2^32. */
export function setDropout(seed: i32, step: i32): void {
  dropoutSeed = seed;
  dropoutStep = step;
}

/**
 * Runs `program` once for each of `steps` mini-batches of `batch` samples, which stand one after another at `inputs` and
 * `targets`, `inputBytes` and `targetBytes` each. Writes each mini-batch's loss to `losses`.
 */
export function run(
  program: usize, batch: i32, steps: i32, inputs: usize, inputBytes: usize, targets: usize, targetBytes: usize, losses: usize,
): void {
  for (; steps > 0; steps--) {
    runFrom(program, false, batch, inputs, targets, losses);
    dropoutStep++;
    inputs += inputBytes;
    targets += targetBytes;
    losses += 4;
  }
}

/** Carries out the one operation at `at` and returns the address of the next: for the host, to time operations one by one. */
export function runOperation(at: usize, batch: i32, inputs: usize, targets: usize, loss: usize): usize {
  return runFrom(at, true, batch, inputs, targets, loss);
}

// Returns the address of the operation that it stops at.
function runFrom(at: usize, once: bool, batch: i32, inputs: usize, targets: usize, loss: usize): usize {
  do {
    switch (load<i32>(at)) {
      // rows, width, stride, to
      case operation.COPY_INPUT:
        copyInput(batch * word(at, 1), word(at, 2), word(at, 3), inputs, address(at, 4));
        at += 20;
        break;
      // groups, groupCount, depth, panels, weights, panelBytes
      case operation.LINEAR:
        linear(batch, address(at, 1), word(at, 2), word(at, 3), word(at, 4), address(at, 5), address(at, 6));
        at += 28;
        break;
      // taps, depth, outputs, weights, to
      case operation.TRANSPOSE_WEIGHTS:
        transposeWeights(word(at, 1), word(at, 2), word(at, 3), address(at, 4), address(at, 5));
        at += 24;
        break;
      // groups, groupCount, positions, dyOffset, workspace, taps, tapCount, depth, panels, gradient, accumulate
      case operation.WEIGHT_GRADIENT:
        weightGradient(
          batch, address(at, 1), word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6), word(at, 7), word(at,
          8),
          word(at, 9), address(at, 10), word(at, 11) != 0,
        );
        at += 48;
        break;
      // activation, rows, width, y, bias
      case operation.ADD_BIAS:
        addBias(word(at, 1), batch * word(at, 2), word(at, 3), address(at, 4), address(at, 5));
        at += 24;
        break;
      // rows, width, dy, gradient
      case operation.BIAS_GRADIENT:
        sumRows(batch * word(at, 1), word(at, 2), address(at, 3), address(at, 4));
        at += 20;
        break;
      // activation, count, x, y
      case operation.ACTIVATE:
        activate(word(at, 1), batch * word(at, 2), address(at, 3), address(at, 4));
        at += 20;
        break;
      // activation, count, y, dy
      case operation.ACTIVATION_GRADIENT:
        activateGradient(word(at, 1), batch * word(at, 2), address(at, 3), address(at, 4), address(at, 4));
        at += 20;
        break;
      // runs, channels, stride, y
      case operation.CLEAR_PADDING:
        clearPadding(batch * word(at, 1), word(at, 2), word(at, 3), address(at, 4));
        at += 20;
        break;
      // activation, count, y, xTangent, yTangent
      case operation.ACTIVATION_TANGENT:
        activateGradient(word(at, 1), batch * word(at, 2), address(at, 3), address(at, 4), address(at, 5));
        at += 24;
        break;
      // activation, count, y, yTangent, dy, dyTangent
      case operation.ACTIVATION_GRADIENT_TANGENT:
        activateGradientTangent(word(at, 1), batch * word(at, 2), address(at, 3), address(at, 4), address(at, 5), address(at, 6));
        at += 28;
        break;
      // activation, rows, width, x, normalised, y, gamma, beta, scale, epsilon
      case operation.BATCH_NORM:
        batchNorm(
          batch * word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6), address(at, 7), address(at, 8),
          address(at, 9),
          real(at, 10), word(at, 1) == operation.RELU,
        );
        at += 44;
        break;
      // activation, rows, width, normalised, y, dy, gamma, scale, gammaGradient, betaGradient
      case operation.BATCH_NORM_GRADIENT:
        batchNormGradient(
          batch * word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6), address(at, 7), address(at, 8),
          address(at, 9),
          address(at, 10), word(at, 1) == operation.RELU,
        );
        at += 44;
        break;
      // activation, rows, width, normalised, xTangent, normalisedTangent, y, yTangent, gamma, gammaTangent, betaTangent, scale,
      // sums
      case operation.BATCH_NORM_TANGENT:
        batchNormTangent(
          batch * word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6), address(at, 7), address(at, 8),
          address(at, 9), address(at, 10), address(at, 11), address(at, 12), address(at, 13), word(at, 1) == operation.RELU,
        );
        at += 56;
        break;
      // activation, rows, width, normalised, normalisedTangent, y, dy, dyTangent, gamma, gammaTangent, scale, sums,
      // gammaGradientTangent, betaGradientTangent
      case operation.BATCH_NORM_GRADIENT_TANGENT:
        batchNormGradientTangent(
          batch * word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6), address(at, 7), address(at, 8),
          address(at, 9), address(at, 10), address(at, 11), address(at, 12), address(at, 13), address(at, 14),
          word(at, 1) == operation.RELU,
        );
        at += 60;
        break;
      // count, x, y
      case operation.COPY:
        memory.copy(address(at, 3), address(at, 2), <usize>(batch * word(at, 1)) * 4);
        at += 16;
        break;
      // count, x, y
      case operation.ADD:
        add(batch * word(at, 1), address(at, 2), address(at, 3));
        at += 16;
        break;
      // layer, count, threshold, kept, mask
      case operation.DRAW_MASK:
        drawMask(dropoutSeed, dropoutStep, word(at, 1), batch * word(at, 2), word(at, 3), real(at, 4), address(at, 5));
        at += 24;
        break;
      // runs, channels, stride, mask, x, y
      case operation.MULTIPLY_BY_MASK:
        multiplyByMask(batch * word(at, 1), word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6));
        at += 28;
        break;
      // length, inputStride, units, stride, x, table, y
      case operation.EMBEDDING_BAG:
        embeddingBag(
          batch, word(at, 1), word(at, 2), word(at, 3), word(at, 4), address(at, 5), address(at, 6), address(at, 7),
        );
        at += 32;
        break;
      // length, inputStride, tokens, units, stride, x, dy, share, gradient
      case operation.EMBEDDING_BAG_GRADIENT:
        embeddingBagGradient(
          batch, word(at, 1), word(at, 2), word(at, 3), word(at, 4), word(at, 5), address(at, 6), address(at, 7), address(at, 8),
          address(at, 9),
        );
        at += 40;
        break;
      // components, inputStride, outputStride, means, logDeviations, y
      case operation.APPEND_DEVIATIONS:
        appendDeviations(batch, word(at, 1), word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6));
        at += 28;
        break;
      // components, inputStride, outputStride, dy, dx, gradient
      case operation.APPEND_DEVIATIONS_GRADIENT:
        appendDeviationsGradient(batch, word(at, 1), word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6));
        at += 28;
        break;
      // classes, stride, logits, gradient, summed
      case operation.SOFTMAX_CROSS_ENTROPY:
        store<f32>(
          loss,
          softmaxCrossEntropy(batch, word(at, 1), word(at, 2), address(at, 3), targets, address(at, 4), weight(at, 5, batch)),
        );
        at += 24;
        break;
      // width, stride, outputs, gradient, summed
      case operation.MEAN_SQUARED_ERROR:
        store<f32>(
          loss,
          meanSquaredError(batch, word(at, 1), word(at, 2), address(at, 3), targets, address(at, 4), weight(at, 5, batch)),
        );
        at += 24;
        break;
      // components, stride, outputs, gradient, summed
      case operation.POLICY_GRADIENT:
        store<f32>(
          loss,
          policyGradient(batch, word(at, 1), word(at, 2), address(at, 3), targets, address(at, 4), weight(at, 5, batch)),
        );
        at += 24;
        break;
      // classes, stride, logits, logitsTangent, gradientTangent
      case operation.SOFTMAX_CROSS_ENTROPY_TANGENT:
        softmaxCrossEntropyTangent(
          batch, word(at, 1), word(at, 2), address(at, 3), address(at, 4), address(at, 5), 1 / <f32>batch,
        );
        at += 24;
        break;
      // width, stride, outputs, outputsTangent, gradientTangent
      case operation.MEAN_SQUARED_ERROR_TANGENT:
        meanSquaredErrorTangent(batch, word(at, 1), word(at, 2), address(at, 4), address(at, 5), 1 / <f32>batch);
        at += 24;
        break;
      // components, stride, outputs, outputsTangent, gradientTangent
      case operation.POLICY_GRADIENT_TANGENT:
        policyGradientTangent(
          batch, word(at, 1), word(at, 2), address(at, 3), address(at, 4), targets, address(at, 5), 1 / <f32>batch,
        );
        at += 24;
        break;
      // count, parameters, gradient, learningRate
      case operation.GRADIENT_DESCENT:
        descend(word(at, 1), address(at, 2), address(at, 3), real(at, 4));
        at += 20;
        break;
      // count, parameters, gradient, accumulated, learningRate, momentum
      case operation.MOMENTUM:
        descendWithMomentum(word(at, 1), address(at, 2), address(at, 3), address(at, 4), real(at, 5), real(at, 6));
        at += 28;
        break;
      // count, parameters, gradient, first, second, learningRate (2 words), beta1 (2 words), beta2 (2 words), epsilon
      case operation.ADAM:
        stepAdam(at);
        at += 52;
        break;
      case operation.END:
        return at;
      default:
        at = runImageOperation(at, batch, inputs);
    }
  } while (!once);
  return at;
}

function stepAdam(at: usize): void {
  const beta1 = double(at, 8), beta2 = double(at, 10);
  beta1Power = nextDecayPower(beta1Power, beta1);
  beta2Power = nextDecayPower(beta2Power, beta2);
  const rate = double(at, 6) * Math.sqrt(1 - beta2Power) / (1 - beta1Power);
  adam(
    word(at, 1), address(at, 2), address(at, 3), address(at, 4), address(at, 5),
    <f32>rate, <f32>beta1, <f32>beta2, real(at, 12),
  );
}

// What each sample's loss weighs in the gradient: all alike, 1 if the batch's loss is summed, otherwise 1 / batch.
// @ts-ignore: decorator
@inline
function weight(at: usize, index: usize, batch: i32): f32 {
  return word(at, index) ? 1 : 1 / <f32>batch;
}
