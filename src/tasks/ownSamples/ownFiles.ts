// A person's own files in a folder or a zip: each folder that holds files is a class, files beside the folders have none.

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { quote } from '../../base/quote.ts';
import { type FileSource, type SourceFile, UnreadableFileError } from '../files/fileSource.ts';
import { openFileSource } from '../files/openFileSource.ts';
import { countOf } from '../files/someNames.ts';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import { mostOwnSamples, type OwnAnswer, type OwnSample, refuseTooLarge } from './ownSample.ts';

/**
 * Makes a sample of every file, one after the other.
 * @param noun what the files are, in the plural
 * @param inputSize values that are made of one
 * @param toInput throws an error that says what is wrong with the file, without naming it
 * @throws {TaskError}
 */
export async function readOwnFiles(
  place: string,
  noun: 'pictures' | 'recordings',
  inputSize: number,
  toInput: (bytes: Uint8Array, name: string) => Float32Array | Promise<Float32Array>,
): Promise<readonly OwnSample[]> {
  const source = await openPlace(place, noun);
  try {
    refuseTooLarge(place, source.files.length, inputSize);
    const answers = answersOf(source, noun);
    const samples: OwnSample[] = [];
    for (const [index, file] of source.files.entries()) {
      const name = source.describe(file);
      const input = await toInputOrRefuse(source, file, toInput, noun);
      samples.push({ place: name, input, answer: answers[index] ?? { kind: 'unknown' } });
    }
    return samples;
  } finally {
    source.close();
  }
}

async function openPlace(place: string, noun: string): Promise<FileSource> {
  const advice = `Name a folder, or a zip, in which the ${noun} of each class lie in a folder called like it.`;
  const found = await stat(place).catch((error: unknown) => {
    throw new TaskError(`Cannot open ${place}: ${reasonOf(error)}. ${advice}`, { cause: error });
  });
  if (!found.isDirectory() && !(found.isFile() && place.toLowerCase().endsWith('.zip')))
    throw new TaskError(`${place} is neither a folder nor a zip. ${advice}`);
  const source = await openFileSource(place);
  const refuse = (problem: string) => {
    source.close();
    throw new TaskError(`${place} ${problem} ${advice}`);
  };
  if (source.files.length === 0) refuse(`holds no ${noun}.`);
  if (source.files.length > mostOwnSamples)
    refuse(`holds ${countOf(source.files.length, 'file')}; a support or query set has ${mostOwnSamples} at most.`);
  const [note] = source.notes;
  // What was passed over would be missed in silence.
  if (note !== undefined) refuse(`cannot be read whole: ${note}`);
  const [empty] = source.emptyFolders;
  if (empty !== undefined) refuse(`has a folder without ${noun}, ${quote(empty)}.`);
  return source;
}

/** @throws {TaskError} where two folders are called alike */
function answersOf({ files, location }: FileSource, noun: string): OwnAnswer[] {
  const folders = new Map<string, string>();
  return files.map(({ name }) => {
    const folder = path.posix.dirname(name);
    if (folder === '.') return { kind: 'unknown' };
    const className = path.posix.basename(folder);
    const other = folders.get(className) ?? folder;
    if (other !== folder)
      throw new TaskError(
        `${location}: ${quote(other)} and ${quote(folder)} are called alike, and the folder's name is the class of its ${noun}. Call one otherwise.`,
      );
    folders.set(className, folder);
    return { kind: 'class', name: className };
  });
}

async function toInputOrRefuse(
  source: FileSource,
  file: SourceFile,
  toInput: (bytes: Uint8Array, name: string) => Float32Array | Promise<Float32Array>,
  noun: string,
): Promise<Float32Array> {
  const name = source.describe(file);
  try {
    return await toInput(await source.read(file), name);
  } catch (error) {
    if (error instanceof TaskError) throw error;
    const reason = error instanceof UnreadableFileError ? error.message : reasonOf(error);
    throw new TaskError(
      `${name} cannot be read: ${reason}. Only ${noun} may lie there: get the file again or remove it.`,
      {
        cause: error,
      },
    );
  }
}
