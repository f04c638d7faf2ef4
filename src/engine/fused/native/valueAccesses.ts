// Which bytes operations on rows of values touch: samples, activations, batch norm, losses, optimizers.

import {
  type AccessRules,
  type Its,
  readInputs,
  reads,
  readTargets,
  requireEights,
  requireThat,
  upTo,
  writeLoss,
  writes,
} from './accessRule.ts';

type ValueOperation =
  | 'COPY_INPUT'
  | 'ADD'
  | 'COPY'
  | 'CLEAR_PADDING'
  | 'ADD_BIAS'
  | 'BIAS_GRADIENT'
  | 'ACTIVATE'
  | 'ACTIVATION_GRADIENT'
  | 'ACTIVATION_TANGENT'
  | 'ACTIVATION_GRADIENT_TANGENT'
  | 'BATCH_NORM'
  | 'BATCH_NORM_GRADIENT'
  | 'BATCH_NORM_TANGENT'
  | 'BATCH_NORM_GRADIENT_TANGENT'
  | 'SOFTMAX_CROSS_ENTROPY'
  | 'MEAN_SQUARED_ERROR'
  | 'POLICY_GRADIENT'
  | 'SOFTMAX_CROSS_ENTROPY_TANGENT'
  | 'MEAN_SQUARED_ERROR_TANGENT'
  | 'POLICY_GRADIENT_TANGENT'
  | 'GRADIENT_DESCENT'
  | 'ADAM'
  | 'MOMENTUM'
  | 'SCALE'
  | 'ADD_DECAY'
  | 'CLIP_BY_NORM'
  | 'CLIP_BY_VALUE'
  | 'DRAW_MASK'
  | 'MULTIPLY_BY_MASK'
  | 'EMBEDDING_BAG'
  | 'EMBEDDING_BAG_GRADIENT'
  | 'APPEND_DEVIATIONS'
  | 'APPEND_DEVIATIONS_GRADIENT';

