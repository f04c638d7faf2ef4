// What the panel shows of stored evaluations: published figures only beside those that were measured in the same way, on
// the run's own data.

import assert from 'node:assert/strict';
import { presets } from '../../../../src/experiment/presets.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { summarizeEvaluations } from '../../../../src/extension/panel/evaluationSummaries.ts';
import { reportEvaluation } from '../../../../src/meta/evaluationReport.ts';
import type { MeasuredData, StoredSummary } from '../../../../src/runs/evaluations.ts';

const split = 'a'.repeat(32);
const data: MeasuredData = { split, heldOut: 'b'.repeat(32), changes: null };
const none = { count: 0, names: [] };
const changes = { came: none, went: { count: 1, names: ['"cat"'] }, changed: none };
const unchanged = { splitDigest: split, dataChanges: [], initializedFrom: null, earlierLengths: [] };

function evaluation(parts: Partial<StoredSummary> = {}, version = 1): StoredSummary {
  const graded = { predicted: Int32Array.of(1), confidence: Float32Array.of(0.75), loss: 0.3, accuracy: 1, brier: 0.1 };
  const task = { kind: 'classification', losses: [2, 0.3], accuracies: [0.5, 1], classNames: ['a', 'b'] } as const;
  const outcome = { ...task, targets: Int32Array.of(1), before: graded, after: graded };
  return {
    formatVersion: 1,
    createdAt: '2026-11-21T10:00:00.000Z',
    protocol: {
      version,
      seed: 0,
      firstTask: 0,
      tasks: 2,
      innerSteps: 50,
      innerBatch: 5,
      transductive: true,
      side: 'heldOut',
      shots: 1,
      task: {},
    },
    data,
    initialization: { iteration: 60, parametersSha256: 'c' },
    engineVariant: 'fused simd 4x8',
    workers: 1,
    seconds: 1,
    report: reportEvaluation([outcome, outcome], [0, 5], 0),
    ...parts,
  };
}

describe('stored evaluations in the panel', () => {
  const preset = presets.find(({ id }) => id === 'omniglot-5-way-1-shot-transductive');
  const { experiment } = readExperiment(preset?.text ?? '');

  function shown(one: StoredSummary, manifest: Parameters<typeof summarizeEvaluations>[2] = unchanged) {
    const listings = [{ kind: 'evaluation', file: 'x.json', evaluation: one } as const];
    const [summary] = summarizeEvaluations(listings, experiment, manifest).evaluations;
    return [summary?.apart, summary?.published.length];
  }

  it('are of random parameters, or of what the run begins with in their place, as they say or the sum tells', () => {
    const parametersSha256 = 'ab'.repeat(32);
    const learned = { run: 'first', directory: '', iteration: 45, parametersSha256 };
    const parametersIn = (
      initialization: Partial<StoredSummary['initialization']>,
      initializedFrom: typeof learned | null,
    ) => {
      const one = evaluation({ initialization: { iteration: 0, parametersSha256: 'c', ...initialization } });
      const listings = [{ kind: 'evaluation', file: 'x.json', evaluation: one } as const];
      return summarizeEvaluations(listings, experiment, { ...unchanged, initializedFrom }).evaluations[0]?.parameters;
    };
    assert.equal(parametersIn({ isRandom: false }, learned), 'beginning');
    assert.equal(parametersIn({ isRandom: true }, learned), 'random');
    assert.equal(parametersIn({ iteration: 60, isRandom: false }, learned), 'trained');
    // As earlier versions stored them.
    assert.equal(parametersIn({ parametersSha256 }, learned), 'beginning');
    assert.equal(parametersIn({}, learned), 'random');
    assert.equal(parametersIn({ parametersSha256 }, null), 'random');
  });

  it('have a published figure beside them where they are of the run’s data, or nobody knows better', () => {
    assert.deepEqual(shown(evaluation()), [null, 1]);
    assert.deepEqual(shown(evaluation({ data: null })), [null, 1]);
    const initializedFrom = { run: 'first', directory: '', iteration: 45, parametersSha256: 'ab'.repeat(32) };
    assert.deepEqual(shown(evaluation(), { ...unchanged, initializedFrom }), [null, 0]);
    assert.deepEqual(shown(evaluation(), { ...unchanged, splitDigest: null }), [null, 1]);
    const earlierLengths = [{ until: 30, metaIterations: 30 }];
    assert.deepEqual(shown(evaluation(), { ...unchanged, earlierLengths }), [null, 0]);
  });

  it('stand for themselves, and say why, on other data, of another protocol, or of a run with other data', () => {
    assert.deepEqual(shown(evaluation({ data: { ...data, changes } })), ['acceptedChanges', 0]);
    assert.deepEqual(shown(evaluation({ data: { ...data, split: 'f'.repeat(32) } })), ['otherData', 0]);
    assert.deepEqual(shown(evaluation({}, 2)), ['otherProtocol', 0]);
    const dataChanges = [{ iteration: 5, at: '2026-11-21T10:00:00.000Z', changes }];
    assert.deepEqual(shown(evaluation(), { ...unchanged, dataChanges }), ['changedRun', 0]);
  });
});
