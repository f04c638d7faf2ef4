// A small speech data set in files, for tests to load and to damage.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { experimentSchema, type SpeechTaskSpec } from '../../../../src/experiment/schema.ts';
import { wavFile } from '../../../support/wavFiles.ts';

export const words = ['one', 'three', 'two'];
export const people = ['ann', 'bob', 'cem'];
export const takes = 4;

/** Every word by every person, as `word_person_take.wav`. */
export const recordingNames: readonly string[] = words.flatMap((word) =>
  people.flatMap((person) => Array.from({ length: takes }, (_, take) => `${word}_${person}_${take}.wav`)),
);

/** A tenth of a second of a tone that belongs to the recording alone. */
export function recordingBytes(name: string, sampleRate = 8000): Buffer {
  const pitch = 300 + 40 * Math.max(0, recordingNames.indexOf(name));
  const values = Array.from(
    { length: sampleRate / 10 },
    (_, index) => 0.5 * Math.sin((2 * Math.PI * pitch * index) / sampleRate),
  );
  return wavFile({ sampleRate, values });
}

export function allRecordings(): Map<string, Uint8Array> {
  return new Map(recordingNames.map((name) => [name, recordingBytes(name)]));
}

export async function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of files) {
    const file = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

type Settings = Partial<Omit<SpeechTaskSpec, 'features' | 'dataset'>> & {
  /** Instead of the folder of `word_person_take.wav`. */
  readonly dataset?: object;
  /** Settings of that folder. */
  readonly changes?: object;
  readonly features?: Partial<SpeechTaskSpec['features']>;
};

/** Two-way tasks with small spectrograms, `bob` held out, unless `settings` says otherwise. */
export function speechTask(
  location: string,
  { dataset, changes = {}, features = {}, ...sizes }: Settings = {},
): SpeechTaskSpec {
  const { task } = experimentSchema.parse({
    name: 'x',
    task: {
      kind: 'speech',
      dataset: dataset ?? {
        source: 'folder',
        path: location,
        files: '{class}_{speaker}_{take}.wav',
        holdOut: { by: 'speakers', speakers: ['bob'] },
        ...changes,
      },
      features: { seconds: 0.1, hopLength: 100, fftSize: 128, melBands: 8, ...features },
      ways: 2,
      shots: 1,
      queries: 1,
      trainShots: 2,
      ...sizes,
    },
    model: { kind: 'mlp' },
    algorithm: { innerOptimizer: { kind: 'sgd' } },
  });
  if (task.kind !== 'speech') throw new Error('The schema made something else of a speech task.');
  return task;
}
