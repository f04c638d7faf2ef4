// Speech as a set of spectrograms: recordings listed, split, read and analysed.

import path from 'node:path';
import { setImmediate as untilNextTurn } from 'node:timers/promises';
import { findDataset, howToGet } from '../../datasets/datasetFolder.ts';
import type { SpeechDatasetSpec, SpeechFeatures, SpeechTaskSpec } from '../../experiment/schema.ts';
import { spectrogramSettings, spectrogramShape } from '../../experiment/speechFeatures.ts';
import { type FileSource, type SourceFile, UnreadableFileError } from '../files/fileSource.ts';
import { openFileSource } from '../files/openFileSource.ts';
import type { LoadOptions } from '../loadOptions.ts';
import { packTexts } from '../packedTexts.ts';
import { type Decoded, type PixelKey, readThroughCache, type SkippedImage } from '../pixelCache.ts';
import { digestOfClass, digestOfSample, sampleDigestBytes } from '../split/contentDigest.ts';
import { describeKept, type KeptClasses, takeKept } from '../split/keptClasses.ts';
import { TaskError } from '../taskError.ts';
import { createFeatureExtractor } from './featureExtractor.ts';
import { listRecordings, type RecordingFile, type RecordingLayout } from './listRecordings.ts';
import { noteCopies, noteNames, noteOddities, noteQuietSpeakers } from './recordingNotes.ts';
import type { SpeechClass, SplitRecordings } from './recordings.ts';
import { allocateSpectrograms, type SpeechSet } from './speechSet.ts';
import { classesToSplit, type HoldOut, splitRecordings } from './splitRecordings.ts';
import { type Recording, readWav } from './wav.ts';

/** Hours of sound: a recording of a class is seconds long, and whoever reads it needs several times as much memory. */
const largestRecordingBytes = 32 * 2 ** 20;

/** At a low rate a small file lasts for hours, and for as long at the rate to which it is resampled. */
const longestRecordingSeconds = 600;

/** Far below what one block of shared memory can hold on every system. */
const mostSpectrogramBytes = 2 ** 31;

/** Files that are read at the same time. */
const together = 4;

/**
 * The recordings that `task` names, as spectrograms. All that take part must be readable: a class whose damaged
 * recordings were left out in silence would be another one than the experiment means.
 * @throws {TaskError}
 */
export async function loadSpeech(task: SpeechTaskSpec, folder: string, options: LoadOptions): Promise<SpeechSet> {
  const { dataset, features } = task;
  const extract = createFeatureExtractor(features);
  const source = await openFileSource(locationOf(dataset, folder), options.signal);
  try {
    const notes: string[] = [];
    const onNote = (note: string) => {
      notes.push(note);
      options.onNote?.(note);
    };
    for (const note of source.notes) onNote(note);
    const listed = await listRecordings(source, layoutOf(dataset), onNote, options.signal);
    options.onClasses?.(classesToSplit(listed, dataset.holdOut).map(({ name }) => name));
    const { recordings, split } = withNotes(notes, () =>
      divide(listed, dataset.holdOut, source.location, options.kept),
    );
    noteQuietSpeakers(split, task.ways, source.location, options.onNote);
    const spectrograms = allocateFor(recordings.length, features);
    const { skipped: odd, digests } = await readThroughCache(
      bytesOf(spectrograms),
      cacheKey(source, recordings, features),
      options,
      () => analyse(source, recordings, extract, spectrograms, options),
    );
    noteOddities(odd, recordings, source.location, options.onNote);
    if (options.kept === undefined) {
      noteNames(split, recordings, dataset.holdOut, source.location, options.onNote);
      noteCopies(split, recordings, digests, source.location, options.onNote);
    }
    const withDigest = (taken: SpeechClass) => ({ ...taken, digest: digestOfClass(taken.recordings, digests) });
    const { lowestFrequency, highestFrequency } = spectrogramSettings(features);
    const { frames } = spectrogramShape(features);
    const { melBands: bands, seconds } = features;
    return {
      ...split,
      trainingClasses: split.trainingClasses.map(withDigest),
      heldOutClasses: split.heldOutClasses.map(withDigest),
      bands,
      frames,
      spectrograms,
      names: packTexts(recordings.map(({ file }) => file.name)),
      seconds,
      lowestFrequency,
      highestFrequency,
    };
  } finally {
    source.close();
  }
}

/** What was passed over is why something is missing, as often as not. */
function withNotes<T>(notes: readonly string[], act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof TaskError) || error.name !== 'TaskError' || notes.length === 0) throw error;
    throw new TaskError(`${error.message} ${notes.slice(0, 2).join(' ')}`, { cause: error });
  }
}

interface Division<File extends SourceFile> {
  /** Those that take part, in their order. */
  readonly recordings: readonly RecordingFile<File>[];
  readonly split: SplitRecordings;
}

/** Of kept classes no other recordings are read: what has come since may be damaged. */
function divide<File extends SourceFile>(
  listed: readonly RecordingFile<File>[],
  holdOut: HoldOut,
  place: string,
  kept: KeptClasses | undefined,
): Division<File> {
  if (kept === undefined) return { recordings: listed, split: splitRecordings(listed, holdOut, place) };
  const { training, heldOut } = takeKept(classesToSplit(listed, holdOut), kept);
  const taken = new Set([...training, ...heldOut].flatMap(({ recordings }) => recordings));
  const recordings = listed.filter(({ number }) => taken.has(number)).map((one, number) => ({ ...one, number }));
  const numbers = new Map([...taken].sort((a, b) => a - b).map((old, number) => [old, number]));
  const renumbered = (one: SpeechClass): SpeechClass => ({
    ...one,
    recordings: one.recordings.flatMap((old) => numbers.get(old) ?? []),
  });
  return {
    recordings,
    split: {
      trainingClasses: training.map(renumbered),
      heldOutClasses: heldOut.map(renumbered),
      heldOutDescription: describeKept(kept, heldOut.length),
    },
  };
}

