// Where data sets lie: in one folder for all workspaces of a user, each in a folder of its own, which appears when it
// is whole.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { userFolder } from '../base/userFolder.ts';
import type { DatasetId } from './dataset.ts';

/** Names the folder for all data sets, before the user's own. */
export const dataVariable = 'REPTILE_LAB_DATA';

/** Lies in the folder of every data set that is whole: where its files came from, and when. */
export const receiptName = 'reptile-lab.json';

type Environment = Readonly<NodeJS.ProcessEnv>;

/** The folder for all data sets, absolute. It may not exist yet. */
export function dataFolder(environment: Environment = process.env): string {
  const named = environment[dataVariable];
  return named === undefined || named === '' ? path.join(userFolder(environment), 'data') : path.resolve(named);
}

/** Where this data set lies once it has been got, absolute. */
export function datasetFolder(id: DatasetId, environment: Environment = process.env): string {
  return path.join(dataFolder(environment), id);
}

/** The folder of a data set that has been got; undefined where it has not. */
export function findDataset(id: DatasetId, environment: Environment = process.env): string | undefined {
  const folder = datasetFolder(id, environment);
  return existsSync(path.join(folder, receiptName)) ? folder : undefined;
}

/** How to come by a data set that is missing, as a sentence. */
export function howToGet(id: DatasetId): string {
  return `Get it with “reptile-lab data get ${id}”, or in the editor with “Reptile: Get Data Set”.`;
}
