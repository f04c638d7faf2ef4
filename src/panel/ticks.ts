// Where an axis is labelled: at round values, at most as many as there is room for.

/**
 * Multiples of 1, 2 or 5 times a power of ten within [min, max], at most `maxCount` (≥ 2); of 1 at least where only
 * whole numbers make sense.
 */
export function roundTicks(min: number, max: number, maxCount: number, whole: boolean): number[] {
  if (!(max > min)) return Number.isFinite(min) ? [min] : [];
  const step = Math.max(roundStep((max - min) / maxCount), whole ? 1 : 0);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

const mantissas = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]];

/**
 * Round values for a logarithmic axis over [min, max] (both above 0), at most `maxCount` (≥ 2): the same few in every
 * decade, only powers of ten where there are many, evenly spaced ones where the axis spans too little for that.
 */
export function logarithmicTicks(min: number, max: number, maxCount: number): number[] {
  if (!(min > 0 && max > min)) return roundTicks(min, max, maxCount, false);
  const from = Math.floor(Math.log10(min));
  const decades = Array.from({ length: Math.ceil(Math.log10(max)) - from + 1 }, (_, index) => from + index);
  const within = (ticks: readonly number[]): number[] => ticks.filter((tick) => tick >= min && tick <= max);
  const choices = mantissas.map((shown) =>
    within(decades.flatMap((decade) => shown.map((mantissa) => Number(`${mantissa}e${decade}`)))),
  );
  const fitting = choices.find((ticks) => ticks.length <= maxCount);
  if (fitting === undefined) {
    const powers = within(decades.map((decade) => Number(`1e${decade}`)));
    const every = Math.ceil(powers.length / maxCount);
    return powers.filter((_, index) => index % every === 0);
  }
  return fitting.length >= 3 ? fitting : roundTicks(min, max, maxCount, false);
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}
