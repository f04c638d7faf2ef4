// The runs of a folder for commands that show all of them, with what is kept of them from one command to the next.

import path from 'node:path';
import { lookAtEntryAtOnce } from '../base/boundedFile.ts';
import { userFolder } from '../base/userFolder.ts';
import { userSecret } from '../base/userSecret.ts';
import { KeptIndex } from '../runs/keptIndex/keptIndex.ts';
import { RunLister, type RunListing } from '../runs/listRuns.ts';
import type { FactsReader } from '../runs/readExperimentFacts.ts';
import { type RunLabels, readRunLabels } from '../runs/runLabels.ts';
import { explained } from './failures.ts';
import { type ReadLog, readLogs, withLogs } from './readLogs.ts';
import { readVersion } from './version.ts';

export interface ReadFolder {
  /** Newest first, those of other programs' logs among them. */
  readonly listings: readonly RunListing[];
  /** Of these the logs, by directory. */
  readonly logs: ReadonlyMap<string, ReadLog>;
  /** Of those that can be read. */
  readonly labels: RunLabels;
  readonly factsOf: FactsReader;
  /** Keeps what was read for the next command, where it is enough to be worth it. */
  readonly keep: () => Promise<void>;
}

/** Or a word about why the folder cannot be read. `onProblem` hears where not all of it is listed, or of logs beside it. */
export async function readFolder(runsFolder: string, onProblem: (problem: string) => void): Promise<ReadFolder> {
  const lookAtEntry = lookAtEntryAtOnce;
  const kept = new KeptIndex(runsFolder, {
    secret: () => userSecret(userFolder()),
    version: readVersion(),
    lookAtEntry,
  });
  const lister = new RunLister(runsFolder, { onCrowded: onProblem, kept, lookAtEntry });
  try {
    const logs = await readLogs(runsFolder, onProblem);
    const listings = withLogs(await lister.list(), logs);
    const factsOf: FactsReader = (directory, stamp) =>
      logs.get(directory)?.parameters ?? kept.factsOf(directory, stamp);
    const runs = listings.filter((listing) => listing.kind === 'run');
    const labels = await readRunLabels(runs, factsOf, lookAtEntry);
    return { listings, logs, labels, factsOf, keep: () => lister.keep() };
  } catch (error) {
    throw explained(error, path.resolve(runsFolder));
  }
}
