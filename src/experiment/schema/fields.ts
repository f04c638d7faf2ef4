// Kinds of values that several parts of the schema share.

import * as z from 'zod';

// Upper bounds lie far above any sensible use: they turn a slip of the keyboard into a message instead of a machine out
// of memory.

/** A whole number from 1 to `maximum`. */
export const count = (description: string, maximum: number) => z.int().min(1).max(maximum).describe(description);

export const positive = (description: string) => z.number().positive().describe(description);

const bound = z.number().min(-1e6).max(1e6);

/** [low, high] */
export const interval = (description: string) => z.tuple([bound, bound]).describe(description);

/** Absolute, or relative to the experiment file. */
export const dataPath = (description: string) =>
  z
    .string()
    .min(1)
    .max(4096)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .describe(description);
