// Whether turned classes are classes of their own, where the experiment leaves it open: characters are augmented so,
// photographs are not.

import type { ImageTaskSpec } from './schema.ts';

/** Of the training classes. */
export function turnsClasses({ rotations, dataset }: Pick<ImageTaskSpec, 'rotations' | 'dataset'>): boolean {
  return rotations ?? (dataset.source === 'mnist' || dataset.source === 'omniglot');
}

export function turnsHeldOutClasses({ heldOutRotations }: Pick<ImageTaskSpec, 'heldOutRotations'>): boolean {
  return heldOutRotations ?? false;
}
