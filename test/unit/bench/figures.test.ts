// What the bench makes of its times: medians, ratios, shares, tables, targets.

import assert from 'node:assert/strict';
import { loadFusedEngine } from '../../../src/engine/fused/fusedLearner.ts';
import type { Contestant, ContestantId } from '../../bench/contestant.ts';
import type { WorkloadResult } from '../../bench/engine.ts';
import { contestantRows } from '../../bench/engineRows.ts';
import { layerOperations } from '../../bench/floatOperations.ts';
import { kernelRates, operationsOf, productKinds, rateOfKind } from '../../bench/kernelRates.ts';
import { compareLosses, findDisparity } from '../../bench/parity.ts';
import type { Peaks } from '../../bench/peaks/peaks.ts';
import { type BenchRow, formatRows, formatTargets } from '../../bench/report.ts';
import { runRounds } from '../../bench/rounds.ts';
import { median, spreadOf } from '../../bench/statistics.ts';
import { engineTargets, workerTargets } from '../../bench/targets.ts';
import { createWorkload, miniBatches, stepCount, workloadKeys } from '../../bench/workloads.ts';

const peaks: Peaks = { plain: 50, fused: 100, wasm: { plain: 50, relaxed: 100 }, native: undefined };

describe('figures of the bench', () => {
  it('takes the median and the middle half', () => {
    assert.deepEqual(spreadOf([5, 1, 3, 2, 4]), { median: 3, low: 2, high: 4 });
    assert.equal(median([4, 1]), 2.5);
    assert.throws(() => median([]), RangeError);
  });

  it('prints aligned columns, each group with its own', () => {
    const rows: BenchRow[] = [
      {
        group: 'a',
        name: 'first',
        value: 0.01234,
        unit: 'ms',
        rounds: [0.01, 0.02, 0.03],
        columns: { 'GFLOP/s': 51.26 },
      },
      { group: 'a', name: 'second one', value: 12345, unit: 'ms', ratio: { to: 'first', value: 2.345 }, note: 'once' },
      { group: 'b', name: 'alone', value: 1, unit: 's' },
    ];
    assert.equal(
      formatRows(rows),
      [
        'a',
        '                         middle half                  GFLOP/s',
        '  first       0.0123 ms  0.015 – 0.025                   51.3',
        '  second one  12,300 ms                 2.35 × first           once',
        '',
        'b',
        '  alone  1 s',
        '',
      ].join('\n'),
    );
  });

  it('says of each target whether it is met', () => {
    const text = formatTargets([
      { name: 'speed', figure: 1.8, wanted: 1.8, unit: '×' },
      { name: 'share', figure: 84.96, wanted: 85, unit: '%' },
      { name: 'other', figure: undefined, wanted: 2, unit: '×' },
    ]);
    assert.deepEqual(text.split('\n').slice(1, 4), [
      '  speed  1.8 ×  at least 1.8 ×  met',
      '  share   85 %  at least 85 %   missed',
      '  other      –  at least 2 ×    not measured',
    ]);
  });

  it('derives ratios, rates, shares and targets from the rounds', () => {
    const workload = createWorkload('sine');
    const measured = (id: ContestantId, seconds: number) => ({
      contestant: contestant(id, []),
      stepSeconds: [seconds, seconds, 9],
      metaSeconds: [0.5],
      memory: 2e6,
    });
    const result: WorkloadResult = {
      workload,
      operations: 1000,
      slow: undefined,
      kernels: new Map(),
      errors: [],
      measurements: [measured('fused', 1e-6), measured('tfjs-wasm', 50e-6), measured('pytorch', 9e-6)],
    };
    const [fused, , pytorch] = contestantRows(result, peaks);
    assert.equal(fused?.value, 1);
    assert.equal(fused?.ratio, undefined);
    assert.equal(fused?.columns?.['GFLOP/s']?.toFixed(6), '1.000000');
    assert.equal(fused?.columns?.['% of peak']?.toFixed(6), '2.000000');
    assert.equal(fused?.columns?.['meta-iterations/s'], 2);
    assert.equal(fused?.columns?.MB, 2);
    assert.equal(pytorch?.ratio?.to, 'fused');
    assert.equal(pytorch?.ratio?.value.toFixed(6), '9.000000');
    assert.deepEqual(
      engineTargets([result], peaks).map(({ name, figure, wanted }) => [name, figure?.toFixed(3), wanted]),
      [
        ['sine: times as fast as tfjs-wasm', '50.000', 40],
        ['sine: times as fast as eager PyTorch, one thread', '9.000', 10],
      ],
    );
  });

  it('takes the scaling of two workers from their rows', () => {
    const row = (name: string, value: number): BenchRow => ({
      group: 'workers, sine',
      name,
      value: 1,
      unit: 'it/s',
      ratio: { to: '1 worker', value },
    });
    assert.deepEqual(
      workerTargets([row('2 workers', 1.9), row('4 workers', 2)]).map(({ figure }) => figure),
      [1.9],
    );
  });

  it('finds a time for every matrix product that is counted', async () => {
    const engine = await loadFusedEngine();
    for (const key of workloadKeys) {
      const workload = createWorkload(key);
      const { model, batch, experiment, start } = workload;
      const learner = engine.createLearner({
        model,
        optimizer: experiment.algorithm.innerOptimizer,
        maxTrainingBatch: batch,
        maxPredictionBatch: batch,
        secondOrder: false,
      });
      learner.writeParameters(start);
      const rates = kernelRates(workload, [learner.timeInnerStep(miniBatches(workload, [0]))]);
      learner.dispose();
      const counted = layerOperations(model).flatMap((layer) =>
        productKinds.map((kind) => `${layer.layer} ${kind} ${operationsOf(layer, kind) * batch}`),
      );
      const found = rates.products.map(({ kind, layer, operations }) => `${layer} ${kind} ${operations}`);
      assert.deepEqual(found.toSorted(), counted.toSorted(), key);
      for (const kind of productKinds) assert.ok((rateOfKind(rates, kind) ?? 0) > 0);
      const products = rates.products.reduce((sum, { seconds }) => sum + seconds, 0);
      const rest = [...rates.rest.values()].reduce((sum, seconds) => sum + seconds, 0);
      assert.ok(Math.abs(products + rest - rates.total) < 1e-9);
    }
  });
});

