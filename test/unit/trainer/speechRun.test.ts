// A whole run on recordings: it learns melodies of speakers it has never heard, and leaves spectrograms for the panel
// to draw.

import assert from 'node:assert/strict';
import { randomStream } from '../../../src/engine/random.ts';
import type { ExperimentInput } from '../../../src/experiment/schema.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { readNewestSample } from '../../../src/runs/samples.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { wavFile } from '../../support/wavFiles.ts';
import { writeFiles } from '../tasks/speech/speechFolder.ts';
import { newRunOf } from './trainerFixture.ts';

/** How pitch moves in the course of a word, in octaves. */
const words: Record<string, (t: number) => number> = {
  rising: (t) => t,
  falling: (t) => 1 - t,
  level: () => 0.5,
  peak: (t) => 1 - Math.abs(2 * t - 1),
};
/** Each with a pitch of their own, in Hz. */
const people = { ann: 400, bob: 520, cem: 640, dai: 460 };
const takes = 6;

describe('a run on recordings', () => {
  const folder = useTemporaryFolder();

  it('tells the words of a speaker never heard apart, better than before', async () => {
    await writeFiles(folder(), recordings());
    const directory = await newRunOf(folder(), experiment);
    await carryOutRun(directory);
    const { state, latest, untrained, heldOut } = await readManifest(directory);
    assert.equal(state, 'completed');
    assert.deepEqual(heldOut, { code: 'speakers', speakers: { count: 1, names: ['dai'] } });
    const [before, after] = [untrained?.accuracy ?? Number.NaN, latest?.accuracy ?? Number.NaN];
    assert.ok(after > 0.75 && after > before + 0.15, `accuracy ${before} before, ${after} after; chance is 0.25`);

    const { drawn } = await readNewestSample(directory);
    assert.ok(drawn?.sample.task.kind === 'spectrograms');
    const { bands, frames, classNames, support } = drawn.sample.task;
    assert.deepEqual([bands, frames, support.length], [16, 17, 8]);
    assert.deepEqual([...classNames].sort(), ['falling (dai)', 'level (dai)', 'peak (dai)', 'rising (dai)']);
    assert.ok(support.every(({ pixels }) => Buffer.from(pixels, 'base64').length === bands * frames));
  });
});

const experiment: ExperimentInput = {
  name: 'melodies',
  seed: 1,
  task: {
    kind: 'speech',
    dataset: {
      source: 'folder',
      path: '.',
      files: '{class}_{speaker}_{take}.wav',
      holdOut: { by: 'speakers', speakers: ['dai'] },
    },
    features: { seconds: 0.4, melBands: 16, lowestFrequency: 200, highestFrequency: 2000 },
    ways: 4,
    shots: 2,
    queries: 2,
    trainShots: 4,
  },
  model: { kind: 'convnet', blocks: 2, filters: 8 },
  algorithm: {
    metaIterations: 60,
    metaBatch: 3,
    innerSteps: 5,
    innerBatch: 8,
    innerOptimizer: { kind: 'adam', learningRate: 0.003 },
  },
  evaluation: { every: 60, tasks: 20, innerSteps: 5, innerBatch: 8, transductive: true },
  checkpoint: { every: 60 },
  engine: { workers: 1 },
};

/** Sung words of about 0.3 s: each take begins elsewhere, lasts differently, and has noise in it. */
function recordings(): Map<string, Uint8Array> {
  const random = randomStream(7, 'split');
  const sampleRate = 8000;
  return new Map(
    Object.entries(words).flatMap(([word, melody]) =>
      Object.entries(people).flatMap(([person, pitch]) =>
        Array.from({ length: takes }, (_, take) => {
          const length = 2000 + random.integer(800);
          const start = random.integer(400);
          let phase = 0;
          const values = Array.from({ length: start + length }, (_, index) => {
            const t = (index - start) / length;
            phase += (2 * Math.PI * pitch * 2 ** melody(t)) / sampleRate;
            return (t < 0 ? 0 : 0.5 * Math.sin(phase)) + 0.02 * random.normal();
          });
          return [`${word}_${person}_${take}.wav`, wavFile({ sampleRate, values })] as const;
        }),
      ),
    ),
  );
}
