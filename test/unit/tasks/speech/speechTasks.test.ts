// Few-shot tasks of speech over generated sets: every spectrogram holds its recording's number, so that a sample tells
// where it is from.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Samples } from '../../../../src/engine/learner.ts';
import { randomStream } from '../../../../src/engine/random.ts';
import { experimentSchema, type SpeechTaskSpec } from '../../../../src/experiment/schema.ts';
import { packTexts } from '../../../../src/tasks/packedTexts.ts';
import type { ListedRecording } from '../../../../src/tasks/speech/recordings.ts';
import type { SpeechSet } from '../../../../src/tasks/speech/speechSet.ts';
import { createSpeechDistribution } from '../../../../src/tasks/speech/speechTasks.ts';
import { type HoldOut, splitRecordings } from '../../../../src/tasks/speech/splitRecordings.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';

const words = ['0', '1', '2', '3', '4', '5', '6'];
const people = ['ann', 'bob', 'cem', 'dai', 'eve'];
const takes = 6;
const [bands, frames] = [3, 4];

const recordings: readonly ListedRecording[] = words
  .flatMap((className) => people.flatMap((speaker) => Array.from({ length: takes }, () => ({ className, speaker }))))
  .map((name, number) => ({ number, ...name }));

describe('few-shot tasks of speech', () => {
  const holdOuts = fc.oneof(
    fc.record({
      by: fc.constant('speakers'),
      speakers: fc.subarray(people, { minLength: 1, maxLength: 3 }),
      mixSpeakers: fc.boolean(),
    }),
    fc.record({ by: fc.constant('classes'), classes: fc.subarray(words, { minLength: 3, maxLength: 4 }) }),
    fc.record({
      by: fc.constant('classesAndSpeakers'),
      classes: fc.subarray(words, { minLength: 3, maxLength: 4 }),
      speakers: fc.subarray(people, { minLength: 1, maxLength: 3 }),
      mixSpeakers: fc.boolean(),
    }),
  ) satisfies fc.Arbitrary<HoldOut>;
  const draws = fc.record({
    holdOut: holdOuts,
    index: fc.nat(),
    ways: fc.integer({ min: 2, max: 3 }),
    shots: fc.integer({ min: 1, max: 3 }),
    queries: fc.integer({ min: 1, max: 3 }),
    trainShots: fc.integer({ min: 1, max: takes }),
  });

  it('keep support and query apart, and held-out tasks to what is held out', () => {
    fc.assert(
      fc.property(draws, ({ holdOut, index, ...sizes }) => {
        const set = speechSet(holdOut);
        const distribution = createSpeechDistribution(specOf(sizes), set);
        assert.deepEqual(distribution.inputShape, [bands, frames, 1]);
        const task = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
        const support = recordingsIn(task.support);
        const query = recordingsIn(task.query);
        assert.deepEqual(
          support.map(({ number }) => number),
          task.supportNumbers,
        );
        const numbers = [...support, ...query].map(({ number }) => number);
        assert.equal(new Set(numbers).size, sizes.ways * (sizes.shots + sizes.queries));
        const heldOut = new Set(set.heldOutClasses.flatMap((one) => one.recordings));
        assert.ok(numbers.every((number) => heldOut.has(number)));
        checkWays([...support, ...query], [...task.support.targets, ...task.query.targets], holdOut);
      }),
    );
  });

  it('train on what is not held out, one speaker a task unless they are mixed', () => {
    fc.assert(
      fc.property(draws, ({ holdOut, index, ...sizes }) => {
        const set = speechSet(holdOut);
        const samples = createSpeechDistribution(specOf(sizes), set).sampleTrainingTask(
          randomStream(0, 'training-task', index),
        );
        const trained = recordingsIn(samples);
        const heldOut = new Set(set.heldOutClasses.flatMap((one) => one.recordings));
        assert.ok(trained.every(({ number }) => !heldOut.has(number)));
        assert.equal(new Set(trained.map(({ number }) => number)).size, sizes.ways * sizes.trainShots);
        checkWays(trained, [...samples.targets], holdOut);
      }),
    );
  });

  it('come from every speaker equally often', () => {
    const distribution = createSpeechDistribution(
      specOf({ ways: 3, shots: 1, queries: 1, trainShots: 1 }),
      speechSet({ by: 'speakers', speakers: ['eve'], mixSpeakers: false }),
    );
    const tasks = 2000;
    const counts = new Map<string | undefined, number>();
    for (let index = 0; index < tasks; index++) {
      const [first] = recordingsIn(distribution.sampleTrainingTask(randomStream(5, 'training-task', index)));
      counts.set(first?.speaker, (counts.get(first?.speaker) ?? 0) + 1);
    }
    assert.equal(counts.size, 4);
    const expected = tasks / 4;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 3 + 5 * Math.sqrt(6), `chi-square ${chiSquare}`);
  });

  it('depend on the stream alone', () => {
    const distribution = createSpeechDistribution(
      specOf({}),
      speechSet({ by: 'speakers', speakers: ['ann'], mixSpeakers: false }),
    );
    const draw = (index: number) => distribution.sampleHeldOutTask(randomStream(1, 'evaluation-task', index), index);
    const first = draw(1);
    draw(2);
    assert.deepEqual(draw(1), first);
    assert.notDeepEqual(draw(2), first);
  });

  it('are drawn as pictures with the highest band on top, black for the quietest place', () => {
    const distribution = createSpeechDistribution(
      specOf({}),
      speechSet({ by: 'speakers', speakers: ['ann'], mixSpeakers: false }),
    );
    const task = distribution.sampleHeldOutTask(randomStream(1, 'evaluation-task', 1), 1);
    const { illustration, queries } = distribution.illustrate(task);
    assert.ok(illustration.kind === 'spectrograms');
    assert.equal(queries, task.query);
    assert.deepEqual(illustration.classNames, task.classNames);
    assert.ok(task.classNames.every((name) => name.endsWith(' (ann)')));
    assert.deepEqual([illustration.bands, illustration.frames, illustration.seconds], [bands, frames, 0.5]);
    for (const { pixels } of [...illustration.support, ...illustration.query]) {
      const bytes = Buffer.from(pixels, 'base64');
      // The lowest band is silent; above it is the recording's number, in the first frame and nowhere else.
      assert.deepEqual([...bytes], [0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0]);
    }
  });

  it("are one speaker's where asked for, whatever is held out", () => {
    const holdOuts: readonly HoldOut[] = [
      { by: 'classes', classes: ['0', '1', '2', '3'] },
      { by: 'speakers', speakers: ['ann', 'bob'], mixSpeakers: true },
      { by: 'speakers', speakers: ['ann', 'bob'], mixSpeakers: false },
    ];
    for (const holdOut of holdOuts) {
      const distribution = createSpeechDistribution(
        specOf({ grouping: { classes: 'oneGroup', queries: 'any' } }),
        speechSet(holdOut),
      );
      for (let index = 0; index < 50; index++) {
        const task = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
        const found = [...recordingsIn(task.support), ...recordingsIn(task.query)];
        assert.equal(new Set(found.map(({ speaker }) => speaker)).size, 1);
        assert.ok(task.classNames.every((name) => name.endsWith(` (${found[0]?.speaker})`)));
        const trained = recordingsIn(distribution.sampleTrainingTask(randomStream(0, 'training-task', index)));
        assert.equal(new Set(trained.map(({ speaker }) => speaker)).size, 1);
      }
    }
  });

  it('ask other speakers than they adapt on where asked for', () => {
    const set = speechSet({ by: 'classes', classes: ['0', '1', '2', '3'] });
    for (const queries of ['otherMaker', 'oneOtherMaker', 'sameMaker'] as const) {
      const sizes = { shots: 2, queries: 2, grouping: { classes: 'any', queries } } as const;
      const distribution = createSpeechDistribution(specOf(sizes), set);
      for (let index = 0; index < 50; index++) {
        const task = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', index), index);
        const speakersOf = (samples: Samples, way: number) =>
          recordingsIn(samples).flatMap(({ speaker }, place) => (samples.targets[place] === way ? speaker : []));
        for (const way of [0, 1, 2]) {
          const [support, query] = [speakersOf(task.support, way), speakersOf(task.query, way)];
          if (queries === 'sameMaker') assert.equal(new Set([...support, ...query]).size, 1);
          else assert.ok(!support.some((speaker) => query.includes(speaker)));
        }
      }
    }
    assert.throws(
      () => createSpeechDistribution(specOf({ trainShots: 7, grouping: { classes: 'oneGroup', queries: 'any' } }), set),
      /task\.trainShots asks for 7 recordings of a class, but the training class 4 \(ann\) has only 6/,
    );
    const bySpeaker = speechSet({ by: 'speakers', speakers: ['ann'], mixSpeakers: false });
    assert.throws(
      () => createSpeechDistribution(specOf({ grouping: { classes: 'any', queries: 'otherMaker' } }), bySpeaker),
      /samples by some makers and 1 by others/,
    );
  });

  it('are refused where a speaker has too few words, or a word too few recordings', () => {
    const holdOut: HoldOut = { by: 'speakers', speakers: ['ann'], mixSpeakers: false };
    const refuses = (sizes: Partial<SpeechTaskSpec>, message: RegExp) =>
      assert.throws(
        () => createSpeechDistribution(specOf(sizes), speechSet(holdOut)),
        (error: unknown) => error instanceof TaskError && message.test(error.message),
      );
    refuses({ ways: 8 }, /task\.ways is 8, but the largest group of classes for training tasks has only 7/);
    refuses({ trainShots: 7 }, /asks for 7 recordings of a class, but the training class 0 \(bob\) has only 6/);
    refuses({ shots: 4, queries: 3 }, /asks for 7 recordings of a class, but the held-out class 0 \(ann\) has only 6/);
  });
});

