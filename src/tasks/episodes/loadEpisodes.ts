// The list of episodes that an experiment names: a file, or a folder or zip of Lake's runs.

import path from 'node:path';
import { hasCode } from '../../base/systemErrors.ts';
import type { ImageTaskSpec } from '../../experiment/schema.ts';
import { openFileSource } from '../files/openFileSource.ts';
import { readRegularFile, reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import type { EpisodeRow } from './episodeRow.ts';
import type { Episodes } from './episodes.ts';
import { largestEpisodeFile, readEpisodeRows } from './readEpisodeRows.ts';
import { resolveEpisodes } from './resolveEpisodes.ts';
import { type NamesOfDrawing, readRunFolders } from './runFolders.ts';
import type { EpisodeData } from './sampleFinder.ts';

export interface EpisodeSource {
  readonly data: EpisodeData;
  /** Where samples can be known by what they show. */
  readonly namesOfDrawing?: NamesOfDrawing | undefined;
}

/**
 * Nothing where the task draws its held-out tasks.
 * @param folder where relative paths of the experiment begin
 * @throws {TaskError} with the file, the place in it, what is wrong and what to do
 */
export async function loadEpisodes(
  { episodes }: Pick<ImageTaskSpec, 'episodes'>,
  folder: string,
  sourceOf: () => EpisodeSource,
  signal?: AbortSignal,
): Promise<{ readonly episodes?: Episodes }> {
  if (episodes === undefined) return {};
  const { data, namesOfDrawing } = sourceOf();
  const location = path.resolve(folder, episodes.path);
  return { episodes: resolveEpisodes(location, await rowsIn(location, namesOfDrawing, signal), data) };
}

async function rowsIn(
  location: string,
  namesOfDrawing: NamesOfDrawing | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly EpisodeRow[]> {
  const bytes = await readRegularFile(location, largestEpisodeFile).catch((error: unknown) => {
    if (hasCode(error, 'EISDIR')) return undefined;
    throw new TaskError(
      `Cannot read the list of episodes ${location}: ${reasonOf(error)}. Set task.episodes.path to where it lies.`,
      { cause: error },
    );
  });
  if (bytes !== undefined && !isZip(bytes)) return readEpisodeRows(location, bytes);
  if (namesOfDrawing === undefined) {
    throw new TaskError(
      `${location} is no file with a list of episodes. Only for Omniglot may they be folders of runs: set task.episodes.path to a CSV or JSON file.`,
    );
  }
  const source = await openFileSource(location, signal);
  try {
    return await readRunFolders(source, namesOfDrawing);
  } finally {
    source.close();
  }
}

function isZip(bytes: Uint8Array): boolean {
  return [0x50, 0x4b, 0x03, 0x04].every((byte, index) => bytes[index] === byte);
}
