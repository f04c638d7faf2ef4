// Which bytes operations on images touch: pooling, and convolutions by windows and by tiles.

import { paddedSampleFloats } from '../program/compileInputConvolution.ts';
import { WINDOW_ROWS } from '../program/kernelSizes.ts';
import { type AccessRules, type Its, readInputs, reads, requireEights, requireThat, writes } from './accessRule.ts';

type ImageOperation =
  | 'BATCH_STATISTICS'
  | 'NORMALISE_POOL'
  | 'NORMALISE_POOL_GRADIENT'
  | 'MAX_POOL'
  | 'MAX_POOL_GRADIENT'
  | 'MAX_POOL_TANGENT'
  | 'AVERAGE_POOL'
  | 'AVERAGE_POOL_GRADIENT'
  | 'WINOGRAD_WEIGHTS'
  | 'WINOGRAD'
  | 'WINOGRAD_GRADIENT'
  | 'WINOGRAD_WEIGHT_GRADIENT'
  | 'INPUT_CONVOLUTION'
  | 'INPUT_CONVOLUTION_GRADIENT';

/** Points of a tile of Winograd's algorithm, and weights of its kernel. */
const POINTS = 36;
const TAPS = 9;

export const imageAccesses: AccessRules<ImageOperation> = {
  BATCH_STATISTICS(its) {
    const channels = requireEights(its.of('channels'));
    return [
      ...reads(its, its.batch * its.of('pixels') * channels, 'x'),
      ...writes(its, channels, 'mean', 'scale'),
      ...writes(its, 2 * its.batch * channels, 'sums'),
    ];
  },
  NORMALISE_POOL: (its) => [
    ...reads(its, imageOf(its), 'x'),
    ...writes(its, halvedOf(its), 'y', 'winners', 'kept'),
    ...reads(its, its.of('channels'), 'gamma', 'beta', 'mean', 'scale'),
  ],
  NORMALISE_POOL_GRADIENT: (its) => [
    // Each pixel is read before the gradient by it is written.
    ...(its.of('x') === its.of('dx') ? [] : reads(its, imageOf(its), 'x')),
    ...reads(its, halvedOf(its), 'y', 'winners', 'kept'),
    ...writes(its, halvedOf(its), 'dy'),
    ...writes(its, imageOf(its), 'dx'),
    ...reads(its, its.of('channels'), 'gamma', 'mean', 'scale'),
    ...writes(its, its.of('channels'), 'gammaGradient', 'betaGradient'),
  ],

  MAX_POOL: (its) => [...reads(its, imageOf(its), 'x'), ...writes(its, pointsOf(its), 'y', 'winners')],
  MAX_POOL_GRADIENT: (its) => [...reads(its, pointsOf(its), 'winners', 'dy'), ...writes(its, imageOf(its), 'dx')],
  MAX_POOL_TANGENT: (its) => [
    ...reads(its, pointsOf(its), 'winners'),
    ...reads(its, imageOf(its), 'xTangent'),
    ...writes(its, pointsOf(its), 'yTangent'),
  ],
  AVERAGE_POOL: (its) => [...reads(its, imageOf(its), 'x'), ...writes(its, pointsOf(its), 'y')],
  AVERAGE_POOL_GRADIENT: (its) => [...reads(its, pointsOf(its), 'dy'), ...writes(its, imageOf(its), 'dx')],

  WINOGRAD_WEIGHTS: (its) => [
    ...reads(its, panelsOf(its, TAPS * its.of('depth')), 'weights'),
    ...writes(its, panelsOf(its, POINTS * its.of('depth')), 'to'),
  ],
  WINOGRAD: (its) => [
    ...reads(its, imageOf(its), 'x'),
    ...writes(its, outputsOf(its), 'y'),
    ...reads(its, weightPointsOf(its), 'weights'),
    ...writes(its, blockOf(its), 'workspace'),
  ],
  WINOGRAD_GRADIENT: (its) => [
    ...reads(its, imageOf(its), 'x'),
    ...reads(its, outputsOf(its), 'dy'),
    ...(its.of('dx') === 0
      ? []
      : [
          ...writes(its, imageOf(its), 'dx'),
          ...reads(its, POINTS * its.of('outputs') * its.of('channels'), 'transposed'),
        ]),
    ...writes(its, blockOf(its), 'workspace'),
    ...writes(its, weightPointsOf(its), 'gradient'),
  ],
  WINOGRAD_WEIGHT_GRADIENT: (its) => [
    ...reads(its, panelsOf(its, POINTS * its.of('depth')), 'points'),
    ...writes(its, panelsOf(its, TAPS * its.of('depth')), 'gradient'),
  ],

  INPUT_CONVOLUTION: (its) => [
    ...windowsOf(its),
    ...writes(its, windowOutputsOf(its), 'y'),
    ...reads(its, panelsOf(its, windowOf(its)), 'weights'),
  ],
  INPUT_CONVOLUTION_GRADIENT: (its) => [
    ...windowsOf(its),
    ...reads(its, windowOutputsOf(its), 'dy'),
    ...writes(its, panelsOf(its, windowOf(its)), 'gradient'),
  ],
};

