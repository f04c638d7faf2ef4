// What a log tells, as lists of points by tag: what was withdrawn is left out, as TensorBoard leaves it out.

import type { LogReader } from '../../src/foreign/logReader.ts';
import type { EventUpdate } from '../../src/runs/eventUpdate.ts';
import type { Figure } from '../../src/runs/figureBatch.ts';

export interface Collected {
  readonly figures: readonly Figure[];
  readonly problems: readonly EventUpdate[];
}

export async function collectFigures(reader: LogReader): Promise<Collected> {
  let figures: Figure[] = [];
  let problems: EventUpdate[] = [];
  await reader.read((updates) => {
    for (const update of updates) {
      if (update.kind === 'figures') figures.push(...update.figures);
      else if (update.kind === 'withdrawn')
        figures = figures.filter(({ iteration }) => iteration < update.fromIteration);
      else if (update.kind === 'restarted') [figures, problems] = [[], []];
      else if (update.kind !== 'readable') problems.push(update);
    }
  });
  return { figures, problems };
}

/** `[iteration, value]` in the order in which they were told, by tag. */
export function pointsByTag(figures: readonly Figure[]): Record<string, [number, number][]> {
  const points: Record<string, [number, number][]> = {};
  for (const { tag, iteration, value } of figures) {
    points[tag] ??= [];
    points[tag].push([iteration, value]);
  }
  return points;
}
