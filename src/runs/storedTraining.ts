// What a run was trained on, by which programs and with which lengths, and what it has to beat, as it stands in run.json.
// A run goes on without any of it.

import * as z from 'zod';
import { baselineNames } from '../experiment/baselineNames.ts';
import { quantities } from '../experiment/quantities.ts';
import { type EarlierLength, mostEarlierLengths } from './earlierLengths.ts';
import { mostPrograms } from './programDigests.ts';
import { measured } from './trainedBy.ts';

const digest = z.string().regex(/^[0-9a-f]{32}$/);

/** 32 hexadecimal digits. */
export const digestIfKnown = digest.nullable().catch(null).default(null);

export const programDigestsIfKnown = z
  .array(digest)
  .catch([])
  .default([])
  .transform((digests) => digests.slice(-mostPrograms));

const length = z.int().min(1);

export const earlierLengthsIfKnown: z.ZodType<readonly EarlierLength[]> = z
  .array(z.object({ until: length, metaIterations: length }))
  .max(mostEarlierLengths)
  .catch([])
  .default([]);

export const halfInterval = measured.refine((value) => !(value < 0));

export const baselinesIfKnown = z
  .array(z.object({ name: z.enum(baselineNames), quantity: z.enum(quantities), mean: measured, ci95: halfInterval }))
  .max(baselineNames.length)
  .nullable()
  .catch(null)
  .default(null);
