// Task modules for tests: a good one, and ones that do what a module must not.

const shape = `kind: 'samples', inputShape: [2], outputs: 2, loss: 'softmaxCrossEntropy', trainingSize: 4, supportSize: 2, querySize: 2,
  sampleHeldOutTask: (random) => ({
    support: { inputs: [[random.uniform(), 0], [0, random.uniform()]], targets: [0, 1] },
    query: { inputs: [[random.uniform(), 0], [0, random.uniform()]], targets: [0, 1] },
  }),`;
const sample = '{ inputs: [0, 1, 2, 3].map(() => [random.uniform(), random.uniform()]), targets: [0, 1, 0, 1] }';

/**
 * A module that runs `first` when it is imported, and `before` before it draws a training task; each on a line of its
 * own, 1 and 2.
 */
export function taskModule({
  first = '',
  before = '',
}: {
  readonly first?: string;
  readonly before?: string;
} = {}): string {
  return `${first}\nconst before = () => { ${before} };\nexport default () => ({ ${shape}
  sampleTrainingTask: (random) => { before(); return ${sample}; },
});\n`;
}

/** An experiment of `own.mjs` beside it, in JSON. */
export function moduleExperiment(metaIterations = 30, workers = 2): string {
  return JSON.stringify({
    name: 'own',
    task: { kind: 'module', path: 'own.mjs' },
    model: { kind: 'mlp', hidden: [4] },
    algorithm: { metaIterations, innerSteps: 2, innerBatch: 2, innerOptimizer: { kind: 'sgd' } },
    evaluation: { every: 10, tasks: 2, innerSteps: 2, innerBatch: 2 },
    engine: { workers },
  });
}