function specOf(sizes: Partial<SpeechTaskSpec>): SpeechTaskSpec {
  const { task } = experimentSchema.parse({
    name: 'x',
    task: {
      kind: 'speech',
      dataset: { source: 'spokenDigits' },
      ways: 3,
      shots: 1,
      queries: 1,
      trainShots: 2,
      ...sizes,
    },
    model: { kind: 'mlp' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  assert.ok(task.kind === 'speech');
  return task;
}

function speechSet(holdOut: HoldOut): SpeechSet {
  const spectrograms = new Float32Array(recordings.length * bands * frames);
  for (const { number } of recordings) spectrograms[number * bands * frames + frames] = number + 1;
  const split = splitRecordings(recordings, holdOut, 'folder');
  return {
    ...split,
    trainingClasses: split.trainingClasses.map((one) => ({ ...one, digest: '' })),
    heldOutClasses: split.heldOutClasses.map((one) => ({ ...one, digest: '' })),
    bands,
    frames,
    spectrograms,
    names: packTexts(recordings.map(({ number }) => `${number}.wav`)),
    seconds: 0.5,
    lowestFrequency: 0,
    highestFrequency: 4000,
  };
}

function recordingsIn({ inputs, count }: Samples): ListedRecording[] {
  return Array.from({ length: count }, (_, index) => {
    const found = recordings[(inputs[index * bands * frames + frames] ?? 0) - 1];
    assert.ok(found !== undefined);
    return found;
  });
}

/** One class a way, and one speaker a task where the split keeps speakers apart. */
function checkWays(found: readonly ListedRecording[], ways: readonly number[], holdOut: HoldOut): void {
  const bySpeaker = holdOut.by !== 'classes';
  const classOf = ({ className, speaker }: ListedRecording) => (bySpeaker ? `${className} ${speaker}` : className);
  const classes = new Map<number, string>();
  found.forEach((recording, index) => {
    const way = ways[index] ?? Number.NaN;
    const known = classes.get(way);
    if (known === undefined) classes.set(way, classOf(recording));
    else assert.equal(known, classOf(recording));
  });
  assert.equal(new Set(classes.values()).size, classes.size);
  if ('mixSpeakers' in holdOut && !holdOut.mixSpeakers) {
    assert.equal(new Set(found.map(({ speaker }) => speaker)).size, 1);
    assert.equal(new Set(found.map(({ className }) => className)).size, classes.size);
  }
}