function imageOf(its: Its<'height' | 'width' | 'channels'>): number {
  return its.batch * its.of('height') * its.of('width') * requireEights(its.of('channels'));
}

/** Pooled by whole windows of 2 x 2. */
function halvedOf(its: Its<'height' | 'width' | 'channels'>): number {
  return its.batch * Math.floor(its.of('height') / 2) * Math.floor(its.of('width') / 2) * its.of('channels');
}

function pointsOf(its: Its<'outputHeight' | 'outputWidth' | 'channels'>): number {
  return its.batch * its.of('outputHeight') * its.of('outputWidth') * its.of('channels');
}

function panelsOf(its: Its<'panels'>, depth: number): number {
  return its.of('panels') * depth * 8;
}

function outputsOf(its: Its<'outputHeight' | 'outputWidth' | 'outputs'>): number {
  return its.batch * its.of('outputHeight') * its.of('outputWidth') * requireEights(its.of('outputs'));
}

function weightPointsOf(its: Its<'depth' | 'channels' | 'outputs'>): number {
  requireThat(its.of('depth') <= its.of('channels'), 'an image has fewer channels than its weights');
  return POINTS * its.of('depth') * its.of('outputs');
}

/** A patch of a tile's pixels, then a block's points on both sides, each with room for 16 floats. */
function blockOf(its: Its<'channels' | 'outputs' | 'blockTiles'>): number {
  const channels = its.of('channels');
  const outputs = its.of('outputs');
  return POINTS * (Math.max(channels, outputs) + its.of('blockTiles') * (channels + outputs) + 32);
}

type WindowOperand =
  | 'height'
  | 'width'
  | 'channels'
  | 'outputHeight'
  | 'outputWidth'
  | 'kernel'
  | 'step'
  | 'padTop'
  | 'padLeft'
  | 'stride'
  | 'panels';

function windowOf(its: Its<'kernel' | 'channels'>): number {
  return its.of('kernel') ** 2 * its.of('channels');
}

function windowOutputsOf(its: Its<WindowOperand>): number {
  return its.batch * its.of('outputHeight') * its.of('outputWidth') * its.of('panels') * 8;
}

/**
 * Windows are read and written four floats at a time, and so three beyond their end; or a sample is laid out with what is
 * around it.
 */
function windowsOf(its: Its<WindowOperand | 'workspace'>) {
  const [channels, outputHeight, outputWidth] = [its.of('channels'), its.of('outputHeight'), its.of('outputWidth')];
  const [kernel, step] = [its.of('kernel'), its.of('step')];
  requireThat(windowOf(its) + 3 <= its.of('stride'), 'a window is wider than its room');
  requireThat(outputHeight > 0 && outputWidth > 0 && step > 0, 'there are no windows');
  requireThat(its.of('padTop') < kernel && its.of('padLeft') < kernel, 'a window begins outside its sample');
  return [
    readInputs(its, its.batch * its.of('height') * its.of('width') * its.of('channels'), 12),
    ...writes(
      its,
      Math.max(
        WINDOW_ROWS * its.of('stride'),
        paddedSampleFloats({ channels, outputHeight, outputWidth, kernel, step }),
      ),
      'workspace',
    ),
  ];
}
