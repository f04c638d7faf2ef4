// What is told of recordings when they are loaded: who takes no part, whose headers are wrong, which sound the same.

import type { SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import type { LoadOptions } from '../loadOptions.ts';
import type { SkippedImage } from '../pixelCache.ts';
import { createDigestReader, tellIdenticalSamples } from '../split/identicalSamples.ts';
import { notesOnNames } from '../split/namesNotMeant.ts';
import type { RecordingFile } from './listRecordings.ts';
import type { SpeechClass, SplitRecordings } from './recordings.ts';
import type { HoldOut } from './splitRecordings.ts';

/** Tells of speakers who have said too few words for a task of their own. */
export function noteQuietSpeakers(
  { trainingClasses, heldOutClasses }: SplitRecordings,
  ways: number,
  place: string,
  onNote: LoadOptions['onNote'],
): void {
  const words = new Map<string, number>();
  for (const { speaker } of [...trainingClasses, ...heldOutClasses]) {
    if (speaker !== undefined) words.set(speaker, (words.get(speaker) ?? 0) + 1);
  }
  const quiet = [...words].filter(([, count]) => count < ways).map(([speaker]) => speaker);
  if (quiet.length === 0) return;
  onNote?.(`${place}: speakers with fewer than the ${ways} words of a task take no part: ${someNames(quiet)}.`);
}

/** Tells of recordings whose headers are wrong; `odd` is kept with the spectrograms, so that it is told every time. */
export function noteOddities<File extends SourceFile>(
  odd: readonly SkippedImage[],
  recordings: readonly RecordingFile<File>[],
  place: string,
  onNote: LoadOptions['onNote'],
): void {
  const byReason = new Map<string, string[]>();
  for (const { image, reason } of odd) {
    const names = byReason.get(reason) ?? [];
    names.push(recordings[image]?.file.name ?? '');
    byReason.set(reason, names);
  }
  for (const [reason, names] of byReason) {
    onNote?.(`${place}: of ${countOf(names.length, 'recording')}, ${someNames(names)}: ${reason}.`);
  }
}

/**
 * Tells of words and speakers that may be meant as one. Words that are not held out are on both sides where speakers
 * are, and the other way round.
 */
export function noteNames<File extends SourceFile>(
  { trainingClasses, heldOutClasses }: SplitRecordings,
  recordings: readonly RecordingFile<File>[],
  { by }: HoldOut,
  place: string,
  onNote: LoadOptions['onNote'],
): void {
  const namesOf = (classes: readonly SpeechClass[], read: (recording: RecordingFile<File>) => string | undefined) => {
    const taken = classes.flatMap(({ recordings: numbers }) => numbers.map((number) => recordings[number]));
    const names = taken.flatMap((recording) => (recording === undefined ? [] : (read(recording) ?? [])));
    return [...new Set(names)].sort().map((name) => ({ name }));
  };
  const sidesBy = (read: Parameters<typeof namesOf>[1], areHeldOut: boolean) => {
    const sides = { training: namesOf(trainingClasses, read), heldOut: namesOf(heldOutClasses, read) };
    return areHeldOut ? sides : { training: [...sides.training, ...sides.heldOut], heldOut: [] };
  };
  const words = sidesBy(({ className }) => className, by !== 'speakers' && by !== 'randomSpeakers');
  const speakers = sidesBy(({ speaker }) => speaker, by !== 'classes' && by !== 'randomClasses');
  const notes = [
    ...notesOnNames(speakers, { one: 'speaker', many: 'speakers', members: 'recordings' }),
    ...notesOnNames(words, { one: 'word', many: 'words', members: 'recordings' }),
  ];
  for (const note of notes) onNote?.(`${place}: ${note}`);
}

/** Tells of recordings that sound the same, on both sides or in one class. */
export function noteCopies<File extends SourceFile>(
  { trainingClasses, heldOutClasses }: SplitRecordings,
  recordings: readonly RecordingFile<File>[],
  digests: Uint8Array,
  place: string,
  onNote: (note: string) => void = () => undefined,
): void {
  const groupsOf = (classes: readonly SpeechClass[]) =>
    classes.map(({ name, recordings: samples }) => ({ name, samples }));
  const words = {
    contentOf: createDigestReader(digests),
    nameOf: (number: number) => recordings[number]?.file.name ?? '',
    noun: 'recording',
    exactly: 'sample for sample',
  };
  tellIdenticalSamples(
    place,
    { training: groupsOf(trainingClasses), heldOut: groupsOf(heldOutClasses) },
    words,
    onNote,
  );
}
