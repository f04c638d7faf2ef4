// What goes between the campaign and a window's stand-in, a line of JSON each: what the window is to do, and what came
// of it.

import * as z from 'zod';
import { deeds } from './deeds.ts';

export const orderSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('deed'),
    number: z.number(),
    deed: z.enum(deeds),
    id: z.string().optional(),
    /** Decides which experiment a new run has. */
    draw: z.number(),
  }),
  /** How many runs may be at work at once from now on. */
  z.object({ kind: z.literal('places'), number: z.number(), places: z.number() }),
  z.object({ kind: z.literal('show'), number: z.number() }),
  z.object({ kind: z.literal('close'), number: z.number() }),
]);
export type Order = z.infer<typeof orderSchema>;

const shownRunSchema = z.object({
  id: z.string(),
  state: z.string(),
  iteration: z.number(),
  label: z.string(),
  /** In the queue, from 1; null for one that does not wait, or is held. */
  position: z.number().nullable(),
  isHeld: z.boolean(),
});

/** What one window or terminal shows of the folder; runs and deleted runs by their ids. */
const showingSchema = z.object({ runs: z.array(shownRunSchema), trashed: z.array(z.string()) });
export type Showing = z.infer<typeof showingSchema>;

/**
 * `refused`: in words that a person can act on, because somebody was faster. `broke`: an error that has no words of its
 * own.
 */
const outcomeSchema = z.object({
  kind: z.enum(['done', 'refused', 'broke']),
  /** The run that was made. */
  id: z.string().optional(),
  message: z.string().optional(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

export const reportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('outcome'), number: z.number(), outcome: outcomeSchema }),
  z.object({ kind: z.literal('showing'), number: z.number(), showing: showingSchema }),
  /** What the window would write to its log of errors. */
  z.object({ kind: z.literal('problem'), message: z.string() }),
]);
export type Report = z.infer<typeof reportSchema>;
