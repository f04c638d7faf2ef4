// Adam on the meta-gradient.

import type { Stretch } from '../stretch.ts';

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
 * Step `iteration + 1` of Adam: Kingma and Ba, arXiv 1412.6980, in the efficient form at the end of section 2, as the inner optimizer has it
 * and TensorFlow's AdamOptimizer, which the papers' code uses. Values are float32, operations between them float64.
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
  const rate = (learningRate * Math.sqrt(1 - integerPower(beta2, iteration + 1))) / (1 - integerPower(beta1, iteration + 1));
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