describe('parity', () => {
  it('allows one part in ten thousand', () => {
    assert.equal(compareLosses([2, 1], [2.0001, 0.99995]), undefined);
    assert.match(compareLosses([2, 1], [2, 1.001]) ?? '', /1\.001 instead of 1 after 1 steps/);
    assert.match(compareLosses([2, 1], [2, Number.NaN]) ?? '', /NaN/);
    assert.match(compareLosses([2, 1], [2]) ?? '', /1 instead of 2/);
  });

  it('is had when the losses agree from one beginning, and not when they agree from none', async () => {
    const own = contestant('fused', [
      [1, 2],
      [3, 4],
    ]);
    assert.equal(
      await findDisparity(
        own,
        contestant('pytorch', [
          [1, 3],
          [3, 4],
        ]),
        1,
        2,
      ),
      undefined,
    );
    assert.match(
      (await findDisparity(
        own,
        contestant('pytorch', [
          [1, 3],
          [3, 5],
        ]),
        1,
        2,
      )) ?? '',
      /pytorch.*3 instead of 2/,
    );
  });
});

describe('rounds', () => {
  it('gives every contestant its turn in every round, and the slow one every third', async () => {
    const turns: string[] = [];
    const player = (id: ContestantId, seconds: number): Contestant => ({
      ...contestant(id, []),
      async timeLoops(loops) {
        turns.push(id);
        return loops * seconds;
      },
    });
    const workload = { ...createWorkload('sine'), rounds: 4, metaRounds: 1 };
    const [quick, slow] = await runRounds(workload, [player('fused', 0.01), player('tfjs-wasm', 2)]);
    const round = ['fused', 'tfjs-wasm'];
    assert.deepEqual(turns, [...round, ...round, 'fused', 'fused', ...round]);
    assert.equal(quick?.stepSeconds.length, 4);
    assert.equal(slow?.stepSeconds[0], 2 / stepCount(workload));
  });
});

/** Knows only its losses, one list for each beginning. */
function contestant(id: ContestantId, losses: readonly (readonly number[])[]): Contestant {
  return {
    id,
    name: id,
    measureLosses: async (first) => losses[first] ?? [],
    timeLoops: async (loops) => loops,
    timeMetaIterations: async (count) => count,
    readMemory: async () => undefined,
    dispose: async () => {},
  };
}
