// The targets: what the fused engine is to be, beside the others and beside the machine.

import type { ContestantId } from './contestant.ts';
import { peakFor, stepSecondsOf, type WorkloadResult } from './engine.ts';
import { type ProductKind, productKinds, rateOfKind } from './kernelRates.ts';
import type { Peaks } from './peaks/peaks.ts';
import type { BenchRow, Target } from './report.ts';
import type { WorkloadKey } from './workloads.ts';

/** How many times as fast as whom. */
const speedTargets: readonly {
  readonly workload: WorkloadKey;
  readonly than: ContestantId;
  readonly wanted: number;
}[] = [
  { workload: 'sine', than: 'tfjs-wasm', wanted: 40 },
  { workload: 'sine', than: 'pytorch', wanted: 10 },
  { workload: 'omniglot', than: 'tfjs-wasm', wanted: 5 },
  { workload: 'omniglot', than: 'pytorch', wanted: 1.3 },
  { workload: 'miniImageNet', than: 'pytorch', wanted: 0.8 },
];

const kernelTarget = 85;
const stepTarget = { workload: 'omniglot', wanted: 65 } as const;
const workersTarget = 1.8;

const workloadNames: Readonly<Record<WorkloadKey, string>> = {
  sine: 'sine',
  omniglot: 'Omniglot',
  miniImageNet: 'mini-ImageNet',
};
const contestantNames: Readonly<Partial<Record<ContestantId, string>>> = {
  'tfjs-wasm': 'tfjs-wasm',
  pytorch: 'eager PyTorch, one thread',
};
const productNames: Readonly<Record<ProductKind, string>> = {
  forward: 'matrix products forward',
  backward: 'matrix products of the gradients',
};

/** A line for each figure that was asked for, of the workloads that were measured. */
export function engineTargets(results: readonly WorkloadResult[], peaks: Peaks): readonly Target[] {
  const resultOf = (key: WorkloadKey) => results.find(({ workload }) => workload.key === key);
  const speeds = speedTargets.flatMap(({ workload, than, wanted }): Target[] => {
    const result = resultOf(workload);
    if (result === undefined) return [];
    const figure = ratio(stepSecondsOf(result, than), stepSecondsOf(result, 'fused'));
    return [
      {
        name: `${workloadNames[workload]}: times as fast as ${contestantNames[than] ?? than}`,
        figure,
        wanted,
        unit: '×',
      },
    ];
  });
  const kernels = results.flatMap((result) => kernelTargets(result, peaks));
  const whole = resultOf(stepTarget.workload);
  return [...speeds, ...kernels, ...(whole === undefined ? [] : stepTargets(whole, peaks))];
}

/** Two workers, from the rows of the benchmark of workers. */
export function workerTargets(rows: readonly BenchRow[]): readonly Target[] {
  return rows
    .filter(({ name }) => name === '2 workers')
    .map(({ group, ratio: scaling }) => ({
      name: `two workers: times one (${group})`,
      figure: scaling?.value,
      wanted: workersTarget,
      unit: '×',
    }));
}

// The sine net's matrices are so small that its step is no question of the peak.
function kernelTargets({ workload, kernels }: WorkloadResult, peaks: Peaks): readonly Target[] {
  if (workload.key === 'sine') return [];
  return [...kernels].flatMap(([id, rates]) =>
    productKinds.map((kind): Target => {
      const rate = rateOfKind(rates, kind);
      return {
        name: `${workloadNames[workload.key]}${suffixOf(id)}: ${productNames[kind]}, share of the peak`,
        figure: rate === undefined ? undefined : (100 * rate) / peakFor(id, peaks),
        wanted: kernelTarget,
        unit: '%',
      };
    }),
  );
}

function stepTargets(result: WorkloadResult, peaks: Peaks): readonly Target[] {
  return [...result.kernels.keys()].map((id): Target => {
    const seconds = stepSecondsOf(result, id);
    return {
      name: `${workloadNames[result.workload.key]}${suffixOf(id)}: whole inner step, share of the peak`,
      figure: seconds === undefined ? undefined : (100 * result.operations) / seconds / 1e9 / peakFor(id, peaks),
      wanted: stepTarget.wanted,
      unit: '%',
    };
  });
}

function suffixOf(id: ContestantId): string {
  return id === 'fused-fast' ? ' with fast math' : '';
}

function ratio(theirs: number | undefined, own: number | undefined): number | undefined {
  return theirs === undefined || own === undefined ? undefined : theirs / own;
}
