import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Samples } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import type { ImageTaskSpec } from '../../../src/experiment/schema.ts';
import type { ImageSet } from '../../../src/tasks/imageSet.ts';
import { createImageDistribution } from '../../../src/tasks/imageTasks.ts';
import { packTexts } from '../../../src/tasks/packedTexts.ts';
import { TaskError } from '../../../src/tasks/taskError.ts';

// Every image is black but for one corner, which holds the image's number plus 1: from a sample one can tell image and
// turn.
const size = 3;
const imagesPerClass = 6;
const trainingClasses = 8;
const heldOutClasses = 7;

describe('few-shot image tasks', () => {
  const settings = fc.record({
    ways: fc.integer({ min: 2, max: heldOutClasses }),
    shots: fc.integer({ min: 1, max: 3 }),
    queries: fc.integer({ min: 1, max: 3 }),
    trainShots: fc.integer({ min: 1, max: imagesPerClass }),
    rotations: fc.boolean(),
  });
  const draws = fc.record({ settings, index: fc.nat() });

  it('keep support and query apart, and give every way as many samples as asked for', () => {
    fc.assert(
      fc.property(draws, ({ settings: chosen, index }) => {
        const task = createImageDistribution(spec(chosen), imageSet()).sampleHeldOutTask(
          randomStream(0, 'evaluation-task', index),
          index,
        );
        const support = picturesIn(task.support);
        const query = picturesIn(task.query);
        assert.deepEqual(countsPerWay(support), Array(chosen.ways).fill(chosen.shots));
        assert.deepEqual(countsPerWay(query), Array(chosen.ways).fill(chosen.queries));
        const images = [...support, ...query].map((picture) => picture.image);
        assert.equal(new Set(images).size, images.length);
        assert.equal(task.support.count, createImageDistribution(spec(chosen), imageSet()).supportSize);
      }),
    );
  });

  it('take held-out tasks from held-out classes only, upright, one class a way', () => {
    fc.assert(
      fc.property(draws, ({ settings: chosen, index }) => {
        const task = createImageDistribution(spec(chosen), imageSet()).sampleHeldOutTask(
          randomStream(0, 'evaluation-task', index),
          index,
        );
        const pictures = [...picturesIn(task.support), ...picturesIn(task.query)];
        for (const { image, turns, way } of pictures) {
          assert.equal(turns, 0);
          assert.ok(classOf(image) >= trainingClasses);
          assert.equal(task.classNames[way], `class ${classOf(image)}`);
        }
        assert.equal(new Set(task.classNames).size, chosen.ways);
      }),
    );
  });

  it('take training tasks from training classes only, one class and one turn a way', () => {
    fc.assert(
      fc.property(draws, ({ settings: chosen, index }) => {
        const samples = createImageDistribution(spec(chosen), imageSet()).sampleTrainingTask(
          randomStream(0, 'training-task', index),
        );
        const pictures = picturesIn(samples);
        assert.deepEqual(countsPerWay(pictures), Array(chosen.ways).fill(chosen.trainShots));
        const sources = Array.from({ length: chosen.ways }, (_, way) => {
          const ofWay = pictures.filter((picture) => picture.way === way);
          assert.equal(new Set(ofWay.map((picture) => picture.image)).size, chosen.trainShots);
          const taskClasses = new Set(ofWay.map(({ image, turns }) => `${classOf(image)} turned ${turns}`));
          assert.equal(taskClasses.size, 1);
          return [...taskClasses].join();
        });
        assert.equal(new Set(sources).size, chosen.ways);
        for (const { image, turns } of pictures) {
          assert.ok(classOf(image) < trainingClasses);
          assert.ok(chosen.rotations || turns === 0);
        }
      }),
    );
  });

  it('turn held-out classes where asked for, each turn a class with a name of its own', () => {
    const distribution = createImageDistribution(
      spec({ heldOutRotations: true, ways: heldOutClasses * 4, queries: 2 }),
      { ...imageSet(), trainingClasses: Array.from({ length: 4 }, () => imageSet().trainingClasses).flat() },
    );
    const task = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', 1), 1);
    assert.equal(new Set(task.classNames).size, heldOutClasses * 4);
    for (const { image, turns, way } of [...picturesIn(task.support), ...picturesIn(task.query)]) {
      assert.equal(task.classNames[way], `class ${classOf(image)}${turns === 0 ? '' : ` turned ${turns * 90}°`}`);
    }
    const heldOutNumbers = [...task.supportNumbers, ...task.queryNumbers];
    assert.ok(heldOutNumbers.every((image) => classOf(image) >= trainingClasses));
    const { heldOutDescription: said } = distribution;
    assert.ok(said.code === 'grouped' && said.turned && said.oneGroup === null && said.queries === null);
  });

  it('draw every class and turn equally often, on every way', () => {
    const distribution = createImageDistribution(spec({ rotations: true, trainShots: 1, ways: 4 }), imageSet());
    const counts = new Map<string, number>();
    const tasks = 4000;
    for (let index = 0; index < tasks; index++) {
      for (const { image, turns, way } of picturesIn(
        distribution.sampleTrainingTask(randomStream(3, 'training-task', index)),
      )) {
        const key = `${classOf(image)} ${turns} ${way}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    assert.equal(counts.size, trainingClasses * 4 * 4);
    const expected = tasks / (trainingClasses * 4);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 128 + 5 * Math.sqrt(2 * 128), `chi-square ${chiSquare}`);
  });

  it('depend on the stream alone', () => {
    const distribution = createImageDistribution(spec({}), imageSet());
    const draw = (index: number) => distribution.sampleHeldOutTask(randomStream(1, 'evaluation-task', index), index);
    const first = draw(1);
    draw(2);
    assert.deepEqual(draw(1), first);
    assert.notDeepEqual(draw(2), first);
  });

  it('are illustrated with their bytes and class names', () => {
    const distribution = createImageDistribution(spec({}), imageSet());
    const task = distribution.sampleHeldOutTask(randomStream(1, 'evaluation-task', 1), 1);
    const { illustration, queries } = distribution.illustrate(task);
    assert.ok(illustration.kind === 'images');
    assert.deepEqual(illustration.classNames, task.classNames);
    assert.equal(queries, task.query);
    const expected = picturesIn(task.query);
    illustration.query.forEach(({ way, pixels }, index) => {
      assert.equal(way, expected[index]?.way);
      assert.equal(Buffer.from(pixels, 'base64')[0], (expected[index]?.image ?? 0) + 1);
    });
  });

  it('are refused where classes or images do not suffice', () => {
    const refuses = (settings: Partial<ImageTaskSpec>, message: RegExp, set = imageSet()) =>
      assert.throws(
        () => createImageDistribution(spec(settings), set),
        (error: unknown) => error instanceof TaskError && message.test(error.message),
      );
    refuses({ ways: 8 }, /task\.ways is 8, but there are only 7 held-out classes/);
    refuses({ ways: 9, rotations: false }, /only 8 training classes/);
    refuses(
      { trainShots: 7 },
      /task\.trainShots asks for 7 images of a class, but the training class class 0 has only 6/,
    );
    refuses({ shots: 5, queries: 2 }, /task\.shots \+ task\.queries asks for 7 images/);
    refuses({ ways: 2 }, /only 0 held-out classes/, { ...imageSet(), heldOutClasses: [] });
    refuses({ rotations: true }, /cannot be turned/, { ...imageSet(), height: 1, width: 9 });
  });
});

function spec(settings: Partial<ImageTaskSpec>): ImageTaskSpec {
  return {
    kind: 'images',
    dataset: { source: 'mnist', trainDigits: [] },
    ways: 5,
    shots: 1,
    queries: 1,
    trainShots: 3,
    rotations: true,
    ...settings,
  };
}

function imageSet(): ImageSet {
  const classes = Array.from({ length: trainingClasses + heldOutClasses }, (_, number) => ({
    name: `class ${number}`,
    images: Array.from({ length: imagesPerClass }, (_, image) => number * imagesPerClass + image),
    digest: '',
  }));
  const pixels = new Uint8Array(classes.length * imagesPerClass * size * size);
  for (let image = 0; image < classes.length * imagesPerClass; image++) pixels[image * size * size] = image + 1;
  return {
    width: size,
    height: size,
    channels: 1,
    pixels,
    names: packTexts(classes.flatMap(({ name, images }) => images.map((image) => `${name}/${image}`))),
    trainingClasses: classes.slice(0, trainingClasses),
    heldOutClasses: classes.slice(trainingClasses),
    heldOutDescription: { code: 'described', text: 'the last classes' },
  };
}

interface Picture {
  readonly image: number;
  readonly turns: number;
  readonly way: number;
}

/** Turned counter-clockwise, the upper left corner wanders to the lower left, the lower right, the upper right. */
const cornersByTurns = [0, size * (size - 1), size * size - 1, size - 1];

function picturesIn(samples: Samples): Picture[] {
  return Array.from({ length: samples.count }, (_, index) => {
    const pixels = samples.inputs.subarray(index * size * size, (index + 1) * size * size);
    const lit = pixels.findIndex((value) => value > 0);
    assert.equal(pixels.filter((value) => value > 0).length, 1);
    return {
      image: Math.round((pixels[lit] ?? 0) * 255) - 1,
      turns: cornersByTurns.indexOf(lit),
      way: samples.targets[index] ?? Number.NaN,
    };
  });
}

function classOf(image: number): number {
  return Math.floor(image / imagesPerClass);
}

function countsPerWay(pictures: readonly Picture[]): number[] {
  const ways = Math.max(...pictures.map((picture) => picture.way)) + 1;
  return Array.from({ length: ways }, (_, way) => pictures.filter((picture) => picture.way === way).length);
}
