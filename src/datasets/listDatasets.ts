// What is there of every data set of the catalogue.

import path from 'node:path';
import { catalogue } from './catalogue.ts';
import type { Dataset } from './dataset.ts';
import { dataFolder } from './datasetFolder.ts';
import { readReceipt } from './receipt.ts';

type DatasetState =
  | { readonly kind: 'there'; readonly files: number; readonly bytes: number; readonly gotAt: string }
  /** `downloadBytes` will be downloaded, about. */
  | { readonly kind: 'absent'; readonly downloadBytes: number };

export interface ListedDataset {
  readonly dataset: Dataset;
  /** Where it lies, or will lie; absolute. */
  readonly folder: string;
  readonly state: DatasetState;
}

export async function listDatasets(environment?: Readonly<NodeJS.ProcessEnv>): Promise<readonly ListedDataset[]> {
  const root = dataFolder(environment);
  return Promise.all(
    catalogue.map(async (dataset) => {
      const folder = path.join(root, dataset.id);
      return { dataset, folder, state: await stateOf(dataset, folder) };
    }),
  );
}

async function stateOf(dataset: Dataset, folder: string): Promise<DatasetState> {
  const receipt = await readReceipt(folder, dataset.id);
  if (receipt === undefined)
    return { kind: 'absent', downloadBytes: dataset.files.reduce((sum, { size }) => sum + size.bytes, 0) };
  const { files, bytes, gotAt } = receipt;
  return { kind: 'there', files, bytes, gotAt };
}
