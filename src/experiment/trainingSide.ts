// Whether tasks can be measured on the training side of an experiment, and whether that is another one than the held-out
// side.

import type { TaskSpec } from './schema.ts';

/**
 * `apart`: classes or goals of its own. `same`: both sides are drawn from one family, so that figures differ by chance
 * alone. `unmeasurable`: training tasks of a user's module have no queries.
 */
export type TrainingSide = 'apart' | 'same' | 'unmeasurable';

export function trainingSideOf(task: TaskSpec): TrainingSide {
  switch (task.kind) {
    case 'images':
    case 'speech':
    case 'text':
    case 'table':
      return 'apart';
    case 'sine':
      return 'same';
    case 'navigation':
    case 'arm':
      return task.heldOutSector === undefined ? 'same' : 'apart';
    case 'module':
      return 'unmeasurable';
  }
}
