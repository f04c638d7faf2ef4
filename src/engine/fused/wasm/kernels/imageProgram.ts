// Runs the operations of programs that work on images: convolutions by windows and by tiles, pooling. Only reads their
// operands; shapes and cost stand with each kernel.

import { RELU } from '../../program/activations';
import { batchStatistics, normalisePool, normalisePoolGradient } from './batchNormPool';
import { convolveInput, convolveInputGradient } from './inputConvolution';
import {
  AveragePool, AveragePoolGradient, BatchStatistics, codeAt, Collect, GroupProducts, GroupWeightGradients,
  InputConvolution, InputConvolutionGradient, MaxPool, MaxPoolGradient, MaxPoolTangent, NormalisePool,
  NormalisePoolGradient, PoolingWindow, Spread, Winograd, WinogradGradient, WinogradWeightGradient, WinogradWeights,
} from './operations';
import { pool } from './pooling';
import { multiplyGroups, multiplyGroupsTransposed } from './product';
import { collect, spread } from './separable';
import { winograd, winogradGradient } from './winograd';
import { transformKernelGradients, transformKernels } from './winogradTransforms';

/** Carries out the operation at `at` and returns the address of the next. */
export function runImageOperation(at: usize, batch: i32, inputs: usize): usize {
  switch (codeAt(at)) {
    case InputConvolution.CODE: {
      const its = changetype<InputConvolution>(at);
      convolveInput(
        batch, its.height, its.width, its.channels, its.outputHeight, its.outputWidth, its.kernel, its.step,
        its.padTop, its.padLeft, its.stride, its.panels, inputs, its.y, its.weights, its.workspace,
      );
      return at + InputConvolution.BYTES;
    }
    case InputConvolutionGradient.CODE: {
      const its = changetype<InputConvolutionGradient>(at);
      convolveInputGradient(
        batch, its.height, its.width, its.channels, its.outputHeight, its.outputWidth, its.kernel, its.step,
        its.padTop, its.padLeft, its.stride, its.panels, inputs, its.dy, its.gradient, its.workspace,
      );
      return at + InputConvolutionGradient.BYTES;
    }
    case BatchStatistics.CODE: {
      const its = changetype<BatchStatistics>(at);
      batchStatistics(batch, its.pixels, its.channels, its.x, its.mean, its.scale, its.epsilon, its.sums);
      return at + BatchStatistics.BYTES;
    }
    case NormalisePool.CODE: {
      const its = changetype<NormalisePool>(at);
      normalisePool(
        batch, its.height, its.width, its.channels, its.x, its.y, its.winners, its.kept, its.gamma, its.beta,
        its.mean, its.scale, its.activation == RELU,
      );
      return at + NormalisePool.BYTES;
    }
    case NormalisePoolGradient.CODE: {
      const its = changetype<NormalisePoolGradient>(at);
      normalisePoolGradient(
        batch, its.height, its.width, its.channels, its.x, its.y, its.winners, its.kept, its.dy, its.dx, its.gamma,
        its.mean, its.scale, its.gammaGradient, its.betaGradient, its.activation == RELU,
      );
      return at + NormalisePoolGradient.BYTES;
    }
    case WinogradWeights.CODE: {
      const its = changetype<WinogradWeights>(at);
      transformKernels(its.depth, its.panels, its.weights, its.to);
      return at + WinogradWeights.BYTES;
    }
    case Winograd.CODE: {
      const its = changetype<Winograd>(at);
      winograd(
        batch, its.height, its.width, its.outputHeight, its.outputWidth, its.padTop, its.padLeft, its.channels,
        its.depth, its.outputs, its.blockTiles, its.x, its.y, its.weights, its.workspace,
      );
      return at + Winograd.BYTES;
    }
    case WinogradGradient.CODE: {
      const its = changetype<WinogradGradient>(at);
      winogradGradient(
        batch, its.height, its.width, its.outputHeight, its.outputWidth, its.padTop, its.padLeft, its.channels,
        its.depth, its.outputs, its.blockTiles, its.x, its.dy, its.dx, its.transposed, its.workspace, its.gradient,
        its.accumulate,
      );
      return at + WinogradGradient.BYTES;
    }
    case WinogradWeightGradient.CODE: {
      const its = changetype<WinogradWeightGradient>(at);
      transformKernelGradients(its.depth, its.panels, its.points, its.gradient);
      return at + WinogradWeightGradient.BYTES;
    }
    case MaxPool.CODE: {
      const its = changetype<MaxPool>(at);
      runPool(at, batch, its.x, its.y, its.winners);
      return at + MaxPool.BYTES;
    }
    case MaxPoolGradient.CODE: {
      const its = changetype<MaxPoolGradient>(at);
      runPool(at, batch, its.dx, its.dy, its.winners);
      return at + MaxPoolGradient.BYTES;
    }
    case MaxPoolTangent.CODE: {
      const its = changetype<MaxPoolTangent>(at);
      runPool(at, batch, its.xTangent, its.yTangent, its.winners);
      return at + MaxPoolTangent.BYTES;
    }
    case AveragePool.CODE: {
      const its = changetype<AveragePool>(at);
      runPool(at, batch, its.x, its.y, 0);
      return at + AveragePool.BYTES;
    }
    case AveragePoolGradient.CODE: {
      const its = changetype<AveragePoolGradient>(at);
      runPool(at, batch, its.dx, its.dy, 0);
      return at + AveragePoolGradient.BYTES;
    }
    case Spread.CODE: {
      const its = changetype<Spread>(at);
      spread(
        its.images(batch), its.rowPoints, its.columnPoints, its.height, its.width, its.pixelBytes, its.rowMatrix,
        its.columnMatrix, its.places, its.image, its.points, its.scratch,
      );
      return at + Spread.BYTES;
    }
    case Collect.CODE: {
      const its = changetype<Collect>(at);
      collect(
        its.images(batch), its.rowPoints, its.columnPoints, its.height, its.width, its.pixelBytes, its.rowMatrix,
        its.columnMatrix, its.places, its.image, its.points, its.scratch, its.accumulate,
      );
      return at + Collect.BYTES;
    }
    case GroupProducts.CODE: {
      const its = changetype<GroupProducts>(at);
      multiplyGroups(
        batch, its.groups, its.groupCount, its.panels, its.depth, its.source, its.sourceBytes, its.target,
        its.targetBytes, its.weights,
      );
      return at + GroupProducts.BYTES;
    }
    case GroupWeightGradients.CODE: {
      const its = changetype<GroupWeightGradients>(at);
      multiplyGroupsTransposed(
        batch, its.groups, its.groupCount, its.panels, its.depth, its.source, its.sourceBytes, its.dy, its.dyBytes,
        its.gradient, its.accumulate,
      );
      return at + GroupWeightGradients.BYTES;
    }
    default:
      return unreachable();
  }
}

function runPool(at: usize, batch: i32, image: usize, points: usize, winners: usize): void {
  const its = changetype<PoolingWindow>(at);
  pool(
    codeAt(at), batch, its.height, its.width, its.channels, its.outputHeight, its.outputWidth, its.size, its.stride,
    its.padTop, its.padLeft, image, points, winners,
  );
}
