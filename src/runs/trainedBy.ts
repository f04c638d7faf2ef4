// Who trains a run, and by what one is judged that another program than ours trains.

import * as z from 'zod';
import { directions } from '../experiment/quantities.ts';
import type { AnyExperiment } from '../experiment/schema.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { word } from './manifestCodes.ts';

/** JSON has no NaN: it is written as null. An adaptation that diverges has such a loss. */
export const measured = z.preprocess((value) => (value === null ? Number.NaN : value), z.number().or(z.nan()));

const namedFigureSchema = z.object({ iteration: z.int().min(0), value: measured });
const namedFigure = namedFigureSchema.nullable();

/** Of a program that is not ours, by a name that it chose. */
const namedMeritSchema = z.object({
  /** As in event files: `test/accuracy`. */
  tag: word,
  /** Which of its values are better. */
  direction: z.enum(directions),
  /** At the smallest iteration that is known. */
  first: namedFigure,
  latest: namedFigure,
  best: namedFigure,
});

/** Who trains: our own trainer, or any other program, which says itself by what it is to be judged, if by anything. */
export const trainedBySchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('reptileLab') }),
    z.object({
      kind: z.literal('program'),
      merit: namedMeritSchema.nullable(),
      /** Whether it says how it goes on where it has ended early. */
      isResumable: z.boolean().catch(false).default(false),
    }),
  ])
  .default({ kind: 'reptileLab' });

export type NamedFigure = z.output<typeof namedFigureSchema>;
export type NamedMerit = z.output<typeof namedMeritSchema>;
export type TrainedBy = z.output<typeof trainedBySchema>;

/** Before anything was measured. */
export function trainedByOf(experiment: AnyExperiment): TrainedBy {
  if (!isExternal(experiment)) return { kind: 'reptileLab' };
  const { metrics, resume } = experiment.trainer;
  const merit = metrics && { tag: metrics.figureOfMerit, direction: metrics.direction, ...unmeasured };
  return { kind: 'program', merit: merit ?? null, isResumable: resume !== undefined };
}

const unmeasured = { first: null, latest: null, best: null };
