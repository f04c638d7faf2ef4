// Sets samples of a task apart: some of each class, or, without classes, simply some.

import { addTo } from '../base/addTo.ts';
import type { Samples } from '../engine/learner.ts';

/**
 * `apart` gets the first `shots` samples of each class, in rounds over the classes (`_split_train_test` in
 * supervised-reptile), `rest` the others. A task's samples are in random order within a class, so that this needs no
 * random numbers.
 * @throws {RangeError} when a class has fewer than `shots` samples, or nothing is left
 */
export function splitSamples(
  samples: Samples,
  shots: number,
  hasClasses: boolean,
): { readonly rest: Samples; readonly apart: Samples } {
  const classes = new Map<number, number[]>();
  for (let sample = 0; sample < samples.count; sample++) {
    const label = hasClasses ? (samples.targets[sample] ?? Number.NaN) : 0;
    addTo(classes, label, sample);
  }
  const rounds = Array.from({ length: shots }, (_, shot) =>
    [...classes.values()].flatMap((ofClass) => ofClass.slice(shot, shot + 1)),
  );
  const apart = rounds.flat();
  const rest = [...classes.values()].flatMap((ofClass) => ofClass.slice(shots));
  if (apart.length < shots * classes.size || rest.length === 0) {
    throw new RangeError(
      `Setting ${shots} samples of each class apart needs more than the ${samples.count} of this task.`,
    );
  }
  return { rest: pick(samples, rest), apart: pick(samples, apart) };
}

function pick({ inputs, targets, count }: Samples, chosen: readonly number[]): Samples {
  return { inputs: pickRows(inputs, count, chosen), targets: pickRows(targets, count, chosen), count: chosen.length };
}

function pickRows(values: Float32Array, count: number, chosen: readonly number[]): Float32Array {
  const size = values.length / count;
  const rows = new Float32Array(chosen.length * size);
  chosen.forEach((row, index) => {
    rows.set(values.subarray(row * size, (row + 1) * size), index * size);
  });
  return rows;
}
