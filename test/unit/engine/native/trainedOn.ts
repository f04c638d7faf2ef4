// Trains a small experiment on an engine, to compare what engines make of it.

import assert from 'node:assert/strict';
import type { Engine } from '../../../../src/engine/learner.ts';
import type { Experiment } from '../../../../src/experiment/schema.ts';
import { initialMetaState } from '../../../../src/meta/initialMetaState.ts';
import { createLocalExecutor } from '../../../../src/meta/localExecutor.ts';
import { createTaskDistribution } from '../../../../src/tasks/createTaskDistribution.ts';

/** The meta-parameters after so many meta-iterations. */
export async function trainedOn(engine: Engine, experiment: Experiment, iterations: number): Promise<Float32Array> {
  const distribution = await createTaskDistribution(experiment.task, '/');
  const executor = createLocalExecutor({ experiment, distribution, engine });
  try {
    let state = initialMetaState(experiment, distribution);
    for (let iteration = 0; iteration < iterations; iteration++) ({ state } = await executor.takeMetaIteration(state));
    assert.ok(state.parameters.every(Number.isFinite));
    return state.parameters;
  } finally {
    await executor.dispose();
  }
}
