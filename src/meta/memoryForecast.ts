// What an experiment's workers will need in memory, from its text alone: before data is read or kernels are loaded.

import { backends } from '../engine/backends.ts';
import { machineMemory } from '../engine/machineMemory.ts';
import { ModelError } from '../engine/model.ts';
import { trainingSizesOf } from '../experiment/algorithms.ts';
import { candidatesOf } from '../experiment/backends.ts';
import { dimensionsOf } from '../experiment/network.ts';
import type { MemoryForecast } from '../experiment/rules/rule.ts';
import type { Experiment, TaskSpec } from '../experiment/schema.ts';
import { sizesOfTask } from '../experiment/taskSizes.ts';
import { learnerOptionsFor, modelFor, type TaskSizes } from './learningContext.ts';

/**
 * Of one worker on the first backend that may compute the experiment and reserves its memory; undefined where none
 * does, or where the layers do not fit each other.
 */
export function forecastMemory(experiment: Experiment): MemoryForecast | undefined {
  try {
    const reserving = candidatesOf(experiment.engine.backend).find((name) => backends[name].reservesMemory);
    const sizes = modelSizes(experiment.task);
    if (reserving === undefined || sizes === undefined) return undefined;
    const options = learnerOptionsFor(experiment, sizes);
    const plan = backends[reserving].plan(options);
    return plan.kind === 'sized'
      ? { bytes: plan.bytes, mostBytes: plan.mostBytes, machineBytes: machineMemory() }
      : undefined;
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}

/**
 * The most parameters that the experiment's model can have, from its text alone; undefined where only data or a module
 * of the user's can say, or the layers do not fit each other.
 */
export function mostParametersOf(experiment: Experiment): number | undefined {
  try {
    const sizes = modelSizes(experiment.task);
    return sizes && modelFor(experiment, sizes).parameterCount;
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}

function modelSizes(task: TaskSpec): TaskSizes | undefined {
  const sizes = sizesOfTask(task);
  if (sizes === undefined) return undefined;
  const { input, heldOutSupport, heldOutQueries } = sizes;
  const common = { ...trainingSizesOf(sizes), inputShape: dimensionsOf(input) };
  if (task.kind === 'navigation' || task.kind === 'arm') {
    return { ...common, kind: 'control', loss: 'policyGradient', horizon: task.horizon, settings: task };
  }
  return { ...common, kind: 'supervised', supportSize: heldOutSupport.samples, querySize: heldOutQueries };
}
