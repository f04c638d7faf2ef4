// What tells a run's own checkpoints from others before its data are read: what its experiment says, and its manifest.

import { mostParametersOf } from '../meta/memoryForecast.ts';
import type { CheckpointOwner } from './checkpoints.ts';
import { ExperimentRefused, readFrozenExperiment } from './frozenExperiment.ts';
import type { Manifest } from './manifest.ts';

/** An experiment that is refused limits nothing; whoever prepares the run says why. */
export async function checkpointOwnerOf(directory: string, manifest: Manifest): Promise<CheckpointOwner> {
  const { id, seed, metaIterations, parameterCount } = manifest;
  try {
    const { experiment } = await readFrozenExperiment(directory, manifest);
    const mostParameters = mostParametersOf(experiment);
    if (mostParameters === undefined) return { id, seed, metaIterations, parameterCount };
    // A manifest that says more than the experiment can have is not believed.
    const isPossible = parameterCount !== null && parameterCount <= mostParameters;
    return { id, seed, metaIterations, parameterCount: isPossible ? parameterCount : null, mostParameters };
  } catch (error) {
    if (error instanceof ExperimentRefused) return { id, seed, metaIterations, parameterCount };
    throw error;
  }
}