function locationOf(dataset: SpeechDatasetSpec, folder: string): string {
  if (dataset.path !== undefined) return path.resolve(folder, dataset.path);
  const found = findDataset('free-spoken-digits');
  if (found !== undefined) return found;
  throw new TaskError(
    `The Free Spoken Digits are not on this machine. ${howToGet('free-spoken-digits')} Or set task.dataset.path to a folder or zip that has them.`,
  );
}

function layoutOf(dataset: SpeechDatasetSpec): RecordingLayout {
  switch (dataset.source) {
    case 'spokenDigits':
      return { files: '{class}_{speaker}_{take}.wav', ignoreClasses: [] };
    case 'folder':
      return dataset;
  }
}

function allocateFor(recordings: number, features: SpeechFeatures): Float32Array {
  const values = recordings * features.melBands * spectrogramShape(features).frames;
  const bytes = values * Float32Array.BYTES_PER_ELEMENT;
  if (bytes <= mostSpectrogramBytes) return allocateSpectrograms(values);
  throw new TaskError(
    `The spectrograms of ${recordings.toLocaleString('en-US')} recordings would take ${Math.ceil(bytes / 2 ** 20).toLocaleString('en-US')} MiB; ` +
      `at most ${mostSpectrogramBytes / 2 ** 20} are possible. Raise task.features.hopLength, or lower melBands or seconds.`,
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Raised when the same recordings with the same settings give other spectrograms than before. */
const analysisVersion = 1;

function cacheKey<File extends SourceFile>(
  source: FileSource<File>,
  recordings: readonly RecordingFile<File>[],
  features: SpeechFeatures,
): PixelKey {
  return {
    settings: `speech ${analysisVersion} ${JSON.stringify(features)}`,
    files: recordings.length,
    lineOf: async (number) => {
      const recording = recordings[number];
      return recording === undefined ? '' : stampOf(source, recording.file);
    },
  };
}

async function stampOf<File extends SourceFile>(source: FileSource<File>, file: File): Promise<string> {
  return `${file.name} ${await source.stampOf(file).catch((error: unknown) => refuse(source.describe(file), error))}`;
}

/** Gives the digests of the recordings. */
async function analyse<File extends SourceFile>(
  source: FileSource<File>,
  recordings: readonly RecordingFile<File>[],
  extract: (recording: Recording) => Float32Array,
  spectrograms: Float32Array,
  { signal, onProgress }: LoadOptions,
): Promise<Decoded> {
  const odd: SkippedImage[] = [];
  const size = spectrograms.length / recordings.length;
  const digests = new Uint8Array(recordings.length * sampleDigestBytes);
  for (let first = 0; first < recordings.length; first += together) {
    signal?.throwIfAborted();
    const read = await Promise.all(
      recordings.slice(first, first + together).map(({ file }) => readRecording(source, file)),
    );
    read.forEach((recording, offset) => {
      spectrograms.set(extract(recording), (first + offset) * size);
      if (recording.oddity !== undefined) odd.push({ image: first + offset, reason: recording.oddity });
      digests.set(digestOfRecording(recording), (first + offset) * sampleDigestBytes);
    });
    onProgress?.({ activity: 'analysingRecordings', done: first + read.length, total: recordings.length });
    // Heartbeats and requests to stop are answered between two turns.
    await untilNextTurn();
  }
  return { skipped: odd, digests };
}

/** Of what was heard: a spectrogram's last bits depend on the machine that computed it. */
function digestOfRecording({ samples, sampleRate }: Recording): Uint8Array {
  const whole = new Float32Array(samples.length + 1);
  whole[0] = sampleRate;
  whole.set(samples, 1);
  return digestOfSample(bytesOf(whole));
}

async function readRecording<File extends SourceFile>(source: FileSource<File>, file: File): Promise<Recording> {
  const name = source.describe(file);
  const bytes = await source.read(file).catch((error: unknown) => {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new TaskError(`Cannot read the recording ${name}: ${error.message}. Get the file again or remove it.`, {
      cause: error,
    });
  });
  return readShortRecording(bytes, name);
}

/** @param name for messages. @throws {TaskError} where it is no recording of a few seconds */
export function readShortRecording(bytes: Uint8Array, name: string): Recording {
  if (bytes.length > largestRecordingBytes) {
    throw new TaskError(
      `The recording ${name} is larger than ${largestRecordingBytes / 2 ** 20} MiB. A recording of a class is a few seconds long: cut it up or remove it.`,
    );
  }
  const recording = readWav(bytes, name);
  const seconds = recording.samples.length / recording.sampleRate;
  if (seconds <= longestRecordingSeconds) return recording;
  throw new TaskError(
    `The recording ${name} is ${Math.ceil(seconds / 60).toLocaleString('en-US')} minutes long at the ${recording.sampleRate.toLocaleString('en-US')} Hz that ` +
      `it tells of; at most ${longestRecordingSeconds / 60} are read. A recording of a class is a few seconds long: cut it up or remove it.`,
  );
}

function refuse(name: string, error: unknown): never {
  if (!(error instanceof UnreadableFileError)) throw error;
  throw new TaskError(`Cannot read the recording ${name}: ${error.message}. Get the file again or remove it.`, {
    cause: error,
  });
}
