// Answers on query samples, normalised with each other (transductive) or each one with the support set alone.

import type { Learner, Samples } from '../engine/learner.ts';
import type { Model } from '../engine/model.ts';

/**
 * Outputs [queries.count, outputSize] of the learner's present parameters.
 *
 * Batch norm uses the statistics of the batch at hand, so the batch matters: transductively all queries form one batch;
 * otherwise each query sample is predicted in a batch with the whole support set, as `_test_predictions` in
 * supervised-reptile does. Without batch norm both are the same, and one batch serves.
 */
export function predictQueries(
  learner: Learner,
  support: Samples,
  queries: Samples,
  transductive: boolean,
): Float32Array {
  if (transductive || !hasBatchNorm(learner.model)) return learner.predict(queries.inputs, queries.count);
  const { outputSize } = learner.model;
  const inputSize = queries.inputs.length / queries.count;
  const batch = new Float32Array(support.inputs.length + inputSize);
  batch.set(support.inputs);
  const outputs = new Float32Array(queries.count * outputSize);
  for (let query = 0; query < queries.count; query++) {
    batch.set(queries.inputs.subarray(query * inputSize, (query + 1) * inputSize), support.inputs.length);
    const batchOutputs = learner.predict(batch, support.count + 1);
    outputs.set(batchOutputs.subarray(support.count * outputSize), query * outputSize);
  }
  return outputs;
}

/** Whether what a sample is answered depends on the batch it is in. */
export function hasBatchNorm(model: Model): boolean {
  return model.layers.some((layer) => layer.spec.kind === 'batchNorm');
}
