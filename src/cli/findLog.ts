// From what a person types to a log of another program: its path, its id, a beginning of it, or what it is called.

import path from 'node:path';
import { LogFolder } from '../foreign/logFolder.ts';
import { listingOf } from '../foreign/logListing.ts';
import { nameWith } from '../runs/marks/marks.ts';
import { titleOfRun } from '../runs/runLabel.ts';
import { CommandError } from './failures.ts';
import { readFolder } from './readFolder.ts';
import { importedFolders, type ReadLog } from './readLogs.ts';

/**
 * One of the imported logs; undefined where none is meant. Ids, which are paths within a folder, and paths come before
 * names and labels, as `list` has them, and these before beginnings of ids.
 * @param onProblem hears why it is not known which are imported
 * @throws {CommandError} where several are meant
 */
export async function findLog(
  word: string,
  runsFolder: string,
  onProblem: (problem: string) => void,
): Promise<ReadLog | undefined> {
  const folders = (await importedFolders(runsFolder, onProblem)).map((folder) => new LogFolder(folder));
  if (folders.length === 0 || word === '') return undefined;
  const found: { readonly folder: LogFolder; readonly directory: string }[] = [];
  for (const folder of folders) {
    await folder.find();
    const directory = folder.directoryOf(word) ?? folder.directoryOf(path.resolve(word));
    if (directory !== undefined) found.push({ folder, directory });
  }
  const directories = [...new Set(found.map(({ directory }) => directory))];
  if (directories.length > 1)
    throw new CommandError(`"${word}" is the id of ${several(directories)}. Give the path of the one that you mean.`);
  const [only] = found;
  const log = await only?.folder.lookAt(only.directory);
  return log === undefined ? findByName(word, runsFolder) : { ...log, listing: listingOf(log) };
}

async function findByName(word: string, runsFolder: string): Promise<ReadLog | undefined> {
  const { logs, labels } = await readFolder(runsFolder, () => {});
  const all = [...logs.values()];
  const named = all.filter(({ directory, listing: { manifest, marks } }) => {
    const [name, label] = [nameWith(manifest.name, marks), labels.get(directory) ?? ''];
    return [name, manifest.name, label, titleOfRun(name, label)].includes(word);
  });
  if (named.length > 1)
    throw new CommandError(`"${word}" is the name of ${several(idsOf(named))}. Give the id of the one that you mean.`);
  const matching = named.length > 0 ? named : all.filter(({ name }) => name.startsWith(word));
  if (matching.length > 1)
    throw new CommandError(`"${word}" is the beginning of ${several(idsOf(matching))}. Type more of the id.`);
  return matching[0];
}

/** Of logs of several folders that have the same id their paths. */
function idsOf(logs: readonly ReadLog[]): readonly string[] {
  const ids = logs.map(({ name }) => name);
  return new Set(ids).size === ids.length ? ids : logs.map(({ directory }) => directory);
}

function several(ids: readonly string[]): string {
  const told = ids.slice(0, 5);
  const more = ids.length > told.length ? `, and ${ids.length - told.length} more` : '';
  return `${ids.length} logs: ${told.join(', ')}${more}`;
}
