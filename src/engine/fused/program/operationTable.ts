// The operations of programs: what each is called, its code, and its operands in order, each with what it means.
//
// A program is a list of 32-bit words: an operation's code, then its operands, up to END. What builds programs and
// takes them apart (`operations.ts`), and what reads them in the kernels (`scripts/operation-readers.mjs`), follow from
// this table.

import { imageOperations } from './imageOperations.ts';
import { each, type OperationShape } from './operandKinds.ts';

const weightGradient = {
  ...each('table', 'groups'),
  ...each('count', 'groupCount', 'positions'),
  ...each('distance', 'dyDistance'),
  ...each('address', 'workspace'),
  ...each('table', 'taps'),
  ...each('count', 'tapCount', 'depth', 'panels'),
  ...each('address', 'gradient'),
};
const parametersToMove = { ...each('count', 'count'), ...each('address', 'parameters', 'gradient') };

export const operationTable = {
  END: { code: 0, operands: {} },

  // Values.
  COPY_INPUT: {
    code: 1,
    operands: { ...each('perSample', 'rows'), ...each('count', 'width', 'stride'), ...each('address', 'to') },
  },
  ADD: { code: 2, operands: { ...each('perSample', 'count'), ...each('address', 'x', 'y') } },
  COPY: { code: 22, operands: { ...each('perSample', 'count'), ...each('address', 'x', 'y') } },
  CLEAR_PADDING: {
    code: 21,
    operands: { ...each('perSample', 'runs'), ...each('count', 'channels', 'stride'), ...each('address', 'y') },
  },

  // Products over gathered rows.
  LINEAR: {
    code: 3,
    operands: {
      ...each('table', 'groups'),
      ...each('count', 'groupCount', 'depth', 'panels'),
      ...each('address', 'weights'),
      ...each('bytes', 'panelBytes'),
    },
  },
  TRANSPOSE_WEIGHTS: {
    code: 4,
    operands: { ...each('count', 'taps', 'depth', 'outputs'), ...each('address', 'weights', 'to') },
  },
  WEIGHT_GRADIENT: { code: 5, operands: { ...weightGradient, ...each('flag', 'accumulate') } },
  // As the above, then GRADIENT_DESCENT of the weights alone; what is left at `gradient` then is the kernels' own affair.
  WEIGHT_GRADIENT_DESCENT: {
    code: 72,
    operands: { ...weightGradient, ...each('address', 'weights'), ...each('real', 'learningRate') },
  },

  // Biases and activations.
  ADD_BIAS: {
    code: 6,
    operands: {
      ...each('activation', 'activation'),
      ...each('perSample', 'rows'),
      ...each('count', 'width'),
      ...each('address', 'y', 'bias'),
    },
  },
  BIAS_GRADIENT: {
    code: 7,
    operands: { ...each('perSample', 'rows'), ...each('count', 'width'), ...each('address', 'dy', 'gradient') },
  },
  ACTIVATE: {
    code: 8,
    operands: { ...each('activation', 'activation'), ...each('perSample', 'count'), ...each('address', 'x', 'y') },
  },
  ACTIVATION_GRADIENT: {
    code: 9,
    operands: { ...each('activation', 'activation'), ...each('perSample', 'count'), ...each('address', 'y', 'dy') },
  },
  ACTIVATION_TANGENT: {
    code: 64,
    operands: {
      ...each('activation', 'activation'),
      ...each('perSample', 'count'),
      ...each('address', 'y', 'xTangent', 'yTangent'),
    },
  },
  ACTIVATION_GRADIENT_TANGENT: {
    code: 65,
    operands: {
      ...each('activation', 'activation'),
      ...each('perSample', 'count'),
      ...each('address', 'y', 'yTangent', 'dy', 'dyTangent'),
    },
  },

  // Batch norm.
  BATCH_NORM: {
    code: 10,
    operands: {
      ...each('activation', 'activation'),
      ...each('perSample', 'rows'),
      ...each('count', 'width'),
      ...each('address', 'x', 'normalised', 'y', 'gamma', 'beta', 'scale'),
      ...each('real', 'epsilon'),
    },
  },
  BATCH_NORM_GRADIENT: {
    code: 11,
    operands: {
      ...each('activation', 'activation'),
      ...each('perSample', 'rows'),
      ...each('count', 'width'),
      ...each('address', 'normalised', 'y', 'dy', 'gamma', 'scale', 'gammaGradient', 'betaGradient'),
    },
  },
  BATCH_NORM_TANGENT: {
    code: 66,
    operands: {
      ...each('activation', 'activation'),
      ...each('perSample', 'rows'),
      ...each('count', 'width'),
      ...each(
        'address',
        'normalised',
        'xTangent',
        'normalisedTangent',
        'y',
        'yTangent',
        'gamma',
        'gammaTangent',
        'betaTangent',
        'scale',
        'sums',
      ),
    },
  },
  BATCH_NORM_GRADIENT_TANGENT: {
    code: 67,
    operands: {
      ...each('activation', 'activation'),
      ...each('perSample', 'rows'),
      ...each('count', 'width'),
      ...each(
        'address',
        'normalised',
        'normalisedTangent',
        'y',
        'dy',
        'dyTangent',
        'gamma',
        'gammaTangent',
        'scale',
        'sums',
        'gammaGradientTangent',
        'betaGradientTangent',
      ),
    },
  },

  // Losses, with their gradient by the outputs: of the summed loss, or of its mean.
  SOFTMAX_CROSS_ENTROPY: {
    code: 14,
    operands: {
      ...each('count', 'classes', 'stride'),
      ...each('address', 'logits', 'gradient'),
      ...each('flag', 'summed'),
    },
  },
  MEAN_SQUARED_ERROR: {
    code: 15,
    operands: {
      ...each('count', 'width', 'stride'),
      ...each('address', 'outputs', 'gradient'),
      ...each('flag', 'summed'),
    },
  },
  POLICY_GRADIENT: {
    code: 29,
    operands: {
      ...each('count', 'components', 'stride'),
      ...each('address', 'outputs', 'gradient'),
      ...each('flag', 'summed'),
    },
  },
  SOFTMAX_CROSS_ENTROPY_TANGENT: {
    code: 69,
    operands: {
      ...each('count', 'classes', 'stride'),
      ...each('address', 'logits', 'logitsTangent', 'gradientTangent'),
    },
  },
  MEAN_SQUARED_ERROR_TANGENT: {
    code: 70,
    operands: { ...each('count', 'width', 'stride'), ...each('address', 'outputsTangent', 'gradientTangent') },
  },
  POLICY_GRADIENT_TANGENT: {
    code: 71,
    operands: {
      ...each('count', 'components', 'stride'),
      ...each('address', 'outputs', 'outputsTangent', 'gradientTangent'),
    },
  },

  // Optimizers.
  GRADIENT_DESCENT: { code: 16, operands: { ...parametersToMove, ...each('real', 'learningRate') } },
  ADAM: {
    code: 17,
    operands: {
      ...parametersToMove,
      ...each('optionalAddress', 'first'),
      ...each('address', 'second'),
      ...each('double', 'learningRate', 'beta1', 'beta2'),
      ...each('real', 'epsilon'),
    },
  },
  MOMENTUM: {
    code: 18,
    operands: { ...parametersToMove, ...each('address', 'accumulated'), ...each('real', 'learningRate', 'momentum') },
  },

  // What happens to parameters and their gradient around an optimizer's step.
  SCALE: { code: 43, operands: { ...each('count', 'count'), ...each('address', 'values'), ...each('real', 'factor') } },
  ADD_DECAY: { code: 44, operands: { ...parametersToMove, ...each('real', 'rate') } },
  CLIP_BY_NORM: {
    code: 45,
    operands: { ...each('count', 'count'), ...each('address', 'gradient'), ...each('double', 'at') },
  },
  CLIP_BY_VALUE: {
    code: 46,
    operands: { ...each('count', 'count'), ...each('address', 'gradient'), ...each('real', 'at') },
  },

  // Dropout.
  DRAW_MASK: {
    code: 23,
    operands: {
      ...each('count', 'layer'),
      ...each('perSample', 'count'),
      ...each('bits', 'threshold'),
      ...each('real', 'kept'),
      ...each('address', 'mask'),
    },
  },
  MULTIPLY_BY_MASK: {
    code: 24,
    operands: {
      ...each('perSample', 'runs'),
      ...each('count', 'channels', 'stride'),
      ...each('address', 'mask', 'x', 'y'),
    },
  },

  // Tokens.
  EMBEDDING_BAG: {
    code: 25,
    operands: { ...each('count', 'length', 'inputStride', 'units', 'stride'), ...each('address', 'x', 'table', 'y') },
  },
  EMBEDDING_BAG_GRADIENT: {
    code: 26,
    operands: {
      ...each('count', 'length', 'inputStride', 'tokens', 'units', 'stride'),
      ...each('address', 'x', 'dy', 'share', 'gradient'),
    },
  },

  // The output of a Gaussian policy.
  APPEND_DEVIATIONS: {
    code: 27,
    operands: {
      ...each('count', 'components', 'inputStride', 'outputStride'),
      ...each('address', 'means', 'logDeviations', 'y'),
    },
  },
  APPEND_DEVIATIONS_GRADIENT: {
    code: 28,
    operands: {
      ...each('count', 'components', 'inputStride', 'outputStride'),
      ...each('address', 'dy', 'dx', 'gradient'),
    },
  },

  ...imageOperations,
} as const satisfies Readonly<Record<string, OperationShape>>;

export type OperationName = keyof typeof operationTable;
