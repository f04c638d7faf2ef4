// Few-shot classification of recordings: the classes of a speech set, and its spectrograms as one-channel images.

import type { Samples } from '../../engine/learner.ts';
import { groupingOf } from '../../experiment/grouping.ts';
import type { SpeechTaskSpec } from '../../experiment/schema.ts';
import { createClassDistribution } from '../classTasks.ts';
import type { SampleClass } from '../sampleClass.ts';
import type { SupervisedDistribution, Task, TaskIllustration } from '../task.ts';
import type { SpeechClass } from './recordings.ts';
import type { SpeechSet } from './speechSet.ts';

/**
 * Tasks from a speech set (see `classTasks.ts`). The model gets spectrograms as [bands, frames, 1].
 * @throws {TaskError} when the classes or the recordings of a class do not suffice
 */
export function createSpeechDistribution(spec: SpeechTaskSpec, set: SpeechSet): SupervisedDistribution {
  const { bands, frames, spectrograms } = set;
  const size = bands * frames;
  const inOneGroup = groupingOf(spec).classes === 'oneGroup';
  const sampleClasses = (classes: readonly SpeechClass[], samplesNeeded: number) =>
    inOneGroup ? classesOfSpeakers(classes, samplesNeeded) : classes.map(sampleClassOf);
  return createClassDistribution<SampleClass>(spec, {
    inputShape: [bands, frames, 1],
    trainingClasses: sampleClasses(set.trainingClasses, spec.trainShots),
    // Episodes name classes of the set by their places.
    heldOutClasses:
      set.episodes === undefined
        ? sampleClasses(set.heldOutClasses, spec.shots + spec.queries)
        : set.heldOutClasses.map(sampleClassOf),
    heldOutDescription: set.heldOutDescription,
    ...(set.episodes && { episodes: set.episodes }),
    samplesNoun: 'recordings',
    groupNoun: 'speakers',
    makerNoun: 'speakers',
    turnsHeldOut: false,
    encode: (recording, _, target) => target.set(spectrograms.subarray(recording * size, (recording + 1) * size)),
    illustrate: (task) => illustrateSpectrograms(task, set),
  });
}

function sampleClassOf({ name, speaker, recordings, speakers }: SpeechClass): SampleClass {
  return {
    name,
    samples: recordings,
    ...(speaker !== undefined && { group: speaker }),
    ...(speakers !== undefined && { makers: speakers }),
  };
}

/**
 * A class for each speaker of each class, with the speaker as its group. Speakers who have said a word too rarely for a
 * task take no part in it, unless nothing would be left: then that is told.
 */
function classesOfSpeakers(classes: readonly SpeechClass[], samplesNeeded: number): readonly SampleClass[] {
  const all = classes.flatMap(dividedBySpeakers);
  const large = all.filter(({ samples }) => samples.length >= samplesNeeded);
  return large.length === 0 ? all : large;
}

function dividedBySpeakers(speechClass: SpeechClass): SampleClass[] {
  const { name, recordings, speaker, speakers } = speechClass;
  if (speaker !== undefined || speakers === undefined) return [sampleClassOf(speechClass)];
  const all = [...new Set(speakers)];
  return all.map((one) => {
    const samples = recordings.filter((_, index) => speakers[index] === one);
    return {
      name: all.length === 1 ? name : `${name} (${one})`,
      samples,
      group: one,
      makers: samples.map(() => one),
    };
  });
}

function illustrateSpectrograms(task: Task, set: SpeechSet): TaskIllustration {
  const { bands, frames, seconds, lowestFrequency, highestFrequency } = set;
  return {
    kind: 'spectrograms',
    bands,
    frames,
    seconds,
    lowestFrequency,
    highestFrequency,
    classNames: task.classNames,
    support: picturesOf(task.support, set),
    query: picturesOf(task.query, set),
  };
}

function picturesOf({ inputs, targets }: Samples, { bands, frames }: SpeechSet): { way: number; pixels: string }[] {
  const size = bands * frames;
  return Array.from(targets, (way, index) => {
    const bytes = pictureOf(inputs.subarray(index * size, (index + 1) * size), bands, frames);
    return { way, pixels: Buffer.from(bytes).toString('base64') };
  });
}

/**
 * Grey bytes of a spectrogram, from its quietest value (0) to its loudest (255), the highest band first: as pictures
 * are drawn.
 */
function pictureOf(values: Float32Array, bands: number, frames: number): Uint8Array {
  const lowest = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const scale = highest > lowest ? 255 / (highest - lowest) : 0;
  return Uint8Array.from({ length: bands * frames }, (_, pixel) => {
    const band = bands - 1 - Math.floor(pixel / frames);
    return Math.round(((values[band * frames + (pixel % frames)] ?? lowest) - lowest) * scale);
  });
}
