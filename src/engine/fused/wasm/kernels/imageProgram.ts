// Runs the operations of programs that work on images: convolutions by windows and by tiles, pooling. Only reads their operands; shapes
// and cost stand with each kernel.

import * as operation from '../../program/operations';
import { batchStatistics, normalisePool, normalisePoolGradient } from './batchNormPool';
import { convolveInput, convolveInputGradient } from './inputConvolution';
import { address, real, word } from './operands';
import { pool } from './pooling';
import { multiplyGroups, multiplyGroupsTransposed } from './product';
import { collect, spread } from './separable';
import { winograd, winogradGradient } from './winograd';
import { transformKernelGradients, transformKernels } from './winogradTransforms';

/** Carries out the operation at `at` and returns the address of the next. */
export function runImageOperation(at: usize, batch: i32, inputs: usize): usize {
  switch (load<i32>(at)) {
    // height, width, channels, outputHeight, outputWidth, kernel, step, padTop, padLeft, stride, panels, y, weights, workspace
    case operation.INPUT_CONVOLUTION:
      convolveInput(
        batch, word(at, 1), word(at, 2), word(at, 3), word(at, 4), word(at, 5), word(at, 6), word(at, 7), word(at, 8),
        word(at, 9), word(at, 10), word(at, 11), inputs, address(at, 12), address(at, 13), address(at, 14),
      );
      return at + 60;
    // height, width, channels, outputHeight, outputWidth, kernel, step, padTop, padLeft, stride, panels, dy, gradient, workspace
    case operation.INPUT_CONVOLUTION_GRADIENT:
      convolveInputGradient(
        batch, word(at, 1), word(at, 2), word(at, 3), word(at, 4), word(at, 5), word(at, 6), word(at, 7), word(at, 8),
        word(at, 9), word(at, 10), word(at, 11), inputs, address(at, 12), address(at, 13), address(at, 14),
      );
      return at + 60;
    // pixels, channels, x, mean, scale, epsilon, sums
    case operation.BATCH_STATISTICS:
      batchStatistics(
        batch, word(at, 1), word(at, 2), address(at, 3), address(at, 4), address(at, 5), real(at, 6), address(at, 7),
      );
      return at + 32;
    // height, width, channels, x, y, winners, kept, gamma, beta, mean, scale, activation
    case operation.NORMALISE_POOL:
      normalisePool(
        batch, word(at, 1), word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6), address(at, 7),
        address(at, 8), address(at, 9), address(at, 10), address(at, 11), word(at, 12) == operation.RELU,
      );
      return at + 52;
    // height, width, channels, x, y, winners, kept, dy, dx, gamma, mean, scale, gammaGradient, betaGradient, activation
    case operation.NORMALISE_POOL_GRADIENT:
      normalisePoolGradient(
        batch, word(at, 1), word(at, 2), word(at, 3), address(at, 4), address(at, 5), address(at, 6), address(at, 7),
        address(at, 8), address(at, 9), address(at, 10), address(at, 11), address(at, 12), address(at, 13), address(at, 14),
        word(at, 15) == operation.RELU,
      );
      return at + 64;
    // depth, panels, weights, to
    case operation.WINOGRAD_WEIGHTS:
      transformKernels(word(at, 1), word(at, 2), address(at, 3), address(at, 4));
      return at + 20;
    // height, width, outputHeight, outputWidth, padTop, padLeft, channels, depth, outputs, blockTiles, x, y, weights, workspace
    case operation.WINOGRAD:
      winograd(
        batch, word(at, 1), word(at, 2), word(at, 3), word(at, 4), word(at, 5), word(at, 6), word(at, 7), word(at, 8),
        word(at, 9), word(at, 10), address(at, 11), address(at, 12), address(at, 13), address(at, 14),
      );
      return at + 60;
    // height, width, outputHeight, outputWidth, padTop, padLeft, channels, depth, outputs, blockTiles, x, dy, dx, transposed,
    // workspace, gradient, accumulate
    case operation.WINOGRAD_GRADIENT:
      winogradGradient(
        batch, word(at, 1), word(at, 2), word(at, 3), word(at, 4), word(at, 5), word(at, 6), word(at, 7), word(at, 8),
        word(at, 9), word(at, 10), address(at, 11), address(at, 12), address(at, 13), address(at, 14), address(at, 15),
        address(at, 16), word(at, 17) != 0,
      );
      return at + 72;
    // depth, panels, points, gradient
    case operation.WINOGRAD_WEIGHT_GRADIENT:
      transformKernelGradients(word(at, 1), word(at, 2), address(at, 3), address(at, 4));
      return at + 20;
    // height, width, channels, outputHeight, outputWidth, size, stride, padTop, padLeft, x, y, winners
    case operation.MAX_POOL:
      runPool(at, batch, address(at, 10), address(at, 11), address(at, 12));
      return at + 52;
    // height, width, channels, outputHeight, outputWidth, size, stride, padTop, padLeft, winners, dy, dx
    case operation.MAX_POOL_GRADIENT:
      runPool(at, batch, address(at, 12), address(at, 11), address(at, 10));
      return at + 52;
    // height, width, channels, outputHeight, outputWidth, size, stride, padTop, padLeft, winners, xTangent, yTangent
    case operation.MAX_POOL_TANGENT:
      runPool(at, batch, address(at, 11), address(at, 12), address(at, 10));
      return at + 52;
    // height, width, channels, outputHeight, outputWidth, size, stride, padTop, padLeft, x, y
    case operation.AVERAGE_POOL:
      runPool(at, batch, address(at, 10), address(at, 11), 0);
      return at + 48;
    // height, width, channels, outputHeight, outputWidth, size, stride, padTop, padLeft, dy, dx
    case operation.AVERAGE_POOL_GRADIENT:
      runPool(at, batch, address(at, 11), address(at, 10), 0);
      return at + 48;
    // images (0: the batch), rowPoints, columnPoints, height, width, pixel bytes, rowMatrix, columnMatrix, places, image, points,
    // scratch
    case operation.SPREAD:
      spread(
        imagesOf(at, batch), word(at, 2), word(at, 3), word(at, 4), word(at, 5), address(at, 6), address(at, 7), address(at, 8),
        address(at, 9), address(at, 10), address(at, 11), address(at, 12),
      );
      return at + 52;
    // as SPREAD, accumulate
    case operation.COLLECT:
      collect(
        imagesOf(at, batch), word(at, 2), word(at, 3), word(at, 4), word(at, 5), address(at, 6), address(at, 7), address(at, 8),
        address(at, 9), address(at, 10), address(at, 11), address(at, 12), word(at, 13) != 0,
      );
      return at + 56;
    // groups, count, panels, depth, source, source bytes, target, target bytes, weights
    case operation.GROUP_PRODUCTS:
      multiplyGroups(
        batch, address(at, 1), word(at, 2), word(at, 3), word(at, 4), address(at, 5), address(at, 6), address(at, 7),
        address(at, 8), address(at, 9),
      );
      return at + 40;
    // groups, count, panels, depth, source, source bytes, dy, dy bytes, gradient, accumulate
    case operation.GROUP_WEIGHT_GRADIENTS:
      multiplyGroupsTransposed(
        batch, address(at, 1), word(at, 2), word(at, 3), word(at, 4), address(at, 5), address(at, 6), address(at, 7),
        address(at, 8), address(at, 9), word(at, 10) != 0,
      );
      return at + 44;
    default:
      return unreachable();
  }
}

// @ts-ignore: decorator
@inline
function imagesOf(at: usize, batch: i32): i32 {
  return word(at, 1) != 0 ? word(at, 1) : batch;
}

/** The window's geometry stands behind every operation of pooling alike. */
function runPool(at: usize, batch: i32, image: usize, points: usize, winners: usize): void {
  pool(
    word(at, 0), batch, word(at, 1), word(at, 2), word(at, 3), word(at, 4), word(at, 5), word(at, 6), word(at, 7), word(at, 8),
    word(at, 9), image, points, winners,
  );
}