export const valueAccesses: AccessRules<ValueOperation> = {
  COPY_INPUT(its) {
    const rows = its.batch * its.of('rows');
    requireThat(its.of('width') <= its.of('stride'), 'a row of samples is wider than its room');
    return [readInputs(its, rows * its.of('width')), ...writes(its, rows * its.of('stride'), 'to')];
  },
  ADD: (its) => [...reads(its, valuesOf(its), 'x'), ...writes(its, valuesOf(its), 'y')],
  COPY: (its) => [...reads(its, valuesOf(its), 'x'), ...writes(its, valuesOf(its), 'y')],
  CLEAR_PADDING: (its) => writes(its, its.batch * its.of('runs') * its.of('stride'), 'y'),

  ADD_BIAS: (its) => [...writes(its, rowsOf(its), 'y'), ...reads(its, its.of('width'), 'bias')],
  BIAS_GRADIENT: (its) => [...reads(its, rowsOf(its), 'dy'), ...writes(its, its.of('width'), 'gradient')],
  ACTIVATE: (its) => [...reads(its, valuesOf(its), 'x'), ...writes(its, valuesOf(its), 'y')],
  ACTIVATION_GRADIENT: (its) => [...reads(its, valuesOf(its), 'y'), ...writes(its, valuesOf(its), 'dy')],
  ACTIVATION_TANGENT: (its) => [
    ...reads(its, valuesOf(its), 'y', 'xTangent'),
    ...writes(its, valuesOf(its), 'yTangent'),
  ],
  ACTIVATION_GRADIENT_TANGENT: (its) => [
    ...reads(its, valuesOf(its), 'y', 'yTangent', 'dy'),
    ...writes(its, valuesOf(its), 'dyTangent'),
  ],

  BATCH_NORM: (its) => [
    ...reads(its, rowsOf(its), 'x'),
    ...writes(its, rowsOf(its), 'normalised', 'y'),
    ...reads(its, its.of('width'), 'gamma', 'beta'),
    ...writes(its, its.of('width'), 'scale'),
  ],
  BATCH_NORM_GRADIENT: (its) => [
    ...reads(its, rowsOf(its), 'normalised', 'y'),
    ...writes(its, rowsOf(its), 'dy'),
    ...reads(its, its.of('width'), 'gamma', 'scale'),
    ...writes(its, its.of('width'), 'gammaGradient', 'betaGradient'),
  ],
  BATCH_NORM_TANGENT: (its) => [
    ...reads(its, rowsOf(its), 'normalised', 'xTangent', 'y'),
    ...writes(its, rowsOf(its), 'normalisedTangent', 'yTangent'),
    ...reads(its, its.of('width'), 'gamma', 'gammaTangent', 'betaTangent', 'scale'),
    ...writes(its, 3 * its.of('width'), 'sums'),
  ],
  BATCH_NORM_GRADIENT_TANGENT: (its) => [
    ...reads(its, rowsOf(its), 'normalised', 'normalisedTangent', 'y', 'dy'),
    ...writes(its, rowsOf(its), 'dyTangent'),
    ...reads(its, its.of('width'), 'gamma', 'gammaTangent', 'scale'),
    ...writes(its, 3 * its.of('width'), 'sums'),
    ...writes(its, its.of('width'), 'gammaGradientTangent', 'betaGradientTangent'),
  ],

  SOFTMAX_CROSS_ENTROPY: (its) => [
    ...lossOf(its, its.of('classes'), 'logits', 'gradient'),
    readTargets(its, its.batch),
    writeLoss(its),
  ],
  MEAN_SQUARED_ERROR: (its) => [
    ...lossOf(its, its.of('width'), 'outputs', 'gradient'),
    readTargets(its, its.batch * its.of('width')),
    writeLoss(its),
  ],
  POLICY_GRADIENT: (its) => [
    ...lossOf(its, 2 * its.of('components'), 'outputs', 'gradient'),
    readTargets(its, its.batch * (its.of('components') + 1)),
    writeLoss(its),
  ],
  SOFTMAX_CROSS_ENTROPY_TANGENT: (its) => [
    ...lossOf(its, its.of('classes'), 'logits', 'gradientTangent'),
    ...reads(its, its.batch * its.of('stride'), 'logitsTangent'),
  ],
  MEAN_SQUARED_ERROR_TANGENT: (its) => lossOf(its, its.of('width'), 'outputsTangent', 'gradientTangent'),
  POLICY_GRADIENT_TANGENT: (its) => [
    ...lossOf(its, 2 * its.of('components'), 'outputs', 'gradientTangent'),
    ...reads(its, its.batch * its.of('stride'), 'outputsTangent'),
    readTargets(its, its.batch * (its.of('components') + 1)),
  ],

  GRADIENT_DESCENT: (its) => [...reads(its, allOf(its), 'gradient'), ...writes(its, allOf(its), 'parameters')],
  ADAM: (its) => [
    ...reads(its, allOf(its), 'gradient'),
    ...writes(its, allOf(its), 'parameters', 'second'),
    ...(its.of('first') === 0 ? [] : writes(its, allOf(its), 'first')),
  ],
  MOMENTUM: (its) => [...reads(its, allOf(its), 'gradient'), ...writes(its, allOf(its), 'parameters', 'accumulated')],
  SCALE: (its) => writes(its, allOf(its), 'values'),
  ADD_DECAY: (its) => [...reads(its, allOf(its), 'parameters'), ...writes(its, allOf(its), 'gradient')],
  CLIP_BY_NORM: (its) => writes(its, allOf(its), 'gradient'),
  CLIP_BY_VALUE: (its) => writes(its, allOf(its), 'gradient'),

  DRAW_MASK: (its) => writes(its, upTo(16, its.batch * its.of('count')), 'mask'),
  MULTIPLY_BY_MASK(its) {
    const runs = its.batch * its.of('runs');
    const stride = requireEights(its.of('stride'));
    return [
      ...reads(its, (runs - 1) * its.of('channels') + stride, 'mask'),
      ...reads(its, runs * stride, 'x'),
      ...writes(its, runs * stride, 'y'),
    ];
  },
  // Learners refuse tokens that the table does not have.
  EMBEDDING_BAG(its) {
    requireTokens(its);
    return [
      ...reads(its, its.batch * its.of('inputStride'), 'x'),
      ...reads(its, its.of('units'), 'table'),
      ...writes(its, its.batch * its.of('stride'), 'y'),
    ];
  },
  EMBEDDING_BAG_GRADIENT(its) {
    requireTokens(its);
    return [
      ...reads(its, its.batch * its.of('inputStride'), 'x'),
      ...reads(its, its.batch * its.of('stride'), 'dy'),
      ...writes(its, its.of('stride'), 'share'),
      ...writes(its, its.of('tokens') * its.of('units'), 'gradient'),
    ];
  },
  APPEND_DEVIATIONS(its) {
    requireDeviations(its);
    return [
      ...reads(its, its.batch * its.of('inputStride'), 'means'),
      ...reads(its, its.of('components'), 'logDeviations'),
      ...writes(its, its.batch * its.of('outputStride'), 'y'),
    ];
  },
  APPEND_DEVIATIONS_GRADIENT(its) {
    requireDeviations(its);
    return [
      ...reads(its, its.batch * its.of('outputStride'), 'dy'),
      ...writes(its, its.batch * its.of('inputStride'), 'dx'),
      ...writes(its, its.of('components'), 'gradient'),
    ];
  },
};

/** Values of all samples. */
function valuesOf(its: Its<'count'>): number {
  return upTo(8, its.batch * its.of('count'));
}

/** Floats of all samples' rows. */
function rowsOf(its: Its<'rows' | 'width'>): number {
  return its.batch * its.of('rows') * requireEights(its.of('width'));
}

function allOf(its: Its<'count'>): number {
  return upTo(8, its.of('count'));
}

function lossOf<Operand extends string>(
  its: Its<Operand | 'stride'>,
  width: number,
  outputs: Operand,
  gradient: Operand,
) {
  requireThat(width <= its.of('stride'), 'a row of outputs is wider than its room');
  const floats = its.batch * its.of('stride');
  return [...reads(its, floats, outputs), ...writes(its, floats, gradient)];
}

function requireTokens(its: Its<'length' | 'inputStride' | 'units' | 'stride'>): void {
  requireThat(its.of('length') <= its.of('inputStride'), 'a sample has more tokens than room');
  requireThat(its.of('units') <= requireEights(its.of('stride')), 'an embedding is wider than its room');
}

function requireDeviations(its: Its<'components' | 'inputStride' | 'outputStride'>): void {
  const components = its.of('components');
  const fits = components <= its.of('inputStride') && 2 * components <= its.of('outputStride');
  requireThat(fits, 'means or deviations are wider than their room');
}
