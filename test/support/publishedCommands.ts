// What the authors' own commands set, as their code reads them: the flags of OpenAI's supervised-reptile (README at commit
// 5d5589c, defaults of its args.py, networks of its models.py at b242f96), of MAML's code (main.py of cbfinn/maml) and
// of the script that the Reptile paper's demonstration is.

import type { LayerSpec } from '../../src/experiment/schema.ts';

/** One command of supervised-reptile: `run_omniglot.py` or `run_miniimagenet.py`, by the names of its flags. */
export interface ReferenceCommand {
  readonly script: 'run_omniglot.py' | 'run_miniimagenet.py';
  readonly classes: number;
  readonly shots: number;
  readonly trainShots: number;
  readonly innerBatch: number;
  readonly innerIters: number;
  readonly learningRate: number;
  readonly metaStep: number;
  readonly metaStepFinal: number;
  readonly metaBatch: number;
  readonly metaIters: number;
  readonly evalBatch: number;
  readonly evalIters: number;
  readonly transductive: boolean;
  readonly sgd: boolean;
  readonly foml: boolean;
}

const paper = { classes: 5, shots: 5, metaStep: 1, metaStepFinal: 0, metaBatch: 5, transductive: false } as const;
const adam = { sgd: false, foml: false } as const;
const omniglot5 = {
  ...paper,
  ...adam,
  script: 'run_omniglot.py',
  trainShots: 10,
  innerBatch: 10,
  innerIters: 5,
  learningRate: 0.001,
  metaIters: 100_000,
  evalBatch: 5,
  evalIters: 50,
} as const;
const omniglot20 = {
  ...paper,
  ...adam,
  script: 'run_omniglot.py',
  classes: 20,
  trainShots: 10,
  innerBatch: 20,
  innerIters: 10,
  learningRate: 0.0005,
  metaIters: 200_000,
  evalBatch: 10,
  evalIters: 50,
} as const;
const miniImageNet = {
  ...paper,
  ...adam,
  script: 'run_miniimagenet.py',
  trainShots: 15,
  innerBatch: 10,
  innerIters: 8,
  learningRate: 0.001,
  metaIters: 100_000,
  evalBatch: 15,
  evalIters: 50,
} as const;

/**
 * "The commands used for the paper", by the preset that transcribes each. The README has the transductive commands of
 * 1 shot only; the paper evaluates the other checkpoints transductively too, which is the flag `--transductive`.
 */
export const reptileCommands: Readonly<Record<string, ReferenceCommand>> = {
  'omniglot-5-way-1-shot': { ...omniglot5, shots: 1 },
  'omniglot-5-way-1-shot-transductive': { ...omniglot5, shots: 1, transductive: true },
  'omniglot-5-way-5-shot': omniglot5,
  'omniglot-5-way-5-shot-transductive': { ...omniglot5, transductive: true },
  'omniglot-20-way-1-shot': { ...omniglot20, shots: 1 },
  'omniglot-20-way-1-shot-transductive': { ...omniglot20, shots: 1, transductive: true },
  'omniglot-20-way-5-shot': omniglot20,
  'omniglot-20-way-5-shot-transductive': { ...omniglot20, transductive: true },
  'mini-imagenet-5-way-1-shot': { ...miniImageNet, shots: 1, evalBatch: 5 },
  'mini-imagenet-5-way-1-shot-transductive': { ...miniImageNet, shots: 1, evalBatch: 5, transductive: true },
  'mini-imagenet-5-way-5-shot': miniImageNet,
  'mini-imagenet-5-way-5-shot-transductive': { ...miniImageNet, transductive: true },
};

const combination = {
  script: 'run_omniglot.py',
  classes: 5,
  shots: 5,
  metaStepFinal: 0,
  metaBatch: 1,
  transductive: false,
  sgd: true,
  innerBatch: 25,
  learningRate: 0.003,
  metaStep: 0.25,
  metaIters: 40_000,
  evalBatch: 25,
  evalIters: 5,
} as const;

