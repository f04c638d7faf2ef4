// Which experiment file a run was made from, where its manifest no longer tells: by the copy that the run keeps.

import path from 'node:path';
import { readBounded } from '../../base/boundedFile.ts';
import { chooseEntries } from '../../base/folderNames.ts';
import { experimentLimitBytes } from '../../runs/frozenExperiment.ts';
import { listRuns } from '../../runs/listRuns.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import { runFiles } from '../../runs/runDirectory.ts';

const mostRuns = 1000;
const mostFiles = 200;
/** From the folder of the runs upwards. */
const mostFolders = 4;

export interface FoundExperiment {
  /** Absolute. */
  readonly file: string;
  /** Where it was found: the file is the same, or another run of the same file tells; or it is only supposed. */
  readonly from: 'sameText' | 'sibling' | 'supposed';
}

/** Looks at runs beside this one, then at experiment files in the folders around it. */
export async function findExperimentFile(directory: string, name: string): Promise<FoundExperiment> {
  const source = await read(runFiles(directory).source);
  const runsFolder = path.dirname(path.resolve(directory));
  const folders = foldersAround(runsFolder);
  for (const folder of folders) {
    const rankOf = (candidate: string) => (candidate.endsWith('.reptile.json') ? 0 : undefined);
    const { names } = await chooseEntries(folder, { rankOf, most: mostFiles }).catch(() => ({ names: [] }));
    for (const candidate of names) {
      const file = path.join(folder, candidate);
      if (source !== undefined && isSame(source, await read(file))) return { file, from: 'sameText' };
    }
  }
  for (const listing of (await listRuns(runsFolder).catch(() => [])).slice(0, mostRuns)) {
    if (listing.kind !== 'run' || listing.manifest.name !== name || source === undefined) continue;
    if (isSame(source, await read(runFiles(listing.directory).source)))
      return { file: locateExperiment(listing.directory, listing.manifest), from: 'sibling' };
  }
  // Runs lie in `.reptile/runs` of the project unless somebody says otherwise.
  const isUsual = path.basename(path.dirname(runsFolder)) === '.reptile';
  const project = path.resolve(runsFolder, isUsual ? '../..' : '..');
  return { file: path.join(project, 'experiment.reptile.json'), from: 'supposed' };
}

function foldersAround(runsFolder: string): string[] {
  const folders = [runsFolder];
  while (folders.length < mostFolders) {
    const last = folders.at(-1) ?? runsFolder;
    const parent = path.dirname(last);
    if (parent === last) break;
    folders.push(parent);
  }
  return folders;
}

function isSame(source: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && Buffer.compare(source, other) === 0;
}

function read(file: string): Promise<Uint8Array | undefined> {
  return readBounded(file, experimentLimitBytes).catch(() => undefined);
}
