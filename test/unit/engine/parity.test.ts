// All engines compute the same: fused against TensorFlow.js on random models, and TensorFlow.js against differences of
// a float64 loss.

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
import { assertParity, type ParityTrial, parityTrials, startedLearner, wideTrials } from './paritySuite.ts';
import { dot, secondDifference, unitVector } from './secondDifferences.ts';

describe('engines', () => {
  let fused: Engine;
  let cpu: Engine;
  let wasm: Engine;

  before(async () => {
    fused = await loadFusedEngine();
    cpu = await loadTfjsCpuEngine();
    wasm = await loadTfjsWasmEngine();
  });

  it('fused agrees with tfjs-cpu on any model: gradient, Hessian-vector product, optimizer step', () => {
    assertEverywhere(500, 1, (trial) => assertParity(fused, cpu, trial));
  }).timeout(60_000);

  it('fused agrees with tfjs-wasm on any model: gradient, Hessian-vector product, optimizer step', () => {
    assertEverywhere(500, 2, (trial) => assertParity(fused, wasm, trial));
  }).timeout(60_000);

  it('fused agrees with tfjs-wasm on convolutions of many channels', () => {
    assertEverywhere(60, 5, (trial) => assertParity(fused, wasm, trial), wideTrials);
  }).timeout(60_000);

  it('fused agrees with tfjs-node on any model: gradient, Hessian-vector product, optimizer step', async function () {
    const search = findTfjsNode(tfjsNodePlaces(undefined));
    if (search.kind === 'missing') {
      console.log(`      ${describeMissing(search)}`);
      this.skip();
    }
    const node = await loadTfjsNodeEngine(search.installation.folder);
    assertEverywhere(500, 3, (trial) => assertParity(fused, node, trial));
  }).timeout(60_000);

  it('tfjs-cpu agrees with differences of a float64 loss on small models: gradient and Hessian-vector product', () => {
    const seen = { compared: 0, besideKinks: 0 };
    assertEverywhere(
      100,
      4,
      (trial) => {
        for (const { what, actual, difference, uncertainty, scale } of probe(trial)) {
          if (uncertainty > 2e-5 * scale + 1e-7) {
            seen.besideKinks++;
            continue;
          }
          seen.compared++;
          assertClose(what, [actual], [difference], 0, 1e-4 * scale + 1e-6);
        }
      },
      parityTrials.filter(({ model }) => model.parameterCount <= 400),
    );
    assert.ok(
      seen.compared > 20 * seen.besideKinks,
      `${seen.compared} compared, ${seen.besideKinks} left out beside kinks`,
    );
  }).timeout(60_000);

  /** Some components of the gradient, and uᵀHv for random u and v: by tfjs-cpu and by differences of two steps. */
  function* probe(trial: ParityTrial) {
    const { model, batch, seed } = trial;
    const parameters = scatteredParameters(model, seed);
    const samples = randomSamples(model, batch, seed);
    const dropout = { seed, step: 0 };
    const [u, v] = [unitVector(model.parameterCount, seed), unitVector(model.parameterCount, seed + 1)];
    const learner = startedLearner(cpu, trial);
    const { gradient, product } = learner.hessianVectorProduct(samples, v);
    learner.dispose();
    const random = randomStream(seed, 'evaluation-task');
    for (let round = 0; round < 5; round++) {
      const index = random.integer(model.parameterCount);
      const [coarse, fine] = [1e-5, 5e-6].map((step) =>
        differenceQuotient(model, parameters, samples, dropout, index, step),
      );
      const [difference = Number.NaN, uncertainty = Number.NaN] = [fine, Math.abs((coarse ?? 0) - (fine ?? 0))];
      const scale = Math.hypot(...gradient);
      yield { what: 'gradient', actual: gradient[index] ?? Number.NaN, difference, uncertainty, scale };
    }
    const { value, uncertainty } = secondDifference(model, parameters, samples, dropout, u, v);
    yield { what: 'uᵀHv', actual: dot(u, product), difference: value, uncertainty, scale: Math.hypot(...product) };
  }
});

/** A failure prints the smallest model that shows it. */
function assertEverywhere(runs: number, seed: number, check: (trial: ParityTrial) => void, among = parityTrials): void {
  fc.assert(fc.property(among, check), { numRuns: runs, seed });
}