/** "Comparing different inner-loop gradient combinations", by what is followed. */
export const combinationCommands: Readonly<Record<string, ReferenceCommand>> = {
  g1: { ...combination, foml: false, innerIters: 1, trainShots: 5 },
  g2: { ...combination, foml: true, innerIters: 2, trainShots: 10 },
  'g1 + g2': { ...combination, foml: false, innerIters: 2, trainShots: 10 },
  '(g1 + g2) / 2': { ...combination, foml: false, innerIters: 2, trainShots: 10, metaStep: 0.125 },
  g3: { ...combination, foml: true, innerIters: 3, trainShots: 15 },
  'g1 + g2 + g3': { ...combination, foml: false, innerIters: 3, trainShots: 15 },
  '(g1 + g2 + g3) / 3': { ...combination, foml: false, innerIters: 3, trainShots: 15, metaStep: 0.08325 },
  g4: { ...combination, foml: true, innerIters: 4, trainShots: 20 },
  'g1 + g2 + g3 + g4': { ...combination, foml: false, innerIters: 4, trainShots: 20 },
  '(g1 + g2 + g3 + g4) / 4': { ...combination, foml: false, innerIters: 4, trainShots: 20, metaStep: 0.0625 },
};

/** The hidden layers of `OmniglotModel` and `MiniImageNetModel`; a bias before batch norm has no effect and is left out. */
export const referenceNetworks: Readonly<Record<ReferenceCommand['script'], readonly LayerSpec[]>> = {
  'run_omniglot.py': Array.from({ length: 4 }, (): LayerSpec[] => [
    { kind: 'conv2d', filters: 64, kernel: 3, stride: 2, padding: 'same', bias: false },
    { kind: 'batchNorm', epsilon: 1e-3 },
    { kind: 'relu' },
  ]).flat(),
  'run_miniimagenet.py': Array.from({ length: 4 }, (): LayerSpec[] => [
    { kind: 'conv2d', filters: 32, kernel: 3, stride: 1, padding: 'same', bias: false },
    { kind: 'batchNorm', epsilon: 1e-3 },
    { kind: 'maxPool', size: 2, stride: 2, padding: 'same' },
    { kind: 'relu' },
  ]).flat(),
};

/** One command of MAML's code, by the names of its flags. */
export interface MamlCommand {
  readonly datasource: 'sinusoid' | 'omniglot';
  readonly metatrainIterations: number;
  readonly metaBatchSize: number;
  readonly metaLr: number;
  /** Samples of each class to adapt on; as many measure. */
  readonly updateBatchSize: number;
  readonly updateLr: number;
  readonly numUpdates: number;
}

/**
 * MAML's paper (arXiv 1703.03400), section 5.1 and appendix A.1, where they differ from main.py's comments: 60,000
 * iterations on Omniglot (40,000 there), an inner rate of 0.01 for sine waves (0.001 there).
 */
export const mamlCommands: Readonly<Record<string, MamlCommand>> = {
  'maml-omniglot-5-way-1-shot': {
    datasource: 'omniglot',
    metatrainIterations: 60_000,
    metaBatchSize: 32,
    metaLr: 0.001,
    updateBatchSize: 1,
    updateLr: 0.4,
    numUpdates: 1,
  },
  'maml-omniglot-5-way-5-shot': {
    datasource: 'omniglot',
    metatrainIterations: 60_000,
    metaBatchSize: 32,
    metaLr: 0.001,
    updateBatchSize: 5,
    updateLr: 0.4,
    numUpdates: 1,
  },
  'maml-sine': {
    datasource: 'sinusoid',
    metatrainIterations: 70_000,
    metaBatchSize: 25,
    metaLr: 0.001,
    updateBatchSize: 10,
    updateLr: 0.01,
    numUpdates: 1,
  },
};

/** The demonstration that OpenAI published with the Reptile paper, by the names of its variables. */
export const sineDemonstration = {
  innerStepSize: 0.02,
  innerSteps: 5,
  outerStepSize0: 0.1,
  iterations: 30_000,
  trainingSamples: 10,
  points: 50,
  domain: [-5, 5],
  amplitude: [0.1, 5],
  phase: [0, 2 * Math.PI],
  hidden: [64, 64],
  evaluationSteps: 32,
} as const;
