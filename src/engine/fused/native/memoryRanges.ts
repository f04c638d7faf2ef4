// Stretches of memory: merged, and asked whether another meets them.

export interface MemoryRange {
  readonly at: number;
  readonly bytes: number;
}

function meets(a: MemoryRange, b: MemoryRange): boolean {
  return a.bytes > 0 && b.bytes > 0 && a.at < b.at + b.bytes && b.at < a.at + a.bytes;
}

/** Sorted, and none meets another. */
export function mergeRanges(ranges: readonly MemoryRange[]): readonly MemoryRange[] {
  const merged: { at: number; bytes: number }[] = [];
  for (const { at, bytes } of ranges.toSorted((a, b) => a.at - b.at)) {
    const last = merged[merged.length - 1];
    if (last !== undefined && at <= last.at + last.bytes) last.bytes = Math.max(last.bytes, at + bytes - last.at);
    else merged.push({ at, bytes });
  }
  return merged;
}

/** Whether a range meets one of such. */
export function meetsAny(range: MemoryRange, sorted: readonly MemoryRange[]): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const own = sorted[middle];
    if (own !== undefined && own.at + own.bytes <= range.at) low = middle + 1;
    else high = middle;
  }
  const next = sorted[low];
  return next !== undefined && meets(next, range);
}
