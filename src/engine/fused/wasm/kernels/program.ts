// Entry of the WebAssembly module: runs programs of operations. Only reads their operands; shapes and cost stand with
// each kernel.

import { RELU } from '../../program/activations';
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
import {
  codeAt, Activate, ActivationGradient, ActivationGradientTangent, ActivationTangent, Adam, Add, AddBias, AddDecay,
  AppendDeviations, AppendDeviationsGradient, BatchNorm, BatchNormGradient, BatchNormGradientTangent, BatchNormTangent,
  BiasGradient, ClearPadding, ClipByNorm, ClipByValue, Copy, CopyInput, DrawMask, EmbeddingBag, EmbeddingBagGradient,
  End, GradientDescent, Linear, MeanSquaredError, MeanSquaredErrorTangent, Momentum, MultiplyByMask, PolicyGradient,
  PolicyGradientTangent, Scale, SoftmaxCrossEntropy, SoftmaxCrossEntropyTangent, TransposeWeights, WeightGradient,
  WeightGradientDescent,
} from './operations';
import { descend } from './optimizer';
import { runOptimizerOperation } from './optimizerProgram';

export { setDecayPowers } from './optimizerProgram';
export { packMatrix, unpackMatrix } from './parameters';

/** First byte that the host may use. */
export function workspaceStart(): usize {
  return __heap_base;
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
 * Runs `program` once for each of `steps` mini-batches of `batch` samples, which stand one after another at `inputs`
 * and `targets`, `inputBytes` and `targetBytes` each. Writes each mini-batch's loss to `losses`.
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

/**
 * Carries out the one operation at `at` and returns the address of the next: for the host, to time operations one by
 * one.
 */
export function runOperation(at: usize, batch: i32, inputs: usize, targets: usize, loss: usize): usize {
  return runFrom(at, true, batch, inputs, targets, loss);
}

// Returns the address of the operation that it stops at.
function runFrom(at: usize, once: bool, batch: i32, inputs: usize, targets: usize, loss: usize): usize {
  do {
    switch (codeAt(at)) {
      case CopyInput.CODE: {
        const its = changetype<CopyInput>(at);
        copyInput(its.rows(batch), its.width, its.stride, inputs, its.to);
        at += CopyInput.BYTES; break;
      }
      case Linear.CODE: {
        const its = changetype<Linear>(at);
        linear(batch, its.groups, its.groupCount, its.depth, its.panels, its.weights, its.panelBytes);
        at += Linear.BYTES; break;
      }
      case TransposeWeights.CODE: {
        const its = changetype<TransposeWeights>(at);
        transposeWeights(its.taps, its.depth, its.outputs, its.weights, its.to);
        at += TransposeWeights.BYTES; break;
      }
      case WeightGradient.CODE: {
        const its = changetype<WeightGradient>(at);
        weightGradient(
          batch, its.groups, its.groupCount, its.positions, its.dyDistance, its.workspace, its.taps, its.tapCount,
          its.depth, its.panels, its.gradient, its.accumulate,
        );
        at += WeightGradient.BYTES; break;
      }
      case WeightGradientDescent.CODE: {
        const its = changetype<WeightGradientDescent>(at);
        weightGradient(
          batch, its.groups, its.groupCount, its.positions, its.dyDistance, its.workspace, its.taps, its.tapCount,
          its.depth, its.panels, its.gradient, false,
        );
        descend(its.tapCount * its.depth * its.panels * 8, its.weights, its.gradient, its.learningRate);
        at += WeightGradientDescent.BYTES; break;
      }
      case AddBias.CODE: {
        const its = changetype<AddBias>(at);
        addBias(its.activation, its.rows(batch), its.width, its.y, its.bias);
        at += AddBias.BYTES; break;
      }
      case BiasGradient.CODE: {
        const its = changetype<BiasGradient>(at);
        sumRows(its.rows(batch), its.width, its.dy, its.gradient);
        at += BiasGradient.BYTES; break;
      }
      case Activate.CODE: {
        const its = changetype<Activate>(at);
        activate(its.activation, its.count(batch), its.x, its.y);
        at += Activate.BYTES; break;
      }
      case ActivationGradient.CODE: {
        const its = changetype<ActivationGradient>(at);
        activateGradient(its.activation, its.count(batch), its.y, its.dy, its.dy);
        at += ActivationGradient.BYTES; break;
      }
      case ClearPadding.CODE: {
        const its = changetype<ClearPadding>(at);
        clearPadding(its.runs(batch), its.channels, its.stride, its.y);
        at += ClearPadding.BYTES; break;
      }
      case ActivationTangent.CODE: {
        const its = changetype<ActivationTangent>(at);
        activateGradient(its.activation, its.count(batch), its.y, its.xTangent, its.yTangent);
        at += ActivationTangent.BYTES; break;
      }
      case ActivationGradientTangent.CODE: {
        const its = changetype<ActivationGradientTangent>(at);
        activateGradientTangent(its.activation, its.count(batch), its.y, its.yTangent, its.dy, its.dyTangent);
        at += ActivationGradientTangent.BYTES; break;
      }
      case BatchNorm.CODE: {
        const its = changetype<BatchNorm>(at);
        batchNorm(
          its.rows(batch), its.width, its.x, its.normalised, its.y, its.gamma, its.beta, its.scale, its.epsilon,
          its.activation == RELU,
        );
        at += BatchNorm.BYTES; break;
      }
      case BatchNormGradient.CODE: {
        const its = changetype<BatchNormGradient>(at);
        batchNormGradient(
          its.rows(batch), its.width, its.normalised, its.y, its.dy, its.gamma, its.scale, its.gammaGradient,
          its.betaGradient, its.activation == RELU,
        );
        at += BatchNormGradient.BYTES; break;
      }
      case BatchNormTangent.CODE: {
        const its = changetype<BatchNormTangent>(at);
        batchNormTangent(
          its.rows(batch), its.width, its.normalised, its.xTangent, its.normalisedTangent, its.y, its.yTangent,
          its.gamma, its.gammaTangent, its.betaTangent, its.scale, its.sums, its.activation == RELU,
        );
        at += BatchNormTangent.BYTES; break;
      }
      case BatchNormGradientTangent.CODE: {
        const its = changetype<BatchNormGradientTangent>(at);
        batchNormGradientTangent(
          its.rows(batch), its.width, its.normalised, its.normalisedTangent, its.y, its.dy, its.dyTangent, its.gamma,
          its.gammaTangent, its.scale, its.sums, its.gammaGradientTangent, its.betaGradientTangent, its.activation ==
          RELU,
        );
        at += BatchNormGradientTangent.BYTES; break;
      }
      case Copy.CODE: {
        const its = changetype<Copy>(at);
        memory.copy(its.y, its.x, <usize>its.count(batch) * 4);
        at += Copy.BYTES; break;
      }
      case Add.CODE: {
        const its = changetype<Add>(at);
        add(its.count(batch), its.x, its.y);
        at += Add.BYTES; break;
      }
      case DrawMask.CODE: {
        const its = changetype<DrawMask>(at);
        drawMask(dropoutSeed, dropoutStep, its.layer, its.count(batch), its.threshold, its.kept, its.mask);
        at += DrawMask.BYTES; break;
      }
      case MultiplyByMask.CODE: {
        const its = changetype<MultiplyByMask>(at);
        multiplyByMask(its.runs(batch), its.channels, its.stride, its.mask, its.x, its.y);
        at += MultiplyByMask.BYTES; break;
      }
      case EmbeddingBag.CODE: {
        const its = changetype<EmbeddingBag>(at);
        embeddingBag(batch, its.length, its.inputStride, its.units, its.stride, its.x, its.table, its.y);
        at += EmbeddingBag.BYTES; break;
      }
      case EmbeddingBagGradient.CODE: {
        const its = changetype<EmbeddingBagGradient>(at);
        embeddingBagGradient(
          batch, its.length, its.inputStride, its.tokens, its.units, its.stride, its.x, its.dy, its.share,
          its.gradient,
        );
        at += EmbeddingBagGradient.BYTES; break;
      }
      case AppendDeviations.CODE: {
        const its = changetype<AppendDeviations>(at);
        appendDeviations(batch, its.components, its.inputStride, its.outputStride, its.means, its.logDeviations, its.y);
        at += AppendDeviations.BYTES; break;
      }
      case AppendDeviationsGradient.CODE: {
        const its = changetype<AppendDeviationsGradient>(at);
        appendDeviationsGradient(
          batch, its.components, its.inputStride, its.outputStride, its.dy, its.dx, its.gradient,
        );
        at += AppendDeviationsGradient.BYTES; break;
      }
      case SoftmaxCrossEntropy.CODE: {
        const its = changetype<SoftmaxCrossEntropy>(at);
        const total = softmaxCrossEntropy(
          batch, its.classes, its.stride, its.logits, targets, its.gradient, weightOf(its.summed, batch),
        );
        store<f32>(loss, total);
        at += SoftmaxCrossEntropy.BYTES; break;
      }
      case MeanSquaredError.CODE: {
        const its = changetype<MeanSquaredError>(at);
        const total = meanSquaredError(
          batch, its.width, its.stride, its.outputs, targets, its.gradient, weightOf(its.summed, batch),
        );
        store<f32>(loss, total);
        at += MeanSquaredError.BYTES; break;
      }
      case PolicyGradient.CODE: {
        const its = changetype<PolicyGradient>(at);
        const total = policyGradient(
          batch, its.components, its.stride, its.outputs, targets, its.gradient, weightOf(its.summed, batch),
        );
        store<f32>(loss, total);
        at += PolicyGradient.BYTES; break;
      }
      case SoftmaxCrossEntropyTangent.CODE: {
        const its = changetype<SoftmaxCrossEntropyTangent>(at);
        softmaxCrossEntropyTangent(
          batch, its.classes, its.stride, its.logits, its.logitsTangent, its.gradientTangent, 1 / <f32>batch,
        );
        at += SoftmaxCrossEntropyTangent.BYTES; break;
      }
      case MeanSquaredErrorTangent.CODE: {
        const its = changetype<MeanSquaredErrorTangent>(at);
        meanSquaredErrorTangent(batch, its.width, its.stride, its.outputsTangent, its.gradientTangent, 1 / <f32>batch);
        at += MeanSquaredErrorTangent.BYTES; break;
      }
      case PolicyGradientTangent.CODE: {
        const its = changetype<PolicyGradientTangent>(at);
        policyGradientTangent(
          batch, its.components, its.stride, its.outputs, its.outputsTangent, targets, its.gradientTangent, 1 /
          <f32>batch,
        );
        at += PolicyGradientTangent.BYTES; break;
      }
      case GradientDescent.CODE:
      case Momentum.CODE:
      case Adam.CODE:
      case Scale.CODE:
      case AddDecay.CODE:
      case ClipByNorm.CODE:
      case ClipByValue.CODE:
        at = runOptimizerOperation(at); break;
      case End.CODE:
        return at;
      default:
        at = runImageOperation(at, batch, inputs);
    }
  } while (!once);
  return at;
}

// What each sample's loss weighs in the gradient: all alike, 1 if the batch's loss is summed, otherwise 1 / batch.
// @ts-ignore: decorator
@inline
function weightOf(summed: bool, batch: i32): f32 {
  return summed ? 1 : 1 / <f32>batch;
}
