// From an experiment file, and what a person asks to vary, to the runs of a sweep: each is checked as a single run is,
// and nothing is written.

import path from 'node:path';
import { createBreather } from '../../base/breather.ts';
import { decodeExperimentText } from '../../experiment/decodeText.ts';
import type { Problem } from '../../experiment/problem.ts';
import { applyChoices, type SweepChoices } from '../../experiment/sweep/parseChoices.ts';
import { readExperimentFile } from '../../experiment/sweep/readExperimentFile.ts';
import { overridesOfRuns, type SweepPlan } from '../../experiment/sweep/sweepPlan.ts';
import { checksFrom } from '../namedWeights.ts';
import { type PreparedSubmission, prepareSubmission } from '../prepareSubmission.ts';

type ReadyRun = Extract<PreparedSubmission, { kind: 'ready' }>;

export interface ReadySweep {
  readonly kind: 'ready';
  /** Of the experiment. */
  readonly name: string;
  readonly plan: SweepPlan;
  /** In the order in which they are to start; at least one. */
  readonly runs: readonly [ReadyRun, ...ReadyRun[]];
  /** No errors. */
  readonly problems: readonly Problem[];
}

export type PreparedSweep =
  | ReadySweep
  /** The file has no sweep, and nothing was asked to vary. */
  | { readonly kind: 'none' }
  | Exclude<PreparedSubmission, { kind: 'ready' }>;

/** A file and what a person asks to vary of it. */
export interface SweepRequest {
  /** Absolute path of the experiment file. */
  readonly file: string;
  /** The file's bytes, as they are on the disk. */
  readonly source: Uint8Array;
  readonly choices: SweepChoices;
}

/**
 * Checks the file, the sweep and every run of it by all rules, between which others have a turn; writes nothing, and
 * executes nothing.
 */
export async function prepareSweep({ file, source, choices }: SweepRequest): Promise<PreparedSweep> {
  const decoded = decodeExperimentText(source);
  if (decoded.kind === 'refused') return { kind: 'undecodable', problem: decoded.problem };
  const chosen = applyChoices(decoded.text, choices);
  if (chosen.kind === 'refused') return chosen;
  const reading = readExperimentFile(chosen.text, checksFrom(path.dirname(file)));
  const { sweep, plan, problems } = reading;
  const experiment = reading.experiment ?? reading.external;
  if (experiment !== undefined && sweep === undefined) return { kind: 'none' };
  if (experiment === undefined || plan === undefined) return { kind: 'faulty', problems };
  const runs: ReadyRun[] = [];
  const breathe = createBreather();
  for (const overrides of overridesOfRuns(plan)) {
    const prepared = prepareSubmission({ file, source, overrides: [...chosen.common, ...overrides] });
    if (prepared.kind !== 'ready') return refuseRun(prepared, overrides);
    runs.push(prepared);
    await breathe();
  }
  const [first, ...others] = runs;
  if (first === undefined) return { kind: 'none' };
  return { kind: 'ready', name: experiment.name, plan, runs: [first, ...others], problems };
}

/** Of a large sweep, reading the file tries only some of the settings. */
function refuseRun(
  prepared: Exclude<PreparedSubmission, { kind: 'ready' }>,
  overrides: readonly string[],
): PreparedSweep {
  const setting = overrides.join(' ');
  switch (prepared.kind) {
    case 'undecodable':
      return prepared;
    case 'refused':
      return { kind: 'refused', message: `With ${setting} no run can be made. ${prepared.message}` };
    case 'faulty': {
      const error = prepared.problems.find(({ severity }) => severity === 'error');
      return { kind: 'refused', message: `With ${setting} the experiment cannot run. ${error?.message ?? ''}`.trim() };
    }
  }
}
