// The experiments of a round: sines that train for a moment or for some seconds, told apart by seed and learning rate.

import { choicesOf } from '../choices.ts';

/** As long as a run takes decides what a round catches it at. */
const iterations = { brief: [20, 400, 3000], long: [200, 2000, 6000, 20_000] } as const;
export type Lengths = keyof typeof iterations;

/** The text of an experiment file; the same for the same `draw`. */
export function experimentOf(lengths: Lengths, draw: number): string {
  const choices = choicesOf(draw);
  const experiment = {
    name: 'Queued sine',
    seed: choices.integer(1, 1000),
    task: { kind: 'sine' },
    model: { kind: 'mlp', hidden: [8, 8] },
    algorithm: {
      kind: 'reptile',
      metaIterations: choices.pick<number>(iterations[lengths]),
      metaBatch: 2,
      metaStepSize: 0.5,
      innerSteps: 3,
      innerBatch: 5,
      innerOptimizer: { kind: 'sgd', learningRate: choices.pick([0.01, 0.02, 0.04]) },
    },
    evaluation: { every: 1000, tasks: 4, innerSteps: 3, innerBatch: 5 },
    checkpoint: { every: 200, keep: 2 },
    engine: { workers: 1 },
  };
  return `${JSON.stringify(experiment, null, 2)}\n`;
}
