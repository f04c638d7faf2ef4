// The class whose mean is nearest in Euclidean distance: on inputs as they are, or on features of them.

import type { Task } from '../tasks/task.ts';
import type { Baseline } from './baseline.ts';
import { meanRow, placeOfLeast, type Row, rowsOf, squaredDistance } from './rows.ts';

export const nearestCentroid: Baseline = {
  name: 'nearestCentroid',
  answer: (task) => answerByCentroids(task, (inputs) => inputs),
};

/**
 * For spectrograms [bands, frames]: each band's mean over time, so that it does not matter when a sound is heard. As
 * the model gets them, normalised as the experiment asks.
 */
export function createSpectrumCentroid(bands: number): Baseline {
  return {
    name: 'spectrumCentroid',
    answer: (task) => answerByCentroids(task, (spectrogram) => bandMeans(spectrogram, bands)),
  };
}

function bandMeans(spectrogram: Row, bands: number): number[] {
  const frames = spectrogram.length / bands;
  return Array.from({ length: bands }, (_, band) => {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) sum += spectrogram[band * frames + frame] ?? Number.NaN;
    return sum / frames;
  });
}

function answerByCentroids({ support, query, classNames }: Task, featuresOf: (inputs: Row) => Row): Float32Array {
  const known = rowsOf(support).map(featuresOf);
  // A class without a support sample is nearest to nothing.
  const centroids = classNames.map((_, way) => {
    const own = known.filter((_row, sample) => support.targets[sample] === way);
    return own.length === 0 ? [Number.POSITIVE_INFINITY] : meanRow(own);
  });
  return Float32Array.from(rowsOf(query), (sample) => {
    const features = featuresOf(sample);
    return placeOfLeast(centroids.map((centroid) => squaredDistance(centroid, features)));
  });
}
