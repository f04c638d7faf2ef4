// Native kernels give WebAssembly's bits: on any model, for any algorithm.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { type FusedEngine, loadFusedEngine } from '../../../../src/engine/fused/fusedLearner.ts';
import { givesKnownBits } from '../../../../src/engine/fused/native/selfTest.ts';
import { loadKernels } from '../../../../src/engine/fused/wasm/kernelModule.ts';
import type { Engine } from '../../../../src/engine/learner.ts';
import type { Experiment } from '../../../../src/experiment/schema.ts';
import { initialMetaState } from '../../../../src/meta/initialMetaState.ts';
import { createLocalExecutor } from '../../../../src/meta/localExecutor.ts';
import { createTaskDistribution } from '../../../../src/tasks/createTaskDistribution.ts';
import { everyAlgorithm, sineExperimentOf } from '../../../support/everyAlgorithm.ts';
import { nativeEngines } from '../../../support/nativeEngines.ts';
import { assertSameBits, parityTrials, wideTrials } from '../paritySuite.ts';

describe('native kernels', () => {
  const native = nativeEngines();
  let wasm: FusedEngine;

  before(async () => {
    wasm = await loadFusedEngine();
  });

  it('are there for every set of instructions that the processor says it has', async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    const flags = new Set(/^flags\s*:(.*)$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[1]?.split(' '));
    const wanted = [
      ...(['f', 'vl', 'dq', 'bw'].every((part) => flags.has(`avx512${part}`)) ? ['native avx512'] : []),
      ...(flags.has('avx2') && flags.has('fma') ? ['native avx2'] : []),
    ];
    assert.deepEqual(
      native.map(({ variant }) => variant),
      wanted,
    );
  });

  it('are tried by a step whose known bits are those of WebAssembly', async () => {
    for (const tile of ['4x8', '5x8'] as const) {
      assert.ok(givesKnownBits(await loadKernels({ fastMath: false, tile })));
    }
  });

  for (const engine of native) {
    describe(engine.variant, () => {
      it('has the same bits on any model: gradient, Hessian-vector product, optimizer step', () => {
        fc.assert(
          fc.property(parityTrials, (trial) => assertSameBits(engine, wasm, trial)),
          { numRuns: 500, seed: 1 },
        );
      }).timeout(180_000);

      it('has the same bits on convolutions of many channels', () => {
        fc.assert(
          fc.property(wideTrials, (trial) => assertSameBits(engine, wasm, trial)),
          { numRuns: 60, seed: 5 },
        );
      }).timeout(180_000);

      for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
        it(`moves meta-parameters to the same bits: ${name}`, async () => {
          const experiment = sineExperimentOf(algorithm);
          assert.deepEqual(await trainedOn(engine, experiment), await trainedOn(wasm, experiment));
        });
      }
    });
  }
});

async function trainedOn(engine: Engine, experiment: Experiment): Promise<Float32Array> {
  const distribution = await createTaskDistribution(experiment.task, '/');
  const executor = createLocalExecutor({ experiment, distribution, engine });
  try {
    let state = initialMetaState(experiment, distribution);
    for (let iteration = 0; iteration < 4; iteration++) ({ state } = await executor.takeMetaIteration(state));
    assert.ok(state.parameters.every(Number.isFinite));
    return state.parameters;
  } finally {
    await executor.dispose();
  }
}
