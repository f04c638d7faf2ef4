// Where a run comes from: who asked for it, by what means it is started, and to which group it belongs.

import * as z from 'zod';
import { quantities } from '../experiment/quantities.ts';

/** A word, an identifier. */
const word = z.string().max(1000);

/** Who asked for the run last; null where only a newer version knows such a one. */
export const askedBySchema = z.enum(['terminal', 'editor']).nullable().catch(null);

/**
 * By what means the run is started: `local` starts trainers on this machine and keeps the queue. Another version may
 * know other kinds, and what they note about themselves stays. Null: whoever asked for the run carries it out in its
 * own process.
 */
export const launcherSchema = z.looseObject({ kind: word }).nullable();

/** Of a sweep by successive halving: which of its runs go on, see `successiveHalving.ts`. */
const halvingSchema = z.object({
  /** One of so many goes on from each rung. */
  reductionFactor: z.int().min(2).max(100),
  /** Meta-iterations at the end of each rung, ascending. */
  rungs: z.array(z.int().min(1)).min(2).max(30),
  /** By what runs are compared at the end of a rung. */
  quantity: z.enum(quantities),
});

/** Runs that belong together, as of a sweep. */
export const groupSchema = z
  .object({
    id: z.string().min(1).max(100),
    name: z.string().max(200),
    /** Keys of the experiment that differ within the group: `algorithm.metaStepSize`. */
    varies: z.array(word).max(100),
    /** Without it every run is carried out to its end. What this version does not understand promotes no run. */
    halving: halvingSchema.optional().catch(undefined),
  })
  .nullable()
  .default(null)
  // A run goes on without it.
  .catch(null);

/**
 * Where a waiting run stands in its queue, since somebody said so; null: by its age, behind all that were moved up. It
 * is no part of what a ticket proves: it decides when the run starts, never what.
 */
export const queuePlaceSchema = z
  .object({
    /** Of two waiting runs, the one with the higher rank starts first; of the same rank, the older one. */
    rank: z.int().min(0).max(1_000_000_000),
    /** It starts when it is released, not before. */
    isHeld: z.boolean(),
  })
  .nullable()
  .default(null)
  // A run goes on without it.
  .catch(null);

export type QueuePlace = Exclude<z.output<typeof queuePlaceSchema>, null>;

/** A checkpoint of another run, or a file of weights. */
export const learnedElsewhereSchema = z.object({
  /** The other run's id; of a file its name. */
  run: word,
  /** Where that run lay then; empty where that is not known any more. */
  directory: z.string().max(4096),
  iteration: z.int().min(0),
  /** Of the checkpoint's `parameters.f32`. */
  parametersSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The inner learning rate that learned step sizes began with there; missing where none were learned, or nobody knows. */
  learningRate: z.number().positive().optional(),
  /** Of the file of weights, byte for byte; missing for a checkpoint. */
  fileSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export type LearnedElsewhere = z.output<typeof learnedElsewhereSchema>;
export type AskedBy = Exclude<z.output<typeof askedBySchema>, null>;
export type RunLauncher = z.output<typeof launcherSchema>;
export type HalvingRule = z.output<typeof halvingSchema>;
export type RunGroup = Exclude<z.output<typeof groupSchema>, null>;

/** The launcher of this machine's queue. */
export const localLauncher = { kind: 'local' } as const satisfies RunLauncher;

/** Whether the run is for this machine's queue to start. */
export function isLaunchedLocally(launcher: RunLauncher): boolean {
  return launcher?.kind === localLauncher.kind;
}

/** A manifest as this version writes it, where an earlier one wrote who asked in the place of the launcher. */
export function upgradeOrigin(manifest: unknown): unknown {
  if (typeof manifest !== 'object' || manifest === null || !('launcher' in manifest)) return manifest;
  const { launcher } = manifest;
  if (launcher !== 'terminal' && launcher !== 'editor') return manifest;
  return { ...manifest, askedBy: launcher, launcher: launcher === 'editor' ? localLauncher : null };
}
