// Lake's one-shot runs as they are distributed with Omniglot: a folder for each, with `training/`, `test/` and
// `class_labels.txt`. Its drawings have no names of their own: they are known by their pixels.

import path from 'node:path';
import { quote } from '../../base/quote.ts';
import { type FileSource, type SourceFile, UnreadableFileError } from '../files/fileSource.ts';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';
import type { EpisodeRow, Side } from './episodeRow.ts';

const labelsName = 'class_labels.txt';
const drawingName = /\.png$/i;
/** Lake's have 20 runs of 20 lines. */
const mostRuns = 10_000;
const mostLabels = 10_000;
const mostLabelBytes = 2 ** 20;

/** Finds drawings by what they show: names of all that have these pixels. Throws an error that says what is wrong. */
export type NamesOfDrawing = (png: Uint8Array) => readonly string[];

/**
 * The rows of all runs, in the order of their folders' names. The file that a line of `class_labels.txt` names first is
 * a query sample of the class of the second, which is a support sample.
 * @throws {TaskError} with the file, and the line of the labels
 */
export async function readRunFolders(source: FileSource, namesOf: NamesOfDrawing): Promise<EpisodeRow[]> {
  const byName = new Map(source.files.map((file) => [file.name, file]));
  const labels = source.files.filter(({ name }) => name === labelsName || name.endsWith(`/${labelsName}`));
  if (labels.length === 0 || labels.length > mostRuns) {
    throw new TaskError(
      `${source.location} holds ${labels.length === 0 ? 'no' : 'too many'} lists of episodes. Set task.episodes.path to a CSV or JSON file, or to ` +
        `a folder or zip of runs as they come with Omniglot: run01/training/*.png, run01/test/*.png and run01/${labelsName}, and so on.`,
    );
  }
  const rows: EpisodeRow[] = [];
  for (const file of labels) for (const row of await readRun(source, file, byName, namesOf)) rows.push(row);
  return rows;
}

interface LabelledPair {
  /** Names of files of the source. */
  readonly query: SourceFile;
  readonly support: SourceFile;
  readonly place: string;
}

async function readRun(
  source: FileSource,
  labels: SourceFile,
  byName: ReadonlyMap<string, SourceFile>,
  namesOf: NamesOfDrawing,
): Promise<EpisodeRow[]> {
  const folder = path.posix.dirname(labels.name);
  const pairs = readLabels(await read(source, labels), folder, source.describe(labels), byName);
  refuseUnlabelled(source, folder, pairs);
  const taken = new Set<string>();
  const rowOf = async (file: SourceFile, side: Side, place: string): Promise<EpisodeRow> => {
    const sample = nameIn(source, file, await read(source, file), namesOf, taken);
    taken.add(sample);
    return { episode: folder, side, className: undefined, sample, place: `${place} (${file.name})` };
  };
  const rows: EpisodeRow[] = [];
  const classOfSupport = new Map<SourceFile, string>();
  for (const { support, place } of pairs) {
    if (classOfSupport.has(support)) continue;
    const row = await rowOf(support, 'support', place);
    classOfSupport.set(support, classNameIn(row.sample));
    rows.push(row);
  }
  for (const { query, support, place } of pairs) {
    const row = await rowOf(query, 'query', place);
    rows.push({ ...row, className: classOfSupport.get(support) });
  }
  return rows;
}

/** `Tagalog/character07` of `Tagalog/character07/0713_05.png` */
function classNameIn(sample: string): string {
  return path.posix.dirname(sample);
}

function readLabels(
  bytes: Uint8Array,
  folder: string,
  place: string,
  byName: ReadonlyMap<string, SourceFile>,
): LabelledPair[] {
  if (bytes.length > mostLabelBytes) throw new TaskError(`${place} is larger than any list of labels.`);
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
  if (lines.length > mostLabels) throw new TaskError(`${place} has more than ${mostLabels} lines.`);
  return lines.flatMap((line, index): LabelledPair[] => {
    if (line.trim() === '') return [];
    const at = `${place}, line ${index + 1}`;
    const [query = '', support = '', ...more] = line.trim().split(/\s+/);
    if (support === '' || more.length > 0)
      throw new TaskError(
        `${at}: it names no pair of files, as in "run01/test/item01.png run01/training/class04.png".`,
      );
    const find = (written: string): SourceFile => {
      const beside = path.posix.join(path.posix.dirname(folder), written);
      const found = byName.get(beside) ?? byName.get(path.posix.join(folder, written));
      if (found !== undefined) return found;
      throw new TaskError(`${at}: there is no file ${quote(written)}.`);
    };
    return [{ query: find(query), support: find(support), place: at }];
  });
}

/** A drawing without a label would be left out in silence. */
function refuseUnlabelled(source: FileSource, folder: string, pairs: readonly LabelledPair[]): void {
  const labelled = new Set(pairs.flatMap(({ query, support }) => [query.name, support.name]));
  const beginning = folder === '.' ? '' : `${folder}/`;
  const stray = source.files.find(
    ({ name }) => name.startsWith(beginning) && drawingName.test(name) && !labelled.has(name),
  );
  if (stray !== undefined)
    throw new TaskError(`${source.describe(stray)} is a drawing that ${beginning}${labelsName} does not name.`);
}

async function read(source: FileSource, file: SourceFile): Promise<Uint8Array> {
  return source.read(file).catch((error: unknown) => {
    if (!(error instanceof UnreadableFileError)) throw error;
    throw new TaskError(`Cannot read ${source.describe(file)}: ${error.message}.`, { cause: error });
  });
}

/** Of several drawings with the same pixels, which must be of one class, the first that the run does not have yet. */
function nameIn(
  source: FileSource,
  file: SourceFile,
  png: Uint8Array,
  namesOf: NamesOfDrawing,
  taken: ReadonlySet<string>,
): string {
  let names: readonly string[];
  try {
    names = namesOf(png);
  } catch (error) {
    throw new TaskError(`Cannot read ${source.describe(file)}: ${reasonOf(error)}.`, { cause: error });
  }
  const [first] = names;
  if (first === undefined) {
    throw new TaskError(
      `${source.describe(file)} shows none of the data's drawings of characters that train or are held out. Episodes are made of drawings of the data.`,
    );
  }
  if (names.some((name) => classNameIn(name) !== classNameIn(first))) {
    throw new TaskError(
      `${source.describe(file)} shows what several characters have: ${names.slice(0, 3).map(quote).join(', ')}. List the episodes in a CSV file, by name.`,
    );
  }
  return names.find((name) => !taken.has(name)) ?? first;
}
