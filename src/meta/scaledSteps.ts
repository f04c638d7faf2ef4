// Inner steps with a step size for each parameter, θ ← θ − s ⊙ ∇L(θ), clipped and with weight decay where asked for, and
// the gradient of what comes after them, back through them all.

import type { Samples } from '../engine/learner.ts';
import type { TaskLearner, TaskLosses, TrainingTask } from './algorithm.ts';
import {
  clippedGradient,
  type Descent,
  decayAlongGradient,
  factorBeforeGradient,
  multiplyByClipping,
} from './descentDirection.ts';
import { parametersOf } from './innerLoop.ts';

export interface StepSizes extends Descent {
  /** One for each parameter; 0 ahead of `movedFrom`. */
  readonly values: Float32Array;
}

/** A step that was taken, with all that its derivatives need. */
interface ScaledStep {
  /** The parameters that its gradient was taken at. */
  readonly parameters: Float32Array;
  readonly samples: Samples;
  /** Of the samples' mean loss; kept where it is clipped, because the way back asks for it before it is there again. */
  readonly gradient: Float32Array | undefined;
  /** Mean loss of the samples, before the step. */
  readonly loss: number;
}

/** Takes inner step `step` (0-based). */
function takeScaledStep(task: TaskLearner, sizes: StepSizes, step: number): ScaledStep {
  const { learner, innerBatches } = task;
  const samples = innerBatches.take(1);
  const parameters = parametersOf(learner);
  const factor = factorBeforeGradient(sizes);
  if (factor !== 1) {
    for (let i = sizes.movedFrom; i < parameters.length; i++) parameters[i] = factor * (parameters[i] ?? Number.NaN);
    learner.writeParameters(parameters);
  }
  task.seedDropout(step);
  const { loss, gradient } = learner.gradient(samples);
  const followed = clippedGradient(sizes, gradient, scaleOf(sizes, samples));
  const decay = decayAlongGradient(sizes);
  learner.writeParameters(
    parameters.map(
      (value, i) => value - (sizes.values[i] ?? Number.NaN) * ((followed[i] ?? Number.NaN) + decay * value),
    ),
  );
  return { parameters, samples, gradient: sizes.optimizer.clipGradient && gradient, loss };
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
 * by s gets −gⱼ ⊙ vⱼ from step j. Where gⱼ is clipped, Hⱼ has the derivative of clipping before it; weight decay λ makes
 * of gⱼ gⱼ + λθʲ⁻¹, or of θʲ⁻¹ a part of itself. Exact: no derivative is left out. Leaves the learner at the parameters
 * of the first step's gradient.
 */
function gradientThroughSteps(
  { learner, seedDropout }: TaskLearner,
  steps: readonly ScaledStep[],
  sizes: StepSizes,
  outerGradient: Float32Array,
): MetaGradient {
  const byParameters = Float32Array.from(outerGradient);
  const byStepSizes = new Float32Array(outerGradient.length);
  const moved = new Float64Array(outerGradient.length);
  const [decay, factor] = [decayAlongGradient(sizes), factorBeforeGradient(sizes)];
  for (const [index, { parameters, samples, gradient: toClip }] of [...steps.entries()].reverse()) {
    const scale = scaleOf(sizes, samples);
    for (let i = 0; i < moved.length; i++) {
      moved[i] = (sizes.values[i] ?? Number.NaN) * (byParameters[i] ?? Number.NaN);
    }
    if (toClip !== undefined) multiplyByClipping(sizes, toClip, scale, moved);
    learner.writeParameters(parameters);
    seedDropout(index);
    const { gradient, product } = learner.hessianVectorProduct(
      samples,
      Float32Array.from(moved, (value) => scale * value),
    );
    const followed = clippedGradient(sizes, gradient, scale);
    for (let i = 0; i < moved.length; i++) {
      const slope = byParameters[i] ?? Number.NaN;
      const direction = (followed[i] ?? Number.NaN) + decay * (parameters[i] ?? Number.NaN);
      byStepSizes[i] = (byStepSizes[i] ?? Number.NaN) - direction * slope;
      const decayed = decay * (sizes.values[i] ?? Number.NaN) * slope;
      byParameters[i] = (i < sizes.movedFrom ? 1 : factor) * (slope - (product[i] ?? Number.NaN) - decayed);
    }
  }
  return { byParameters, byStepSizes };
}

/** A batch's summed loss is its mean, so many times. */
function scaleOf({ optimizer }: StepSizes, { count }: Samples): number {
  return optimizer.reduction === 'sum' ? count : 1;
}
