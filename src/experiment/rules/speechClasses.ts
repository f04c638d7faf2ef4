// What is known of a speech data set without reading it: how its split parts words and speakers.

import type { SpeechTaskSpec } from '../schema.ts';
import type { TaskClasses } from './knownClasses.ts';

type HoldOut = SpeechTaskSpec['dataset']['holdOut'];

/** Only reading the data tells more: whoever loads them does. */
const unknown = Number.POSITIVE_INFINITY;

const digits = 10;
/** Speakers, and recordings of each digit by each of them, in the Free Spoken Digits as they are published. */
const publishedSpeakers = 6;
const publishedTakes = 50;

/** How many train, and how many are held out. */
interface Parts {
  readonly training: number;
  readonly heldOut: number;
}

/** Classes that a task of speech can draw from together: those of one speaker, unless speakers are mixed. */
export function classesOfSpeech({ dataset: { source, path, holdOut } }: SpeechTaskSpec): TaskClasses {
  const isDigits = source === 'spokenDigits';
  const isPublished = isDigits && path === undefined;
  const words = partsOfWords(holdOut, isDigits ? digits : unknown);
  const speakers = partsOfSpeakers(holdOut, isPublished ? publishedSpeakers : unknown);
  const classesPerWord = (ofSpeakers: number) =>
    'mixSpeakers' in holdOut && holdOut.mixSpeakers ? ofSpeakers : Math.min(1, ofSpeakers);
  const bySpeaker = 'mixSpeakers' in holdOut;
  const samples = isPublished ? publishedTakes * (bySpeaker ? 1 : publishedSpeakers) : unknown;
  return {
    training: words.training * classesPerWord(speakers.training),
    heldOut: words.heldOut * classesPerWord(speakers.heldOut),
    trainingSamples: samples,
    heldOutSamples: samples,
    noun: isDigits ? 'digits' : 'words',
  };
}

function partsOfWords(holdOut: HoldOut, all: number): Parts {
  switch (holdOut.by) {
    case 'classes':
    case 'classesAndSpeakers':
      return without(new Set(holdOut.classes).size, all);
    case 'randomClasses':
      return drawn(holdOut.share, all);
    case 'speakers':
    case 'randomSpeakers':
      return { training: all, heldOut: all };
  }
}

function partsOfSpeakers(holdOut: HoldOut, all: number): Parts {
  switch (holdOut.by) {
    case 'speakers':
    case 'classesAndSpeakers':
      return without(new Set(holdOut.speakers).size, all);
    case 'randomSpeakers':
      return drawn(holdOut.share, all);
    case 'classes':
    case 'randomClasses':
      return { training: all, heldOut: all };
  }
}

function without(heldOut: number, all: number): Parts {
  return { training: Math.max(0, all - heldOut), heldOut };
}

function drawn(share: number, all: number): Parts {
  if (all === unknown) return { training: unknown, heldOut: unknown };
  return without(Math.max(1, Math.min(all - 1, Math.round(all * share))), all);
}
