// Inner steps with a step size for each parameter, θ ← θ − s ⊙ ∇L(θ), and the gradient of what comes after them, back
// through them all.

import type { Samples } from '../engine/learner.ts';
import type { TaskLearner, TaskLosses, TrainingTask } from './algorithm.ts';
import { parametersOf } from './innerLoop.ts';

export interface StepSizes {
  /** One for each parameter. */
  readonly values: Float32Array;
  /** Whether they apply to the gradient of a batch's mean or summed loss. */
  readonly reduction: 'mean' | 'sum';
}

/** A step that was taken, with all that its derivatives need. */
interface ScaledStep {
  /** The parameters that it started from. */
  readonly parameters: Float32Array;
  readonly samples: Samples;
  /** Mean loss of the samples, before the step. */
  readonly loss: number;
}

/** Takes inner step `step` (0-based). */
function takeScaledStep(task: TaskLearner, sizes: StepSizes, step: number): ScaledStep {
  const { learner, innerBatches } = task;
  const samples = innerBatches.take(1);
  const parameters = parametersOf(learner);
  task.seedDropout(step);
  const { loss, gradient } = learner.gradient(samples);
  const scale = scaleOf(sizes, samples);
  learner.writeParameters(
    parameters.map((value, i) => value - scale * (sizes.values[i] ?? Number.NaN) * (gradient[i] ?? Number.NaN)),
  );
  return { parameters, samples, loss };
}

/** Takes the first `steps` inner steps of a task. */
function takeScaledSteps(task: TaskLearner, sizes: StepSizes, steps: number): ScaledStep[] {
  return Array.from({ length: steps }, (_, step) => takeScaledStep(task, sizes, step));
}

/** Takes inner steps `from` up to, not including, `to` (0-based). */
export function adaptByScaledSteps(task: TaskLearner, sizes: StepSizes, from: number, to: number): void {
  for (let step = from; step < to; step++) takeScaledStep(task, sizes, step);
}

/** Takes `innerSteps` steps on a task, and the gradient of the outer batch's loss after them, back through them all. */
export function learnThroughSteps(task: TrainingTask, sizes: StepSizes, innerSteps: number): TaskLosses & MetaGradient {
  const steps = takeScaledSteps(task, sizes, innerSteps);
  task.seedDropout(innerSteps);
  const { loss, gradient } = task.learner.gradient(task.takeOuterBatch());
  return { ...gradientThroughSteps(task, steps, sizes, gradient), firstLoss: steps[0]?.loss ?? loss, lastLoss: loss };
}

export interface MetaGradient {
  /** By the parameters before the first step. */
  readonly byParameters: Float32Array;
  /** By the step sizes. */
  readonly byStepSizes: Float32Array;
}

/**
 * Carries `outerGradient`, of any loss by the parameters after all steps, back to where the steps started. With θʲ =
 * θʲ⁻¹ − s ⊙ gⱼ and the gradient vⱼ by θʲ, that by θʲ⁻¹ is vⱼ − Hⱼ (s ⊙ vⱼ), Hⱼ the Hessian of step j's loss, and that
 * by s gets −gⱼ ⊙ vⱼ from step j. Exact: no derivative is left out. Leaves the learner at the parameters before the
 * first step.
 */
function gradientThroughSteps(
  { learner, seedDropout }: TaskLearner,
  steps: readonly ScaledStep[],
  sizes: StepSizes,
  outerGradient: Float32Array,
): MetaGradient {
  const byParameters = Float32Array.from(outerGradient);
  const byStepSizes = new Float32Array(outerGradient.length);
  const vector = new Float32Array(outerGradient.length);
  for (const [index, { parameters, samples }] of [...steps.entries()].reverse()) {
    const scale = scaleOf(sizes, samples);
    for (let i = 0; i < vector.length; i++) {
      vector[i] = scale * (sizes.values[i] ?? Number.NaN) * (byParameters[i] ?? Number.NaN);
    }
    learner.writeParameters(parameters);
    seedDropout(index);
    const { gradient, product } = learner.hessianVectorProduct(samples, vector);
    for (let i = 0; i < vector.length; i++) {
      const slope = byParameters[i] ?? Number.NaN;
      byStepSizes[i] = (byStepSizes[i] ?? Number.NaN) - scale * (gradient[i] ?? Number.NaN) * slope;
      byParameters[i] = slope - (product[i] ?? Number.NaN);
    }
  }
  return { byParameters, byStepSizes };
}

/** A batch's summed loss is its mean, so many times. */
function scaleOf({ reduction }: StepSizes, { count }: Samples): number {
  return reduction === 'sum' ? count : 1;
}
