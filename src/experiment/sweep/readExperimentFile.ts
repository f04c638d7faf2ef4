// An experiment file as a whole: the experiment itself, and the sweep that stands in it, each with its problems.

import { type ExperimentReading, inTextOrder, type ReadOptions, readExperiment } from '../readExperiment.ts';
import { planSweep } from './planSweep.ts';
import type { SweepPlan } from './sweepPlan.ts';

export interface ExperimentFileReading extends ExperimentReading {
  /** Undefined where the file has no sweep, or one that cannot be started. */
  readonly plan: SweepPlan | undefined;
}

/**
 * As `readExperiment`, with what is wrong with the sweep among the problems: the experiment alone can run although its
 * sweep cannot.
 */
export function readExperimentFile(text: string, options: ReadOptions = {}): ExperimentFileReading {
  const reading = readExperiment(text, options);
  const { sweep, document } = reading;
  const experiment = reading.experiment ?? reading.external;
  if (experiment === undefined || sweep === undefined) return { ...reading, plan: undefined };
  const { plan, problems } = planSweep({ experiment, sweep, document, options });
  return { ...reading, plan, problems: inTextOrder([...reading.problems, ...problems]) };
}
