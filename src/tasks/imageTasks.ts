// Few-shot classification of images: the classes of an image set, with each turn of a training class as a class of its
// own where asked for.

import type { Samples } from '../engine/learner.ts';
import { turnsClasses } from '../experiment/rotations.ts';
import type { ImageTaskSpec } from '../experiment/schema.ts';
import { createClassDistribution, type SampleClass } from './classTasks.ts';
import type { ImageSet } from './imageSet.ts';
import { allQuarterTurns, type QuarterTurns, turnedPixelSources } from './quarterTurns.ts';
import type { SupervisedDistribution, Task, TaskIllustration } from './task.ts';
import { TaskError } from './taskError.ts';

/** With `rotations`, each turn of a training class is a class of its own. */
interface TurnedClass extends SampleClass {
  readonly turns: QuarterTurns;
}

/**
 * Tasks from an image set (see `classTasks.ts`).
 * @throws {TaskError} when the classes or the images of a class do not suffice
 */
export function createImageDistribution(spec: ImageTaskSpec, set: ImageSet): SupervisedDistribution {
  const { width, height, channels } = set;
  const isTurned = turnsClasses(spec);
  if (isTurned && width !== height) {
    throw new TaskError(`Images of ${width} × ${height} cannot be turned by 90 degrees. Set task.rotations to false.`);
  }
  const turnsOfTraining = isTurned ? allQuarterTurns : ([0] as const);
  const copyPixels = createPixelCopier(set);
  return createClassDistribution<TurnedClass>(spec, {
    inputShape: [height, width, channels],
    trainingClasses: set.trainingClasses.flatMap(({ name, images }) =>
      turnsOfTraining.map((turns) => ({ name, samples: images, turns })),
    ),
    heldOutClasses: set.heldOutClasses.map(({ name, images }) => ({ name, samples: images, turns: 0 })),
    heldOutDescription: set.heldOutDescription,
    ...(set.episodes && { episodes: set.episodes }),
    samplesNoun: 'images',
    encode: (image, { turns }, target) => copyPixels(image, turns, target),
    illustrate: (task) => illustrateImages(task, set),
  });
}

/** Writes image `image`, turned, into `target` with values from 0 to 1. */
function createPixelCopier({ width, height, channels, pixels }: ImageSet) {
  const values = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
  const size = width * height * channels;
  const sources = allQuarterTurns.map((turns) => turnedPixelSources(width, turns));
  return (image: number, turns: QuarterTurns, target: Float32Array): void => {
    const upright = pixels.subarray(image * size, (image + 1) * size);
    if (turns === 0) {
      upright.forEach((byte, index) => {
        target[index] = values[byte] ?? 0;
      });
      return;
    }
    sources[turns]?.forEach((source, pixel) => {
      for (let channel = 0; channel < channels; channel++) {
        target[pixel * channels + channel] = values[upright[source * channels + channel] ?? 0] ?? 0;
      }
    });
  };
}

/** For tasks whose inputs are images with values from 0 to 1. */
export function illustrateImages(
  task: Task,
  { width, height, channels }: Pick<ImageSet, 'width' | 'height' | 'channels'>,
): TaskIllustration {
  return {
    kind: 'images',
    width,
    height,
    channels,
    classNames: task.classNames,
    support: picturesOf(task.support),
    query: picturesOf(task.query),
  };
}

function picturesOf(samples: Samples): { way: number; pixels: string }[] {
  const size = samples.inputs.length / samples.count;
  return Array.from(samples.targets, (way, index) => {
    const bytes = Uint8Array.from(samples.inputs.subarray(index * size, (index + 1) * size), (value) =>
      Math.round(value * 255),
    );
    return { way, pixels: Buffer.from(bytes).toString('base64') };
  });
}
