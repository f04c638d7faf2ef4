// Few-shot classification of images: the classes of an image set, with each turn of a class as a class of its own where
// asked for.

import type { Samples } from '../engine/learner.ts';
import { groupingOf } from '../experiment/grouping.ts';
import { turnsClasses, turnsHeldOutClasses } from '../experiment/rotations.ts';
import type { ImageTaskSpec } from '../experiment/schema.ts';
import { createClassDistribution } from './classTasks.ts';
import type { ImageClass, ImageSet } from './imageSet.ts';
import { allQuarterTurns, type QuarterTurns, turnedPixelSources } from './quarterTurns.ts';
import type { SampleClass } from './sampleClass.ts';
import type { SupervisedDistribution, Task, TaskIllustration } from './task.ts';
import { TaskError } from './taskError.ts';

/** Where classes are turned, each turn of one is a class of its own. */
interface TurnedClass extends SampleClass {
  readonly turns: QuarterTurns;
}

/**
 * Tasks from an image set (see `classTasks.ts`).
 * @throws {TaskError} when the classes or the images of a class do not suffice
 */
export function createImageDistribution(spec: ImageTaskSpec, set: ImageSet): SupervisedDistribution {
  const { width, height, channels } = set;
  const [turnsTraining, turnsHeldOut] = [turnsClasses(spec), turnsHeldOutClasses(spec)];
  if ((turnsTraining || turnsHeldOut) && width !== height) {
    const keys = [...(turnsTraining ? ['task.rotations'] : []), ...(turnsHeldOut ? ['task.heldOutRotations'] : [])];
    throw new TaskError(
      `Images of ${width} × ${height} cannot be turned by 90 degrees. Set ${keys.join(' and ')} to false.`,
    );
  }
  if (turnsHeldOut && set.episodes !== undefined) {
    throw new TaskError(
      'Episodes are of upright classes, as their list names them. Set task.heldOutRotations to false.',
    );
  }
  const inOneGroup = groupingOf(spec).classes === 'oneGroup';
  const turned = (classes: readonly ImageClass[], isTurned: boolean) =>
    classes.flatMap((one) =>
      (isTurned ? allQuarterTurns : ([0] as const)).map((turns) => turn(one, turns, inOneGroup)),
    );
  const copyPixels = createPixelCopier(set);
  return createClassDistribution<TurnedClass>(spec, {
    inputShape: [height, width, channels],
    trainingClasses: turned(set.trainingClasses, turnsTraining),
    // Episodes name classes of the set by their places.
    heldOutClasses: turned(set.heldOutClasses, turnsHeldOut && set.episodes === undefined),
    heldOutDescription: set.heldOutDescription,
    ...(set.episodes && { episodes: set.episodes }),
    samplesNoun: 'images',
    groupNoun: spec.dataset.source === 'omniglot' ? 'alphabets' : 'groups',
    makerNoun: spec.dataset.source === 'omniglot' ? 'drawers' : 'makers',
    turnsHeldOut,
    encode: (image, { turns }, target) => copyPixels(image, turns, target),
    illustrate: (task) => illustrateImages(task, set),
  });
}

/** A turned group is a group of its own, as a turned class is a class: a turned alphabet has its characters turned alike. */
function turn({ name, images, group, makers }: ImageClass, turns: QuarterTurns, inOneGroup: boolean): TurnedClass {
  const nameTurned = (upright: string) => (turns === 0 ? upright : `${upright} turned ${turns * 90}°`);
  return {
    name: nameTurned(name),
    samples: images,
    turns,
    ...(inOneGroup && group !== undefined && { group: nameTurned(group) }),
    ...(makers && { makers }),
  };
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
