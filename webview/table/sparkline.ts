// A figure over meta-iterations as a line as high as a word. Pure.

import type { CourseOfRun } from '../../src/table/page/tableMessages.ts';

/** Of the drawing, in its own units. */
export const sparkline = { width: 84, height: 16, margin: 1.5 };

/**
 * The line as a path, from the least to the most that was measured; empty where there are not two points. What is no
 * number is a gap.
 */
export function sparklinePath({ iterations, values }: Pick<CourseOfRun, 'iterations' | 'values'>): string {
  const known = values.flatMap((value) => value ?? []);
  const [first = 0, last = 0] = [iterations[0], iterations.at(-1)];
  if (known.length < 2 || last <= first) return '';
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const { width, height, margin } = sparkline;
  let path = '';
  let isPenDown = false;
  for (const [place, value] of values.entries()) {
    if (value === null) {
      isPenDown = false;
      continue;
    }
    const x = margin + ((width - 2 * margin) * ((iterations[place] ?? first) - first)) / (last - first);
    const share = most > least ? (value - least) / (most - least) : 0.5;
    const y = height - margin - (height - 2 * margin) * share;
    path += `${isPenDown ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    isPenDown = true;
  }
  return path;
}
