// One sample of a person's own, as a run's model takes it, and what is asked of such samples.

import type { TaskSpec } from '../../experiment/schema.ts';
import type { TableCoding } from '../tabular/tableCoding.ts';

/** What is known of the answer to a sample. */
export type OwnAnswer =
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'unknown' };

export interface OwnSample {
  /** As a person finds it: a path, or a file and a line. */
  readonly place: string;
  /** As the model takes it, row-major. */
  readonly input: Float32Array;
  readonly answer: OwnAnswer;
}

/** What the samples are to be. */
export interface OwnDemand {
  readonly task: TaskSpec;
  /** Of one sample, as the model takes it. */
  readonly inputShape: readonly number[];
  /** Values of an answer; 0 where answers are classes. */
  readonly answerSize: number;
  /** Texts that weights of terms are made of; empty where none are needed. */
  readonly trainingTexts: Iterable<string>;
  /** How the run's data made inputs of rows, where they are a table. */
  readonly table: TableCoding | undefined;
}

/** Few-shot sets are small: what is larger was named by mistake. */
export const mostOwnSamples = 10_000;
