// The cache of data beside the runs of a folder, for this user: what somebody else left there is not believed.

import { randomBytes } from 'node:crypto';
import { userFolder } from '../base/userFolder.ts';
import { userSecret } from '../base/userSecret.ts';
import type { DataCache } from '../tasks/loadOptions.ts';
import { cacheFolderOf } from './runDirectory.ts';

/** Where none can be kept for the user, this process believes at least what it wrote itself. */
const ownSecret = randomBytes(32);

/** For loading the data of runs in `runsFolder`, with the secret that is kept in `keptIn`. */
export async function dataCacheOf(runsFolder: string, keptIn = userFolder()): Promise<DataCache> {
  return { folder: cacheFolderOf(runsFolder), secret: await userSecret(keptIn).catch(() => ownSecret) };
}
