// Messages as the host sends them, for the tests of the page: small, and each test changes only what it is about.

import type {
  AdaptationCurve,
  EvaluationSummary,
  HostMessage,
  RunSummary,
  SeriesPoints,
} from '../../../src/panel/panelMessages.ts';
import { defaultChoices, initialModel, type LiveRun, type PanelModel, reduce } from '../../../webview/model.ts';

export type Snapshot = Extract<HostMessage, { kind: 'snapshot' }>;
export type Delta = Extract<HostMessage, { kind: 'delta' }>;

export function summary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'run-1',
    name: 'digits',
    state: 'running',
    needsApproval: false,
    failsAgain: false,
    iteration: 200,
    metaIterations: 1000,
    metaIterationsPerSecond: 40,
    secondsLeft: 20,
    activeSeconds: 5,
    engineVariant: 'fused simd 5x8',
    engineReason: [{ code: 'supported' }],
    workers: 2,
    workerIdleShare: 0.04,
    memoryBytes: 15_000_000,
    seed: 3,
    beginsWith: null,
    algorithm: { kind: 'reptile', outerOptimizer: null, stepSize: 'metaStepSize' },
    named: null,
    quantities: ['accuracy', 'loss'],
    heldOut: { code: 'digits', digits: [5, 6, 7, 8, 9] },
    baselines: [],
    evaluationTasks: 100,
    shots: 1,
    ways: 5,
    transductive: false,
    latest: { value: 0.8, ci95: 0.02, iteration: 200 },
    best: { value: 0.82, ci95: 0.019, iteration: 100 },
    published: { comparable: [], others: [] },
    failure: null,
    loading: null,
    checkpointIteration: 100,
    checkpoints: [],
    ...changes,
  };
}

export function points(tag: string, iterations: readonly number[], values: readonly (number | null)[]): SeriesPoints {
  return { tag, iterations, values };
}

export function curve(iteration: number, changes: Partial<AdaptationCurve> = {}): AdaptationCurve {
  return {
    iteration,
    steps: [0, 1, 50],
    measured: {
      loss: { means: [1.6, 0.9, 0.5], ci95s: [0.1, 0.05, 0.04] },
      accuracy: { means: [0.2, 0.6, 0.8], ci95s: [0.02, 0.02, 0.02] },
    },
    ...changes,
  };
}

export function snapshot(changes: Partial<Omit<Snapshot, 'kind'>> = {}): Snapshot {
  return {
    kind: 'snapshot',
    runKey: 'run-1',
    run: summary(),
    series: [],
    curves: [],
    sample: null,
    sampleIteration: null,
    evaluations: { evaluations: [], problems: [] },
    notices: [],
    ...changes,
  };
}

export function delta(changes: Partial<Omit<Delta, 'kind'>> = {}): Delta {
  return {
    kind: 'delta',
    runKey: 'run-1',
    run: null,
    series: [],
    curves: [],
    sample: null,
    sampleIteration: null,
    evaluations: null,
    notices: null,
    ...changes,
  };
}

export function liveModel(changes: Partial<Omit<Snapshot, 'kind'>> = {}): PanelModel {
  return reduce(initialModel(['run-1'], defaultChoices), snapshot(changes));
}

/** The run that a model shows; fails the test where it shows none. */
export function liveOf({ runs }: PanelModel, key = 'run-1'): LiveRun {
  const content = runs.get(key)?.content;
  if (content?.kind !== 'live') throw new Error(`The model shows no run ${key}: it is ${content?.kind}.`);
  return content;
}

/** A classifier's evaluation of 10,000 tasks. */
export const evaluation: EvaluationSummary = {
  file: 'evaluation-1.json',
  createdAt: '2026-06-15T12:00:00.000Z',
  shots: 1,
  transductive: false,
  tasks: 10_000,
  apart: null,
  parameters: 'trained',
  curve: {
    iteration: 100_000,
    steps: [0, 50],
    measured: {
      accuracy: { means: [0.201, 0.952], ci95s: [0.003, 0.001] },
      loss: { means: [1.7, 0.2], ci95s: [0.01, 0.01] },
    },
  },
  quantity: 'accuracy',
  published: [{ figure: 'accuracy', value: 0.9539, ci95: 0.0009, source: 'Nichol et al. 2018, table 2' }],
  baselines: [
    {
      name: 'nearestNeighbour',
      quantity: 'accuracy',
      after: { mean: 0.431, ci95: 0.004 },
      difference: { mean: 0.521, ci95: 0.004 },
    },
  ],
  classification: {
    before: { expectedCalibrationError: 0.3, bins: [{ samples: 50_000, meanConfidence: 0.5, accuracy: 0.2 }] },
    after: {
      expectedCalibrationError: 0.012,
      bins: [
        { samples: 10_000, meanConfidence: 0.6, accuracy: 0.55 },
        { samples: 40_000, meanConfidence: 0.98, accuracy: 0.97 },
      ],
    },
    mistakes: [{ actual: 'Tagalog/character07', predicted: 'Tagalog/character03', times: 12, asked: 240 }],
  },
};
