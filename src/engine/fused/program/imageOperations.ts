// The operations that work on images: convolutions by windows, tiles and transforms, pooling.

import { each, type OperationShape } from './operandKinds.ts';

const poolingWindow = {
  ...each('count', 'height', 'width', 'channels', 'outputHeight', 'outputWidth', 'size', 'stride', 'padTop', 'padLeft'),
};
const inputWindows = {
  ...each(
    'count',
    'height',
    'width',
    'channels',
    'outputHeight',
    'outputWidth',
    'kernel',
    'step',
    'padTop',
    'padLeft',
    'stride',
    'panels',
  ),
};
const tiledImage = {
  ...each(
    'count',
    'height',
    'width',
    'outputHeight',
    'outputWidth',
    'padTop',
    'padLeft',
    'channels',
    'depth',
    'outputs',
    'blockTiles',
  ),
};
const imagesAndPoints = {
  ...each('images', 'images'),
  ...each('count', 'rowPoints', 'columnPoints', 'height', 'width'),
  ...each('bytes', 'pixelBytes'),
  ...each('table', 'rowMatrix', 'columnMatrix', 'places'),
  ...each('address', 'image', 'points', 'scratch'),
};
const rowGroups = { ...each('table', 'groups'), ...each('count', 'groupCount', 'panels', 'depth') };

/** Operands with which several operations begin alike, so that kernels read them in one way. */
export const sharedOperands = { POOLING_WINDOW: poolingWindow };

export const imageOperations = {
  // Batch norm with pooling of 2x2 windows.
  BATCH_STATISTICS: {
    code: 36,
    operands: {
      ...each('count', 'pixels', 'channels'),
      ...each('address', 'x', 'mean', 'scale'),
      ...each('real', 'epsilon'),
      ...each('address', 'sums'),
    },
  },
  NORMALISE_POOL: {
    code: 37,
    operands: {
      ...each('count', 'height', 'width', 'channels'),
      ...each('address', 'x', 'y', 'winners', 'kept', 'gamma', 'beta', 'mean', 'scale'),
      ...each('activation', 'activation'),
    },
  },
  NORMALISE_POOL_GRADIENT: {
    code: 38,
    operands: {
      ...each('count', 'height', 'width', 'channels'),
      ...each(
        'address',
        'x',
        'y',
        'winners',
        'kept',
        'dy',
        'dx',
        'gamma',
        'mean',
        'scale',
        'gammaGradient',
        'betaGradient',
      ),
      ...each('activation', 'activation'),
    },
  },

  // Pooling.
  MAX_POOL: { code: 12, operands: { ...poolingWindow, ...each('address', 'x', 'y', 'winners') } },
  MAX_POOL_GRADIENT: { code: 13, operands: { ...poolingWindow, ...each('address', 'winners', 'dy', 'dx') } },
  MAX_POOL_TANGENT: { code: 68, operands: { ...poolingWindow, ...each('address', 'winners', 'xTangent', 'yTangent') } },
  AVERAGE_POOL: { code: 19, operands: { ...poolingWindow, ...each('address', 'x', 'y') } },
  AVERAGE_POOL_GRADIENT: { code: 20, operands: { ...poolingWindow, ...each('address', 'dy', 'dx') } },

  // Convolutions by Winograd's algorithm.
  WINOGRAD_WEIGHTS: {
    code: 30,
    operands: { ...each('count', 'depth', 'panels'), ...each('address', 'weights', 'to') },
  },
  WINOGRAD: { code: 31, operands: { ...tiledImage, ...each('address', 'x', 'y', 'weights', 'workspace') } },
  WINOGRAD_GRADIENT: {
    code: 32,
    operands: {
      ...tiledImage,
      ...each('address', 'x', 'dy'),
      ...each('optionalAddress', 'dx'),
      ...each('address', 'transposed', 'workspace', 'gradient'),
      ...each('flag', 'accumulate'),
    },
  },
  WINOGRAD_WEIGHT_GRADIENT: {
    code: 33,
    operands: { ...each('count', 'depth', 'panels'), ...each('address', 'points', 'gradient') },
  },

  // Convolutions of the samples themselves.
  INPUT_CONVOLUTION: { code: 34, operands: { ...inputWindows, ...each('address', 'y', 'weights', 'workspace') } },
  INPUT_CONVOLUTION_GRADIENT: {
    code: 35,
    operands: { ...inputWindows, ...each('address', 'dy', 'gradient', 'workspace') },
  },

  // Convolutions by products of transformed images.
  SPREAD: { code: 39, operands: { ...imagesAndPoints } },
  COLLECT: { code: 40, operands: { ...imagesAndPoints, ...each('flag', 'accumulate') } },
  GROUP_PRODUCTS: {
    code: 41,
    operands: {
      ...rowGroups,
      ...each('address', 'source'),
      ...each('bytes', 'sourceBytes'),
      ...each('address', 'target'),
      ...each('bytes', 'targetBytes'),
      ...each('address', 'weights'),
    },
  },
  GROUP_WEIGHT_GRADIENTS: {
    code: 42,
    operands: {
      ...rowGroups,
      ...each('address', 'source'),
      ...each('bytes', 'sourceBytes'),
      ...each('address', 'dy'),
      ...each('bytes', 'dyBytes'),
      ...each('address', 'gradient'),
      ...each('flag', 'accumulate'),
    },
  },
} as const satisfies Readonly<Record<string, OperationShape>>;
