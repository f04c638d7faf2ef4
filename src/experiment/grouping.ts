// Which classes and samples come together in a task, where the experiment leaves it open.

import type { TaskSpec } from './schema.ts';

type ClassTaskSpec = Extract<TaskSpec, { readonly ways: number }>;

export type Grouping = Readonly<NonNullable<ClassTaskSpec['grouping']>>;

export function groupingOf({ grouping }: { readonly grouping?: Grouping | undefined }): Grouping {
  return grouping ?? { classes: 'any', queries: 'any' };
}
