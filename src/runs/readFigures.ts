// All figures of a run at once, for whoever needs few of them or has a short run.

import { addTo } from '../base/addTo.ts';
import { EventReader } from './eventReader.ts';
import type { EventUpdate } from './eventUpdate.ts';
import type { Figure } from './figureBatch.ts';

/** A figure, or the iteration from which on those before it do not count. */
type Told = Figure | number;

/**
 * Every wanted figure that counts, by tag, iterations ascending; withdrawn ones are left out, and what cannot be read.
 */
export async function readFigures(
  directory: string,
  isWanted?: (tag: string) => boolean,
): Promise<Map<string, Figure[]>> {
  const told: Told[] = [];
  await new EventReader(directory, isWanted).read((updates) => {
    for (const update of updates) take(update, told);
  });
  const series = new Map<string, Figure[]>();
  for (const figure of countingOf(told)) addTo(series, figure.tag, figure);
  for (const figures of series.values()) figures.sort((a, b) => a.iteration - b.iteration);
  return series;
}

function take(update: EventUpdate, told: Told[]): void {
  switch (update.kind) {
    case 'figures':
      for (const figure of update.figures) told.push(figure);
      return;
    case 'withdrawn':
      told.push(update.fromIteration);
      return;
    case 'restarted':
      told.length = 0;
      return;
    case 'damaged':
    case 'unreadable':
    case 'readable':
      return;
  }
}

/**
 * In the order in which they were told. A file may withdraw at every second record, so each is looked at once, the last
 * one first.
 */
function countingOf(told: readonly Told[]): Figure[] {
  const counting: Figure[] = [];
  let cutoff = Number.POSITIVE_INFINITY;
  for (let place = told.length - 1; place >= 0; place--) {
    const each = told[place];
    if (typeof each === 'number') cutoff = Math.min(cutoff, each);
    else if (each !== undefined && each.iteration < cutoff) counting.push(each);
  }
  return counting.reverse();
}
