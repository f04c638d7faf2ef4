// All figures of one name that count in a run's own event files, in columns: a long run has millions.

import { EventReader } from '../../runs/eventReader.ts';
import { Cutoffs } from './cutoffs.ts';

/** Tells them in the order in which they were written. What cannot be read is left out. */
export async function forEachCounting(
  directory: string,
  tag: string,
  hear: (iteration: number, value: number) => void,
): Promise<void> {
  const cutoffs = new Cutoffs();
  let length = 0;
  let columns = new Float64Array(16);
  await new EventReader(directory, (name) => name === tag).read((updates) => {
    for (const update of updates) {
      if (update.kind === 'restarted') {
        cutoffs.clear();
        length = 0;
      } else if (update.kind === 'withdrawn') {
        cutoffs.note(length, update.fromIteration);
      } else if (update.kind === 'figures') {
        const { figures } = update;
        columns = withRoomFor(columns, 2 * (length + figures.length));
        for (let place = 0; place < figures.length; place++) {
          columns[2 * length] = figures.iterations[place] ?? Number.NaN;
          columns[2 * length + 1] = figures.values[place] ?? Number.NaN;
          length++;
        }
      }
    }
  });
  for (let place = 0; place < length; place++) {
    const [iteration = 0, value = Number.NaN] = columns.subarray(2 * place, 2 * place + 2);
    if (iteration < cutoffs.at(place)) hear(iteration, value);
  }
}

function withRoomFor(columns: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= columns.length) return columns;
  const longer = new Float64Array(Math.max(length, Math.ceil(1.5 * columns.length)));
  longer.set(columns);
  return longer;
}
