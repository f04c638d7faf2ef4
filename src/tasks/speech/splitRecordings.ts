// Which classes and speakers train, and which are held out.

import { addTo } from '../../base/addTo.ts';
import { randomStream, shuffled } from '../../engine/random.ts';
import type { SpeechDatasetSpec } from '../../experiment/schema.ts';
import { nameIfFew } from '../heldOutDescription.ts';
import { TaskError } from '../taskError.ts';
import type { ListedRecording, SpeechClass, SplitRecordings } from './recordings.ts';

const mostNamedSpeakers = 3;

export type HoldOut = SpeechDatasetSpec['holdOut'];

/**
 * Splits recordings into classes to train on and classes held out. By classes, a class is all that is said of a word;
 * by speakers, it is what one speaker says of it, and unless speakers are mixed, the classes of a task come from one of
 * them.
 *
 * @param place folder or zip, only named in errors
 * @throws {TaskError} when a class or speaker that is to be held out does not occur, or speakers are not known
 */
export function splitRecordings(
  recordings: readonly ListedRecording[],
  holdOut: HoldOut,
  place: string,
): SplitRecordings {
  switch (holdOut.by) {
    case 'classes':
      return splitByClasses(recordings, knownNames('classes', holdOut.classes, classNamesOf(recordings), place));
    case 'randomClasses':
      return splitByClasses(recordings, drawShare(classNamesOf(recordings), holdOut.share, holdOut.seed));
    case 'speakers':
      return splitBySpeakers(
        recordings,
        knownNames('speakers', holdOut.speakers, speakersOf(recordings, place), place),
        holdOut.mixSpeakers,
      );
    case 'randomSpeakers':
      return splitBySpeakers(
        recordings,
        drawShare(speakersOf(recordings, place), holdOut.share, holdOut.seed),
        holdOut.mixSpeakers,
      );
    case 'classesAndSpeakers':
      return splitByBoth(
        recordings,
        knownNames('classes', holdOut.classes, classNamesOf(recordings), place),
        knownNames('speakers', holdOut.speakers, speakersOf(recordings, place), place),
        holdOut.mixSpeakers,
      );
  }
}

/** All classes that there are, as `splitRecordings` would divide them. */
export function classesToSplit(recordings: readonly ListedRecording[], holdOut: HoldOut): SpeechClass[] {
  switch (holdOut.by) {
    case 'classes':
    case 'randomClasses':
      return classesOf(recordings);
    case 'speakers':
    case 'randomSpeakers':
    case 'classesAndSpeakers':
      return classesBySpeaker(recordings, holdOut.mixSpeakers);
  }
}

function splitByClasses(recordings: readonly ListedRecording[], heldOut: ReadonlySet<string>): SplitRecordings {
  const isHeldOut = ({ className }: ListedRecording) => heldOut.has(className);
  return {
    trainingClasses: classesOf(recordings.filter((recording) => !isHeldOut(recording))),
    heldOutClasses: classesOf(recordings.filter(isHeldOut)),
    heldOutDescription: { code: 'classes', noun: 'words', count: heldOut.size },
  };
}

function splitBySpeakers(
  recordings: readonly ListedRecording[],
  heldOut: ReadonlySet<string>,
  mixSpeakers: boolean,
): SplitRecordings {
  const isHeldOut = ({ speaker }: ListedRecording) => speaker !== undefined && heldOut.has(speaker);
  return {
    trainingClasses: classesBySpeaker(
      recordings.filter((recording) => !isHeldOut(recording)),
      mixSpeakers,
    ),
    heldOutClasses: classesBySpeaker(recordings.filter(isHeldOut), mixSpeakers),
    heldOutDescription: { code: 'speakers', speakers: nameIfFew(heldOut, mostNamedSpeakers) },
  };
}

function splitByBoth(
  recordings: readonly ListedRecording[],
  classes: ReadonlySet<string>,
  speakers: ReadonlySet<string>,
  mixSpeakers: boolean,
): SplitRecordings {
  const inHeldOutClass = ({ className }: ListedRecording) => classes.has(className);
  const byHeldOutSpeaker = ({ speaker }: ListedRecording) => speaker !== undefined && speakers.has(speaker);
  return {
    trainingClasses: classesBySpeaker(
      recordings.filter((recording) => !inHeldOutClass(recording) && !byHeldOutSpeaker(recording)),
      mixSpeakers,
    ),
    heldOutClasses: classesBySpeaker(
      recordings.filter((recording) => inHeldOutClass(recording) && byHeldOutSpeaker(recording)),
      mixSpeakers,
    ),
    heldOutDescription: {
      code: 'wordsAndSpeakers',
      words: classes.size,
      speakers: nameIfFew(speakers, mostNamedSpeakers),
    },
  };
}

function classesOf(recordings: readonly ListedRecording[]): SpeechClass[] {
  return [...groupBy(recordings, ({ className }) => className)].map(([name, ofClass]) => ({
    name,
    speaker: undefined,
    recordings: ofClass.map(({ number }) => number),
    speakers: speakersIn(ofClass),
  }));
}

function speakersIn(recordings: readonly ListedRecording[]): readonly string[] | undefined {
  const known = recordings.flatMap(({ speaker }) => speaker ?? []);
  return known.length === recordings.length ? known : undefined;
}

function classesBySpeaker(recordings: readonly ListedRecording[], mixSpeakers: boolean): SpeechClass[] {
  return [...groupBy(recordings, ({ speaker = '' }) => speaker)].flatMap(([speaker, ofSpeaker]) =>
    classesOf(ofSpeaker).map((speechClass) => ({
      ...speechClass,
      name: `${speechClass.name} (${speaker})`,
      speaker: mixSpeakers ? undefined : speaker,
    })),
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
}

function classNamesOf(recordings: readonly ListedRecording[]): string[] {
  return [...new Set(recordings.map(({ className }) => className))].sort();
}

function speakersOf(recordings: readonly ListedRecording[], place: string): string[] {
  const speakers = new Set(recordings.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker])));
  if (speakers.size > 0) return [...speakers].sort();
  throw new TaskError(
    `The recordings in ${place} cannot be split by speakers, because task.dataset.files has no {speaker}. ` +
      'Add it where file names tell who speaks, or hold out classes.',
  );
}

function knownNames(
  what: 'classes' | 'speakers',
  wanted: readonly string[],
  present: readonly string[],
  place: string,
): ReadonlySet<string> {
  const unknown = wanted.find((name) => !present.includes(name.normalize('NFC')));
  if (unknown === undefined) return new Set(wanted.map((name) => name.normalize('NFC')));
  const shown = 20;
  const listed = present.slice(0, shown).join(', ') + (present.length > shown ? ', …' : '');
  throw new TaskError(
    `task.dataset.holdOut.${what} names ${unknown}, which is not among the ${what} in ${place}: ${listed}. Correct the name.`,
  );
}

/** A share of the names, at least one and at most all but one, drawn from a stream of the seed alone. */
function drawShare(names: readonly string[], share: number, seed: number): ReadonlySet<string> {
  const count = Math.max(1, Math.min(names.length - 1, Math.round(names.length * share)));
  return new Set(shuffled(names, randomStream(seed, 'split')).slice(0, count).sort());
}
