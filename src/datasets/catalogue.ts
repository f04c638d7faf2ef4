// Every data set that can be got by name.

import { clinc150 } from './catalogue/clinc150.ts';
import { freeSpokenDigits } from './catalogue/freeSpokenDigits.ts';
import { miniImageNet } from './catalogue/miniImageNet.ts';
import { omniglot } from './catalogue/omniglot.ts';
import type { Dataset, DatasetId } from './dataset.ts';

const byId: Readonly<Record<DatasetId, Dataset>> = {
  omniglot,
  'mini-imagenet': miniImageNet,
  'free-spoken-digits': freeSpokenDigits,
  clinc150,
};

/** In the order in which lists show them. */
export const catalogue: readonly Dataset[] = Object.values(byId);

export function describeDataset(id: DatasetId): Dataset {
  return byId[id];
}
