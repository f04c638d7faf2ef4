// All figures of a run at once, for whoever needs few of them or has a short run.

import { EventReader, type EventUpdate } from './eventReader.ts';
import type { Figure } from './figureBatch.ts';

/** Every wanted figure that counts, by tag, iterations ascending; withdrawn ones are left out, and what cannot be read. */
export async function readFigures(directory: string, isWanted?: (tag: string) => boolean): Promise<Map<string, Figure[]>> {
  const series = new Map<string, Figure[]>();
  await new EventReader(directory, isWanted).read((updates) => {
    for (const update of updates) take(update, series);
  });
  for (const figures of series.values()) figures.sort((a, b) => a.iteration - b.iteration);
  return series;
}

function take(update: EventUpdate, series: Map<string, Figure[]>): void {
  switch (update.kind) {
    case 'figures':
      for (const figure of update.figures) {
        const known = series.get(figure.tag);
        if (known === undefined) series.set(figure.tag, [figure]);
        else known.push(figure);
      }
      return;
    case 'withdrawn':
      for (const [tag, figures] of series) {
        const left = figures.filter(({ iteration }) => iteration < update.fromIteration);
        series.set(tag, left);
      }
      return;
    case 'restarted':
      series.clear();
      return;
    case 'damaged':
    case 'unreadable':
    case 'readable':
      return;
  }
}
