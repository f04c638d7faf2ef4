// A small stored evaluation for tests: two tasks of two classes, measured at meta-iteration 60.

import { reportEvaluation } from '../../src/meta/evaluationReport.ts';
import { parametersSha256, type StoredEvaluation } from '../../src/runs/evaluations.ts';

const graded = { predicted: Int32Array.of(1), confidence: Float32Array.of(0.75), loss: 0.3, accuracy: 1, brier: 0.1 };

export function testEvaluation(createdAt: string): StoredEvaluation {
  const task = { kind: 'classification', losses: [2, 0.3], accuracies: [0.5, 1], classNames: ['a', 'b'] } as const;
  const outcome = { ...task, targets: Int32Array.of(1), before: graded, after: graded };
  return {
    formatVersion: 1,
    createdAt,
    protocol: {
      version: 1,
      seed: 3,
      firstTask: 50,
      tasks: 2,
      innerSteps: 5,
      innerBatch: 5,
      transductive: false,
      side: 'heldOut',
      shots: 1,
      task: { kind: 'images', ways: 2 },
    },
    initialization: { iteration: 60, parametersSha256: parametersSha256(Float32Array.of(1, 2)) },
    engineVariant: 'fused simd 4x8',
    workers: 2,
    seconds: 1.5,
    report: reportEvaluation([outcome, outcome], [0, 5], 50),
    tasks: [{ quantity: 'loss', before: [2, 2], after: [0.3, Number.NaN] }],
  };
}
