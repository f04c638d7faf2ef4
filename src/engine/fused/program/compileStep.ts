// Compiles optimizer steps to operations.

import type { InnerOptimizer } from '../../../experiment/schema.ts';
import { padToEight } from './layout.ts';
import { addressOf, type Region, type Word } from './memoryPlan.ts';
import { operation } from './operations.ts';

/** Arrays as large as the parameters that the optimizer keeps. */
export function momentCount(optimizer: InnerOptimizer): number {
  switch (optimizer.kind) {
    case 'sgd':
      return 0;
    case 'momentum':
      return 1;
    case 'adam':
      return optimizer.beta1 === 0 ? 1 : 2;
  }
}

/** What an inner step does with the parameters. */
interface CompiledStep {
  /** Ahead of the gradient. */
  readonly before: readonly Word[];
  /** With the gradient. */
  readonly after: readonly Word[];
}

/** What a step moves, and along which gradient. */
interface MovedParameters {
  /** With padding. */
  readonly count: number;
  readonly parameters: Region;
  readonly gradient: Region;
}

/** Floats of the parameters' layout. */
export interface ParameterStretch {
  readonly start: number;
  readonly count: number;
}

/**
 * The learning rate where nothing stands between the gradient and a step along it, so that each parameter may be moved
 * as soon as its gradient is known.
 */
export function descentRateOf({ kind, clipGradient, weightDecay, learningRate }: InnerOptimizer): number | undefined {
  const isPlain = kind === 'sgd' && clipGradient === undefined;
  return isPlain && (weightDecay === undefined || weightDecay.kind === 'factor') ? learningRate : undefined;
}

/**
 * Clipping comes before weight decay, as where PyTorch's optimizers follow its clipping.
 * @param moments as many as `momentCount` says
 * @param taken what has moved with its gradient, in the order of the layout; nothing where `descentRateOf` gives no rate
 */
export function compileStep(
  optimizer: InnerOptimizer,
  count: number,
  parameters: Region,
  gradient: Region,
  moments: readonly Region[],
  taken: readonly ParameterStretch[],
): CompiledStep {
  const moved = { count: padToEight(count), parameters, gradient };
  const { weightDecay } = optimizer;
  return {
    before: weightDecay?.kind === 'factor' ? scale(moved, weightDecay.factor) : [],
    after: [
      ...compileClipping(optimizer, moved),
      ...compileDecay(optimizer, moved),
      ...compileUpdate(optimizer, moved, moments, taken),
    ],
  };
}

function compileClipping({ clipGradient }: InnerOptimizer, { count, gradient }: MovedParameters): readonly Word[] {
  switch (clipGradient?.kind) {
    case undefined:
      return [];
    case 'norm':
      return operation('CLIP_BY_NORM', { count, gradient, at: clipGradient.at });
    case 'value':
      return operation('CLIP_BY_VALUE', { count, gradient, at: clipGradient.at });
  }
}

/** Weight decay between the gradient and the update. */
function compileDecay({ weightDecay, learningRate }: InnerOptimizer, moved: MovedParameters): readonly Word[] {
  switch (weightDecay?.kind) {
    case undefined:
    case 'factor':
      return [];
    case 'l2':
      return operation('ADD_DECAY', { ...moved, rate: weightDecay.rate });
    case 'decoupled':
      return scale(moved, 1 - learningRate * weightDecay.rate);
  }
}

function scale({ count, parameters }: MovedParameters, factor: number): readonly Word[] {
  return operation('SCALE', { count, values: parameters, factor });
}

function compileUpdate(
  optimizer: InnerOptimizer,
  moved: MovedParameters,
  moments: readonly Region[],
  taken: readonly ParameterStretch[],
): readonly Word[] {
  switch (optimizer.kind) {
    case 'sgd': {
      const { learningRate } = optimizer;
      return stretchesBetween(taken, moved.count).flatMap(({ start, count }) => {
        const parameters = addressOf(moved.parameters, start * 4);
        const gradient = addressOf(moved.gradient, start * 4);
        return operation('GRADIENT_DESCENT', { count, parameters, gradient, learningRate });
      });
    }
    case 'momentum': {
      const [accumulated] = moments;
      if (accumulated === undefined) throw new Error('Momentum keeps an accumulated gradient.');
      const { learningRate, momentum } = optimizer;
      return operation('MOMENTUM', { ...moved, accumulated, learningRate, momentum });
    }
    case 'adam': {
      const second = moments[moments.length - 1];
      const first = moments.length > 1 ? moments[0] : undefined;
      if (second === undefined) throw new Error('Adam keeps second moments.');
      const { learningRate, beta1, beta2, epsilon } = optimizer;
      return operation('ADAM', { ...moved, first, second, learningRate, beta1, beta2, epsilon });
    }
  }
}

/** What is left of `count` floats without some stretches, which stand in order. */
function stretchesBetween(taken: readonly ParameterStretch[], count: number): readonly ParameterStretch[] {
  const ends = [0, ...taken.map((each) => each.start + each.count)];
  const starts = [...taken.map((each) => each.start), count];
  return ends
    .map((end, index) => ({ start: end, count: (starts[index] ?? count) - end }))
    .filter((stretch) => stretch.count > 0);
}
