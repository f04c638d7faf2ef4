// All engines compute the same: fused against TensorFlow.js on random models, and TensorFlow.js against differences of a float64 loss.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Engine } from '../../../src/engine/learner.ts';
import { randomStream } from '../../../src/engine/random.ts';
import { loadTfjsCpuEngine, loadTfjsWasmEngine } from '../../../src/engine/tfjs/builtinEngines.ts';
import { describeMissing, findTfjsNode } from '../../../src/engine/tfjs/findTfjsNode.ts';
import { loadTfjsNodeEngine } from '../../../src/engine/tfjs/tfjsNode.ts';
import { tfjsNodePlaces } from '../../../src/engine/tfjs/tfjsNodePlaces.ts';
import { assertClose, randomSamples, scatteredParameters } from './arbitraries.ts';
import { differenceQuotient } from './float64Model.ts';
import { assertParity, type ParityTrial, parityTrials, startedLearner } from './paritySuite.ts';

describe('engines', () => {
  let fused: Engine;
  let cpu: Engine;

  before(async () => {
    fused = await loadFusedEngine();
    cpu = await loadTfjsCpuEngine();
  });

  it('fused agrees with tfjs-cpu on any model: gradient and optimizer step', () => {
    assertEverywhere(500, 1, (trial) => assertParity(cpu, fused, trial, 'firstOrder'));
  }).timeout(60_000);

  it('tfjs-wasm agrees with tfjs-cpu on any model: gradient, Hessian-vector product, optimizer step', async () => {
    const wasm = await loadTfjsWasmEngine();
    assertEverywhere(300, 2, (trial) => assertParity(cpu, wasm, trial, 'secondOrder'));
  }).timeout(60_000);

  it('tfjs-node agrees with tfjs-cpu on any model: gradient, Hessian-vector product, optimizer step', async function () {
    const search = findTfjsNode(tfjsNodePlaces(undefined));
    if (search.kind === 'missing') {
      console.log(`      ${describeMissing(search)}`);
      this.skip();
    }
    const node = await loadTfjsNodeEngine(search.installation.folder);
    assertEverywhere(300, 3, (trial) => assertParity(cpu, node, trial, 'secondOrder'));
  }).timeout(60_000);

  it('tfjs-cpu agrees with differences of a float64 loss on small models', () => {
    let compared = 0;
    let besideKinks = 0;
    assertEverywhere(
      100,
      4,
      (trial) => {
        const { model, batch, seed } = trial;
        const parameters = scatteredParameters(model, seed);
        const samples = randomSamples(model, batch, seed);
        const learner = startedLearner(cpu, trial);
        const { gradient } = learner.gradient(samples);
        learner.dispose();
        const random = randomStream(seed, 'evaluation-task');
        for (let probe = 0; probe < 5; probe++) {
          const index = random.integer(model.parameterCount);
          const [coarse, fine] = [1e-5, 5e-6].map((step) =>
            differenceQuotient(model, parameters, samples, { seed, step: 0 }, index, step),
          );
          if (Math.abs((coarse ?? 0) - (fine ?? 0)) > 1e-5 * Math.hypot(...gradient) + 1e-7) {
            besideKinks++;
            continue;
          }
          compared++;
          assertClose('gradient', [gradient[index] ?? Number.NaN], [fine ?? 0], 0, 1e-4 * Math.hypot(...gradient) + 1e-6);
        }
      },
      parityTrials.filter(({ model }) => model.parameterCount <= 400),
    );
    assert.ok(compared > 50 * besideKinks, `${compared} compared, ${besideKinks} left out beside kinks`);
  }).timeout(60_000);
});

/** A failure prints the smallest model that shows it. */
function assertEverywhere(runs: number, seed: number, check: (trial: ParityTrial) => void, among = parityTrials): void {
  fc.assert(fc.property(among, check), { numRuns: runs, seed });
}
