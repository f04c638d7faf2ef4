// The models of the Reptile paper, reduced to sizes that fill no register and no tile evenly.

import type { LossKind, Shape } from '../../../src/engine/model.ts';
import type { ModelSpec } from '../../../src/experiment/schema.ts';

/** A model by name, with the samples it is tried on. */
export interface NamedStack {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly inputShape: Shape;
  readonly loss: LossKind;
  readonly batch: number;
}

export const paperModels: readonly NamedStack[] = [
  {
    name: 'the sine model',
    spec: { kind: 'mlp', hidden: [64, 64], activation: 'tanh' },
    inputShape: [1],
    loss: 'meanSquaredError',
    batch: 10,
  },
  {
    name: 'the Omniglot model, reduced',
    spec: { kind: 'convnet', blocks: 3, filters: 5, downsampling: 'stride' },
    inputShape: [9, 9, 1],
    loss: 'softmaxCrossEntropy',
    batch: 6,
  },
  {
    name: 'the mini-ImageNet model, reduced',
    spec: { kind: 'convnet', blocks: 2, filters: 6, downsampling: 'maxPool' },
    inputShape: [7, 8, 3],
    loss: 'softmaxCrossEntropy',
    batch: 4,
  },
];
