// Which runs' samples stand side by side: those of the task that the first one shows.

import type { AdaptationSample } from '../../../src/meta/executor.ts';
import type { RunBeside } from '../../../src/panel/compareMessages.ts';
import { describeNotice } from '../../../src/runs/runNotice.ts';
import { translate } from '../../translate.ts';
import type { SampleMessage } from '../model.ts';
import { isSameTask } from './sameTask.ts';

/** A run with the sample that stands beside those of others. */
export interface SampledRun {
  readonly run: RunBeside;
  readonly iteration: number;
  readonly sample: AdaptationSample;
  /** What is wrong with a later one; empty where nothing is. */
  readonly notice: string;
}

export interface SampledRuns {
  readonly sampled: readonly SampledRun[];
  /** Those that were told of, and do not stand beside the others. */
  readonly apart: readonly { readonly run: RunBeside; readonly why: string }[];
}

/** @param runs of one task, by their settings */
export function sampledRuns(runs: readonly RunBeside[], samples: ReadonlyMap<string, SampleMessage>): SampledRuns {
  const sampled: SampledRun[] = [];
  const apart: { run: RunBeside; why: string }[] = [];
  for (const run of runs) {
    const message = samples.get(run.runKey);
    if (message === undefined) continue;
    const { drawn, problem } = message;
    const notice = problem === null ? '' : describeNotice(problem, translate);
    const [first] = sampled;
    if (drawn === null) apart.push({ run, why: notice === '' ? sayMissing() : notice });
    else if (first !== undefined && !isSameTask(first.sample, drawn.sample)) apart.push({ run, why: sayOtherData() });
    else sampled.push({ run, ...drawn, notice });
  }
  return { sampled, apart };
}

function sayMissing(): string {
  return translate('no sample is stored with it: it has not been evaluated, or its samples were removed.');
}

function sayOtherData(): string {
  return translate('by its settings it has this task, but its sample shows another one: its held-out data are others.');
}
