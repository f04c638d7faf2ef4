// Interaction mode: the point of each line that lies nearest to the pointer in x. Lines thinned to different points
// still answer together.

import type { InteractionModeFunction } from 'chart.js';

declare module 'chart.js' {
  interface InteractionModeMap {
    nearestOfEach: InteractionModeFunction;
  }
}

export const nearestOfEach: InteractionModeFunction = (chart, event) => {
  const scale = chart.scales.x;
  if (scale === undefined || event.x === null) return [];
  const x = scale.getValueForPixel(event.x);
  if (x === undefined) return [];
  return chart.getSortedVisibleDatasetMetas().flatMap((meta) => {
    const index = nearestIndex(meta.data.length, (position) => xOf(meta._parsed[position]), x);
    const element = meta.data[index];
    return element === undefined ? [] : [{ element, datasetIndex: meta.index, index }];
  });
};

/** The index of the value nearest to `x` among `length` ascending ones; -1 when there is none. */
export function nearestIndex(length: number, valueAt: (index: number) => number, x: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - valueAt(low - 1) < valueAt(low) - x ? low - 1 : Math.min(low, length - 1);
}

function xOf(parsed: unknown): number {
  return typeof parsed === 'object' && parsed !== null && 'x' in parsed ? Number(parsed.x) : Number.NaN;
}
