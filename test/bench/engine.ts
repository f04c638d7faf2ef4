// How long inner steps and meta-iterations take: the fused engine against every backend and peer that is there, taking
// turns.

import type { Contestant, ContestantId } from './contestant.ts';
import { type Crew, type FusedVariant, messageOf } from './crew.ts';
import { innerStepOperations } from './floatOperations.ts';
import { type KernelRates, kernelRates } from './kernelRates.ts';
import { findDisparity } from './parity.ts';
import type { Peaks } from './peaks/peaks.ts';
import { type Measurement, runRounds } from './rounds.ts';
import { median } from './statistics.ts';
import { miniBatches, stepCount, type Workload } from './workloads.ts';

/** tfjs-cpu where it is too slow for rounds. */
export interface SlowStep {
  readonly contestant: Contestant;
  readonly seconds: number;
}

export interface WorkloadResult {
  readonly workload: Workload;
  /** Operations of an inner step. */
  readonly operations: number;
  readonly measurements: readonly Measurement[];
  readonly slow: SlowStep | undefined;
  readonly kernels: ReadonlyMap<FusedVariant['id'], KernelRates>;
  readonly errors: readonly string[];
}

/** Steps whose operations are timed one by one, for about this long. */
const kernelSeconds = 1;

export async function benchWorkload(crew: Crew, workload: Workload): Promise<WorkloadResult> {
  const { contestants, errors: absent } = await crew.contestantsFor(workload);
  const cpu = await crew.createTfjsCpu(workload);
  const errors = [...absent];
  try {
    const [fused, ...others] = workload.cpu === 'rounds' ? [...contestants, cpu] : contestants;
    if (fused === undefined) throw new Error('The fused engine always takes part.');
    const agreeing = [fused];
    for (const other of others) {
      const disparity = await disparityOf(fused, other, workload);
      if (disparity === undefined) agreeing.push(other);
      else errors.push(disparity);
    }
    const slow = workload.cpu === 'once' ? await timeSlowStep(fused, cpu, workload, errors) : undefined;
    const measurements = await runRounds(workload, agreeing);
    const kernels = new Map(crew.fused.map((variant) => [variant.id, timeKernels(variant, workload)]));
    return {
      workload,
      operations: innerStepOperations(workload.model, workload.batch),
      measurements,
      slow,
      kernels,
      errors,
    };
  } finally {
    await Promise.all([...contestants, cpu].map((contestant) => contestant.dispose()));
  }
}

async function disparityOf(fused: Contestant, other: Contestant, workload: Workload): Promise<string | undefined> {
  try {
    return await findDisparity(fused, other, workload.paritySteps, stepCount(workload));
  } catch (error) {
    return `${other.name} does not take part in ${workload.key}: ${messageOf(error)}`;
  }
}

/** One step and one prediction: parity and time at once. */
async function timeSlowStep(
  fused: Contestant,
  cpu: Contestant,
  workload: Workload,
  errors: string[],
): Promise<SlowStep | undefined> {
  let seconds = Number.NaN;
  const timed: Contestant = {
    ...cpu,
    async measureLosses(first, steps) {
      const begin = performance.now();
      const losses = await cpu.measureLosses(first, steps);
      seconds = (performance.now() - begin) / 1e3;
      return losses;
    },
  };
  const disparity = await findDisparity(fused, timed, 1, 1);
  if (disparity === undefined) return { contestant: cpu, seconds };
  errors.push(`${workload.key}: ${disparity}`);
  return undefined;
}

function timeKernels({ engine }: FusedVariant, workload: Workload): KernelRates {
  const { model, batch, start, experiment } = workload;
  const learner = engine.createLearner({
    model,
    optimizer: experiment.algorithm.innerOptimizer,
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: false,
  });
  try {
    learner.writeParameters(start);
    const samples = miniBatches(workload, [0]);
    // The first steps are those of code not yet optimised.
    for (let step = 0; step < 10; step++) learner.timeInnerStep(samples);
    const steps = [learner.timeInnerStep(samples)];
    const begin = performance.now();
    // A long run on one mini-batch would end in gradients of 0, or in numbers too small for the processor to be quick
    // with.
    for (let step = 1; step < 300 && performance.now() - begin < kernelSeconds * 1e3; step++) {
      if (step % 8 === 0) learner.writeParameters(start);
      steps.push(learner.timeInnerStep(samples));
    }
    return kernelRates(workload, steps);
  } finally {
    learner.dispose();
  }
}

/** Median seconds of an inner step. */
export function stepSecondsOf(result: WorkloadResult, id: ContestantId): number | undefined {
  if (result.slow?.contestant.id === id) return result.slow.seconds;
  const own = result.measurements.find(({ contestant }) => contestant.id === id);
  return own === undefined ? undefined : median(own.stepSeconds);
}

/** The peak that a contestant's arithmetic is bounded by, were its vectors of 128 bits. */
export function peakFor(id: ContestantId, peaks: Peaks): number {
  const isPlainNative = id.startsWith('native ') && !id.startsWith('native fma ');
  const isPlain = id === 'fused' || isPlainNative || id === 'tfjs-wasm' || id === 'tfjs-cpu';
  return isPlain ? peaks.plain : peaks.fused;
}
