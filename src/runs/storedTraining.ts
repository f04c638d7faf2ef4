// What a run was trained on, by which programs and with which lengths, as it stands in run.json. A run goes on without
// any of it.

import * as z from 'zod';
import { type EarlierLength, mostEarlierLengths } from './earlierLengths.ts';
import { mostPrograms } from './programDigests.ts';

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
