// SpeechSet: spectrograms of many classes in one block of memory that worker threads share.

import type { Episodes } from '../episodes/episodes.ts';
import type { PackedTexts } from '../packedTexts.ts';
import { allocateShared } from '../sharedMemory.ts';
import type { SpeechClass, SplitRecordings } from './recordings.ts';

interface KnownClass extends SpeechClass {
  /** Of its recordings, see `split/contentDigest.ts`. */
  readonly digest: string;
}

/**
 * A labelled set of spectrograms, split into classes to train on and classes held out. Can be sent to a worker thread.
 */
export interface SpeechSet extends SplitRecordings {
  readonly trainingClasses: readonly KnownClass[];
  readonly heldOutClasses: readonly KnownClass[];
  readonly bands: number;
  readonly frames: number;
  /** [recordings, bands, frames], the lowest band first, normalised as the experiment asks. */
  readonly spectrograms: Float32Array;
  /** Files of the recordings: `seven/theo_12.wav`. */
  readonly names: PackedTexts;
  /** Held-out tasks where they are listed; otherwise they are drawn. */
  readonly episodes?: Episodes;
  /** What the axes of a spectrogram span, for a picture of it. */
  readonly seconds: number;
  /** In Hz. */
  readonly lowestFrequency: number;
  readonly highestFrequency: number;
}

/** Zeroed values that threads can share. */
export function allocateSpectrograms(values: number): Float32Array {
  return new Float32Array(allocateShared(values * Float32Array.BYTES_PER_ELEMENT));
}
