// The engine's tables: one of contestants and one of matrix products for each workload.

import type { Model } from '../../src/engine/model.ts';
import { peakFor, type WorkloadResult } from './engine.ts';
import type { ProductKind } from './kernelRates.ts';
import type { Peaks } from './peaks/peaks.ts';
import type { BenchRow } from './report.ts';
import { median } from './statistics.ts';

/** Time of an inner step of each contestant, beside everything that follows from it. */
export function contestantRows(
  { workload, operations, measurements, slow }: WorkloadResult,
  peaks: Peaks,
): readonly BenchRow[] {
  const scale = workload.unit === 'ms' ? 1e3 : 1e6;
  const group = `inner step, ${workload.title}`;
  const [fused] = measurements;
  const own = fused === undefined ? Number.NaN : median(fused.stepSeconds);
  const columns = (seconds: number, peak: number) => {
    const rate = operations / seconds / 1e9;
    return { 'GFLOP/s': rate, '% of peak': (100 * rate) / peak };
  };
  const rows = measurements.map(({ contestant, stepSeconds, metaSeconds, memory }): BenchRow => {
    const seconds = median(stepSeconds);
    return {
      group,
      name: contestant.name,
      value: seconds * scale,
      unit: workload.unit,
      rounds: stepSeconds.map((value) => value * scale),
      ...(contestant === fused?.contestant
        ? {}
        : { ratio: { to: fused?.contestant.name ?? '', value: seconds / own } }),
      columns: {
        'meta-iterations/s': 1 / median(metaSeconds),
        ...columns(seconds, peakFor(contestant.id, peaks)),
        ...(memory === undefined ? {} : { MB: memory / 1e6 }),
      },
    };
  });
  if (slow === undefined) return rows;
  return [
    ...rows,
    {
      group,
      name: slow.contestant.name,
      value: slow.seconds * scale,
      unit: workload.unit,
      ratio: { to: fused?.contestant.name ?? '', value: slow.seconds / own },
      columns: columns(slow.seconds, peakFor(slow.contestant.id, peaks)),
      note: 'one step and a prediction, once',
    },
  ];
}

const productNames: Readonly<Record<ProductKind, string>> = {
  forward: 'forward',
  backward: 'gradients',
};

/** As its parameters are called: `conv2d1`. */
function layerName(model: Model, layer: number): string {
  return model.layers[layer]?.parameters[0]?.name.split('/')[0] ?? `layer ${layer + 1}`;
}

/**
 * The matrix products of each layer of the fused engine, where they stand in a step; beside them the same with fast
 * math.
 */
export function kernelRows({ workload, kernels }: WorkloadResult, peaks: Peaks): readonly BenchRow[] {
  const plain = kernels.get('fused');
  if (plain === undefined) return [];
  const fast = kernels.get('fused-fast');
  const group = `matrix products of the fused engine, ${workload.title}`;
  const share = (seconds: number) => (100 * seconds) / plain.total;
  const rows = plain.products.map(({ kind, layer, seconds, operations }): BenchRow => {
    const faster = fast?.products.find((other) => other.kind === kind && other.layer === layer);
    return {
      group,
      name: `${layerName(workload.model, layer)}, ${productNames[kind]}`,
      value: seconds * 1e6,
      unit: 'µs',
      columns: {
        '% of step': share(seconds),
        'GFLOP/s': operations / seconds / 1e9,
        '% of peak': (100 * operations) / seconds / 1e9 / peaks.plain,
        ...(faster === undefined
          ? {}
          : {
              'fast math GFLOP/s': operations / faster.seconds / 1e9,
              '% of its peak': (100 * operations) / faster.seconds / 1e9 / peaks.fused,
            }),
      },
    };
  });
  const rest = [...plain.rest].toSorted(([, a], [, b]) => b - a).filter(([, seconds]) => share(seconds) >= 0.5);
  return [
    ...rows,
    ...rest.map(([name, seconds]): BenchRow => {
      return { group, name, value: seconds * 1e6, unit: 'µs', columns: { '% of step': share(seconds) } };
    }),
  ];
}
