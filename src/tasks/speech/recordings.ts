// Recordings as they are listed: which file is of which class and speaker, before anything is read or split.

import type { PlainDescription } from '../heldOutDescription.ts';

/** One recording. */
export interface ListedRecording {
  /** Its number among all recordings that take part. */
  readonly number: number;
  readonly className: string;
  readonly speaker: string | undefined;
}

/** One class of few-shot tasks. */
export interface SpeechClass {
  /** `seven`, or `seven (theo)` where a class is one speaker's. */
  readonly name: string;
  /** Whose it is, where tasks keep to one speaker. */
  readonly speaker: string | undefined;
  readonly recordings: readonly number[];
  /** Who speaks in each of them, in their order; undefined where names do not tell. */
  readonly speakers: readonly string[] | undefined;
}

export interface SplitRecordings {
  readonly trainingClasses: readonly SpeechClass[];
  readonly heldOutClasses: readonly SpeechClass[];
  readonly heldOutDescription: PlainDescription;
}
