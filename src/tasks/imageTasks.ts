// Few-shot classification of images: N ways drawn from the classes, some samples of each to adapt on, others to measure on.

import type { Samples } from '../engine/learner.ts';
import { type RandomStream, shuffled } from '../engine/random.ts';
import type { ImageTaskSpec } from '../experiment/schema.ts';
import type { ImageClass, ImageSet } from './imageSet.ts';
import { allQuarterTurns, type QuarterTurns, turnedPixelSources } from './quarterTurns.ts';
import type { Task, TaskDistribution, TaskIllustration } from './task.ts';
import { TaskError } from './taskError.ts';

/** A class as tasks see it: with `rotations`, each turn of a training class is a class of its own. */
interface TaskClass {
  readonly images: ImageClass;
  readonly turns: QuarterTurns;
}

/** One image of a task, and the way (label) that its class has in this task. */
interface Choice {
  readonly image: number;
  readonly turns: QuarterTurns;
  readonly way: number;
}

/**
 * Tasks from an image set. Classes are drawn without replacement, and a way's number is its place in the draw, so that labels carry no
 * information from task to task. Support and query samples of a class are different images.
 *
 * @throws {TaskError} when the classes or the images of a class do not suffice
 */
export function createImageDistribution(spec: ImageTaskSpec, set: ImageSet): TaskDistribution {
  const { width, height, channels } = set;
  if (spec.rotations && width !== height) {
    throw new TaskError(`Images of ${width} × ${height} cannot be turned by 90 degrees. Set task.rotations to false.`);
  }
  const trainingClasses = set.trainingClasses.flatMap((images) =>
    (spec.rotations ? allQuarterTurns : ([0] as const)).map((turns): TaskClass => ({ images, turns })),
  );
  const heldOutClasses = set.heldOutClasses.map((images): TaskClass => ({ images, turns: 0 }));
  checkClasses('training', trainingClasses, spec.ways, spec.trainShots, 'task.trainShots');
  checkClasses('held-out', heldOutClasses, spec.ways, spec.shots + spec.queries, 'task.shots + task.queries');
  const copyPixels = createPixelCopier(set);

  function samplesOf(choices: readonly Choice[]): Samples {
    const size = width * height * channels;
    const inputs = new Float32Array(choices.length * size);
    choices.forEach((choice, index) => {
      copyPixels(choice.image, choice.turns, inputs.subarray(index * size, (index + 1) * size));
    });
    return { inputs, targets: Float32Array.from(choices, (choice) => choice.way), count: choices.length };
  }

  return {
    inputShape: [height, width, channels],
    outputSize: spec.ways,
    loss: 'softmaxCrossEntropy',
    heldOutDescription: set.heldOutDescription,
    supportSize: spec.ways * spec.shots,
    querySize: spec.ways * spec.queries,
    sampleTrainingTask(random) {
      const classes = drawWithoutReplacement(trainingClasses, spec.ways, random);
      return samplesOf(classes.flatMap((taskClass, way) => chooseImages(taskClass, way, spec.trainShots, random)));
    },
    sampleHeldOutTask(random) {
      const classes = drawWithoutReplacement(heldOutClasses, spec.ways, random);
      const choices = classes.map((taskClass, way) => chooseImages(taskClass, way, spec.shots + spec.queries, random));
      return {
        support: samplesOf(choices.flatMap((ofClass) => ofClass.slice(0, spec.shots))),
        query: samplesOf(choices.flatMap((ofClass) => ofClass.slice(spec.shots))),
        classNames: classes.map(({ images }) => images.name),
      };
    },
    illustrate: (task) => ({ illustration: illustrateImages(task, set), queries: task.query }),
  };
}

function checkClasses(
  role: 'training' | 'held-out',
  classes: readonly TaskClass[],
  ways: number,
  imagesNeeded: number,
  neededFor: string,
): void {
  if (classes.length < ways) {
    throw new TaskError(
      `task.ways is ${ways}, but there are only ${classes.length} ${role} classes to draw from. Lower task.ways or split the data otherwise.`,
    );
  }
  const smallest = classes.reduce((a, b) => (b.images.images.length < a.images.images.length ? b : a));
  if (smallest.images.images.length < imagesNeeded) {
    throw new TaskError(
      `${neededFor} asks for ${imagesNeeded} images of a class, but the ${role} class ${smallest.images.name} has only ` +
        `${smallest.images.images.length}. Ask for fewer.`,
    );
  }
}

function chooseImages({ images, turns }: TaskClass, way: number, count: number, random: RandomStream): Choice[] {
  return drawWithoutReplacement(images.images, count, random).map((image) => ({ image, turns, way }));
}

/** `count` different items in random order. Draws few numbers, however many items there are. */
function drawWithoutReplacement<T>(items: readonly T[], count: number, random: RandomStream): T[] {
  if (count * 4 > items.length) return shuffled(items, random).slice(0, count);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(random.integer(items.length));
  return [...chosen].flatMap((index) => items.slice(index, index + 1));
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

function illustrateImages(task: Task, { width, height, channels }: ImageSet): TaskIllustration {
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
    const bytes = Uint8Array.from(samples.inputs.subarray(index * size, (index + 1) * size), (value) => Math.round(value * 255));
    return { way, pixels: Buffer.from(bytes).toString('base64') };
  });
}
