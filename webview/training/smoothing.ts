// Smoothing of a noisy figure: TensorBoard's exponential moving average, whose first values are not pulled towards
// zero.

import type { SeriesPoints } from '../../src/panel/panelMessages.ts';
import { pointAt } from '../../src/panel/seriesThinning.ts';

/** The strengths a person chooses from: weight of the past, per measured point. 0 is no smoothing. */
export const smoothingStrengths = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999] as const;

/** The position in `smoothingStrengths` nearest to `smoothing`. */
export function nearestStrength(smoothing: number): number {
  let nearest = 0;
  for (const [index, strength] of smoothingStrengths.entries()) {
    if (Math.abs(strength - smoothing) < Math.abs((smoothingStrengths[nearest] ?? 0) - smoothing)) nearest = index;
  }
  return nearest;
}

/**
 * The smoothed value at each point: aᵢ = s·aᵢ₋₁ + (1 − s)·xᵢ, divided by 1 − sⁱ. A thinned point counts as the points
 * it stands for, each with their mean. Points that are no number give NaN and are passed over, as TensorBoard does.
 *
 * @param smoothing s, 0 … below 1
 */
export function smoothSeries(series: SeriesPoints, smoothing: number): number[] {
  let accumulated = 0;
  let debias = 1;
  return series.iterations.map((_, index) => {
    const { mean, count } = pointAt(series, index);
    if (!Number.isFinite(mean)) return Number.NaN;
    const kept = smoothing ** count;
    accumulated = kept * accumulated + (1 - kept) * mean;
    debias *= kept;
    return accumulated / (1 - debias);
  });
}
