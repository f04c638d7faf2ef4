// The text of a new experiment file that asks for what a run carries out, with the comments of the file that it was made
// from.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readBounded } from '../base/boundedFile.ts';
import { applyOverrides } from '../experiment/applyOverrides.ts';
import { decodeExperimentText } from '../experiment/decodeText.ts';
import { dottedPath } from '../experiment/keyPath.ts';
import { readExperiment } from '../experiment/readExperiment.ts';
import { namedPathsOf } from '../experiment/rules/dataPath.ts';
import type { AnyExperiment } from '../experiment/schema.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { ExperimentRefused, experimentLimitBytes, readAnyFrozenExperiment } from './frozenExperiment.ts';
import { locateExperiment } from './locateExperiment.ts';
import type { Manifest } from './manifest.ts';
import { runFiles } from './runDirectory.ts';

/**
 * What the run was started with, its overrides in place; where defaults have changed since, or it says nothing that
 * today's rules take, the experiment with every default written out.
 * @param folder absolute, of the new file: relative paths to data lead to the same places from there
 * @throws {ExperimentRefused} {RefusedFileError}
 */
export async function forkedText(directory: string, manifest: Manifest, folder: string): Promise<string> {
  const { experiment, text } = await readAnyFrozenExperiment(directory, manifest);
  const source = decodeExperimentText(await readBounded(runFiles(directory).source, experimentLimitBytes));
  const stated = source.kind === 'refused' ? source : applyOverrides(source.text, manifest.overrides);
  const isSame = stated.kind !== 'refused' && isDeepStrictEqual(readAny(stated.text), experiment);
  const from = path.dirname(locateExperiment(directory, manifest));
  const moved = applyOverrides(isSame ? stated.text : text, newPathsOf(experiment, from, folder));
  if (moved.kind === 'refused') throw new ExperimentRefused(`${directory}: ${moved.message}`);
  return moved.text;
}

function readAny(text: string): AnyExperiment | undefined {
  const { experiment, external } = readExperiment(text);
  return experiment ?? external;
}

/** Assignments that make relative paths, which start at `from`, lead to the same places from `to`. */
function newPathsOf(experiment: AnyExperiment, from: string, to: string): readonly string[] {
  if (path.resolve(from) === path.resolve(to)) return [];
  if (isExternal(experiment))
    throw new ExperimentRefused(
      `The program that trains “${experiment.name}” is at work in the folder of its experiment file, ${from}. Make the new file there.`,
    );
  return namedPathsOf(experiment)
    .filter(({ written }) => !path.isAbsolute(written))
    .map(({ key, written }) => {
      const place = path.relative(to, path.resolve(from, written)).replaceAll(path.sep, '/');
      return `${dottedPath(key)}=${JSON.stringify(place === '' ? '.' : place)}`;
    });
}
