// Which experiments use a public data set that can be got by name.

import type { TaskSpec } from './schema.ts';

/** The names of data sets that an experiment finds by itself, as commands take them. */
export type PublicDataset = 'omniglot' | 'mini-imagenet' | 'free-spoken-digits' | 'clinc150';

/** A public data set that a task uses, and where it is to be looked for where the experiment says so itself. */
export interface PublicDatasetUse {
  readonly name: PublicDataset;
  /** `task.dataset.path` as it is written; undefined: where data sets that are got by name lie. */
  readonly path: string | undefined;
}

/** Undefined where the task's data come with Reptile Lab, are computed, or are a person's own. */
export function publicDatasetOf(task: TaskSpec): PublicDatasetUse | undefined {
  if (!('dataset' in task) || task.kind === 'table') return undefined;
  const { source, path } = task.dataset;
  switch (source) {
    case 'omniglot':
      return { name: 'omniglot', path };
    case 'miniImageNet':
      return { name: 'mini-imagenet', path };
    case 'spokenDigits':
      return { name: 'free-spoken-digits', path };
    case 'clinc150':
      return { name: 'clinc150', path };
    case 'mnist':
    case 'folder':
    case 'file':
      return undefined;
  }
}
