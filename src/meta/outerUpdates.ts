// How θ moves by what a meta-batch has learned: Reptile's own interpolation, and the meta-gradient with the optimizers
// that follow it.

import { updateKernels } from '../engine/fused/wasm/updateModule.ts';
import { type Stretch, wholeOf } from './stretch.ts';

/**
 * θ ← θ + ε · mean(θᵢ − θ), in float32, each operation rounded once and the sum taken in task order. One task is the
 * serial version, several the batched one (arXiv 1803.02999, algorithms 1 and 2). All θᵢ start from the same θ, which
 * stays as it is.
 * @param moved as long as `stretch`
 * @returns `moved`: the new values of `stretch`
 * @throws {RangeError} when the vectors differ in length
 */
export function interpolate(
  theta: Float32Array,
  adapted: readonly Float32Array[],
  epsilon: number,
  { from, to }: Stretch = wholeOf(theta),
  moved: Float32Array = new Float32Array(to - from),
): Float32Array {
  requireLength(theta.length, adapted);
  updateKernels().interpolate(theta, adapted, { epsilon, share: 1 / adapted.length }, from, moved);
  return moved;
}

/** @throws {RangeError} when one of the vectors has another length */
function requireLength(length: number, vectors: readonly Float32Array[]): void {
  const other = vectors.find((vector) => vector.length !== length);
  if (other !== undefined)
    throw new RangeError(`Parameter vectors differ in length: ${length} and ${other.length} values.`);
}

/** mean(gᵢ), summed in task order. @returns the values of `stretch` */
export function meanGradient(gradients: readonly Float32Array[], { from, to }: Stretch): Float32Array {
  const mean = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (const gradient of gradients) sum += gradient[i] ?? Number.NaN;
    mean[i - from] = sum / gradients.length;
  }
  return mean;
}

/**
 * mean(θ − θᵢ), summed in task order: what Reptile takes as a gradient (arXiv 1803.02999, section 2).
 * @returns the values of `stretch`
 */
export function meanDeparture(
  theta: Float32Array,
  adapted: readonly Float32Array[],
  { from, to }: Stretch,
): Float32Array {
  const mean = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    const start = theta[i] ?? Number.NaN;
    let sum = 0;
    for (const thetaI of adapted) sum += start - (thetaI[i] ?? Number.NaN);
    mean[i - from] = sum / adapted.length;
  }
  return mean;
}

/**
 * θ ← θ − ε · g.
 * @param gradient g, of `stretch` alone
 * @returns the new values of `stretch`
 */
export function descend(theta: Float32Array, gradient: Float32Array, epsilon: number, { from }: Stretch): Float32Array {
  return gradient.map((slope, index) => (theta[from + index] ?? Number.NaN) - epsilon * slope);
}

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** New values of a stretch. */
export interface AdamStep {
  readonly parameters: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
}

/**
 * Step `iteration + 1` of Adam: Kingma and Ba, arXiv 1412.6980, in the efficient form at the end of section 2, as the
 * inner optimizer has it and TensorFlow's AdamOptimizer, which the papers' code uses. Values are float32, operations
 * between them float64.
 * @param moments all first moments, then all second ones
 * @param gradient of `stretch` alone
 */
export function adamStep(
  { beta1, beta2, epsilon }: AdamSettings,
  { parameters, moments, iteration }: { parameters: Float32Array; moments: Float32Array; iteration: number },
  gradient: Float32Array,
  learningRate: number,
  { from, to }: Stretch,
): AdamStep {
  const rate =
    (learningRate * Math.sqrt(1 - integerPower(beta2, iteration + 1))) / (1 - integerPower(beta1, iteration + 1));
  const count = parameters.length;
  const moved = new Float32Array(to - from);
  const firstMoments = new Float32Array(to - from);
  const secondMoments = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    const slope = gradient[i - from] ?? Number.NaN;
    const first = beta1 * (moments[i] ?? Number.NaN) + (1 - beta1) * slope;
    const second = beta2 * (moments[count + i] ?? Number.NaN) + (1 - beta2) * slope * slope;
    moved[i - from] = (parameters[i] ?? Number.NaN) - (rate * first) / (Math.sqrt(second) + epsilon);
    firstMoments[i - from] = first;
    secondMoments[i - from] = second;
  }
  return { parameters: moved, firstMoments, secondMoments };
}

/** By squaring: a product of few factors, and the same bits in every V8, which `Math.pow` does not promise. */
function integerPower(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  const half = integerPower(base, Math.floor(exponent / 2));
  return exponent % 2 === 0 ? half * half : half * half * base;
}
