// The direction of an inner step of gradient descent with clipping and weight decay, and the derivatives that a
// meta-gradient goes back through.

import type { InnerOptimizer } from '../experiment/schema.ts';

/** What inner steps of gradient descent do besides following the gradient. */
export interface Descent {
  readonly optimizer: Pick<InnerOptimizer, 'reduction' | 'weightDecay' | 'clipGradient'>;
  /** The first of the parameters that steps move; those before it neither decay nor count in the gradient's norm. */
  readonly movedFrom: number;
}

/** What is left of every parameter before a step's gradient is taken. */
export function factorBeforeGradient({ optimizer: { weightDecay } }: Descent): number {
  return weightDecay?.kind === 'factor' ? weightDecay.factor : 1;
}

/** λ of θ ← θ − s ⊙ (∇L(θ) + λ · θ): along plain gradient descent, decay by the gradient and apart from it are the same. */
export function decayAlongGradient({ optimizer: { weightDecay } }: Descent): number {
  return weightDecay?.kind === 'l2' || weightDecay?.kind === 'decoupled' ? weightDecay.rate : 0;
}

/** `scale` times the gradient, clipped. */
export function clippedGradient(
  { optimizer, movedFrom }: Descent,
  gradient: Float32Array,
  scale: number,
): Float64Array {
  const clipped = Float64Array.from(gradient, (slope) => scale * slope);
  const { clipGradient } = optimizer;
  switch (clipGradient?.kind) {
    case undefined:
      break;
    case 'norm': {
      const norm = normFrom(movedFrom, clipped);
      if (!(norm <= clipGradient.at)) {
        const factor = Number.isFinite(norm) ? clipGradient.at / norm : Number.NaN;
        for (let i = 0; i < clipped.length; i++) clipped[i] = factor * (clipped[i] ?? Number.NaN);
      }
      break;
    }
    case 'value':
      for (let i = 0; i < clipped.length; i++) {
        clipped[i] = Math.max(-clipGradient.at, Math.min(clipGradient.at, clipped[i] ?? Number.NaN));
      }
  }
  return clipped;
}

/**
 * Multiplies `vector` by the derivative of `clippedGradient` by `scale` times the gradient, which is symmetric. With
 * x that gradient, n its norm and c the bound, that is 1 where nothing is clipped; by value 0 where a component is; by
 * norm c/n · (1 − x xᵀ / n²): what is clipped no longer grows along x.
 */
export function multiplyByClipping(
  { optimizer: { clipGradient }, movedFrom }: Descent,
  gradient: Float32Array,
  scale: number,
  vector: Float64Array,
): void {
  if (clipGradient === undefined) return;
  const scaled = Float64Array.from(gradient, (slope) => scale * slope);
  const { kind, at } = clipGradient;
  if (kind === 'value') {
    for (let i = 0; i < vector.length; i++) if (Math.abs(scaled[i] ?? Number.NaN) > at) vector[i] = 0;
    return;
  }
  const norm = normFrom(movedFrom, scaled);
  if (norm <= at) return;
  let along = 0;
  for (let i = movedFrom; i < vector.length; i++)
    along += ((scaled[i] ?? Number.NaN) / norm) * (vector[i] ?? Number.NaN);
  for (let i = movedFrom; i < vector.length; i++) {
    vector[i] = (at / norm) * ((vector[i] ?? Number.NaN) - (along * (scaled[i] ?? Number.NaN)) / norm);
  }
}

function normFrom(first: number, values: Float64Array): number {
  let squares = 0;
  for (let i = first; i < values.length; i++) squares += (values[i] ?? Number.NaN) ** 2;
  return Math.sqrt(squares);
}
