// A peer as a contestant: hands the workload over in files, and asks.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { reptileOf } from '../../support/reptileOf.ts';
import type { Contestant, ContestantId } from '../contestant.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import type { Workload } from '../workloads.ts';
import type { PeerProcess } from './peerProcess.ts';

const loaded = z.object({ description: z.string() });
const timing = z.object({ seconds: z.number().positive() });
const losses = z.object({ losses: z.array(z.number()) });
const memory = z.object({ bytes: z.number().positive().nullable() });

/**
 * The process stays alive when the contestant is disposed: it serves the next workload.
 * @throws PeerError where the peer cannot build the model
 */
export async function createPeerContestant(
  id: ContestantId,
  suffix: string,
  peer: PeerProcess,
  workload: Workload,
): Promise<Contestant> {
  const answer = await withTemporaryFolder(async (folder) =>
    peer.request({ command: 'load', workload: await describeWorkload(workload, folder) }, loaded),
  );
  return {
    id,
    name: `${answer.description}${suffix}`,
    measureLosses: async (first, steps) => (await peer.request({ command: 'losses', first, steps }, losses)).losses,
    timeLoops: async (loops, warm) => (await peer.request({ command: 'timeSteps', loops, warm }, timing)).seconds,
    timeMetaIterations: async (count, warm) =>
      (await peer.request({ command: 'timeMetaIterations', count, warm }, timing)).seconds,
    readMemory: async () => (await peer.request({ command: 'memory' }, memory)).bytes ?? undefined,
    dispose: async () => {},
  };
}

/** Writes weights and batches to the folder; peers/peer.py reads them from there. */
async function describeWorkload(workload: Workload, folder: string): Promise<Readonly<Record<string, unknown>>> {
  const { model, experiment, batch, samples, start, taskSamples } = workload;
  const { innerOptimizer, metaBatch, metaStepSize, innerSteps } = reptileOf(experiment);
  const files = { weights: start, inputs: samples.inputs, targets: samples.targets };
  const paths = Object.fromEntries(Object.keys(files).map((name) => [name, path.join(folder, `${name}.bin`)]));
  for (const [name, values] of Object.entries(files))
    await writeFile(path.join(folder, `${name}.bin`), littleEndian(values));
  return {
    layers: model.layers.map(({ spec, inputShape, outputShape, parameters }) => ({
      ...spec,
      inputShape,
      outputShape,
      parameters,
    })),
    loss: model.loss,
    inputShape: model.inputShape,
    targetSize: model.targetSize,
    optimizer: innerOptimizer,
    batch,
    steps: samples.count / batch,
    meta: { taskSamples, innerSteps, metaBatch, metaStepSize },
    ...paths,
  };
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, index) => {
    bytes.setFloat32(index * 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}
