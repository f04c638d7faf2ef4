// Reads the texts of a data set: which files, in which format.

import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { datasetFolder, findDataset, howToGet } from '../../datasets/datasetFolder.ts';
import type { TextDatasetSpec } from '../../experiment/schema.ts';
import type { TextNoun } from '../heldOutDescription.ts';
import type { LoadOptions } from '../loadOptions.ts';
import { TaskError } from '../taskError.ts';
import type { FileDatasetSpec, TakeText } from './columns.ts';
import { readJsonLinesTexts, readJsonTexts } from './jsonTexts.ts';
import { NumberedClasses } from './numberedClasses.ts';
import { readCsvTexts } from './readCsvTexts.ts';
import { type TextClass, TextCollection } from './textCollection.ts';
import { recogniseFormat } from './textFormat.ts';
import { findTextParts } from './textParts.ts';

export interface ReadTexts {
  /** Absolute: where the file or its parts lie. */
  readonly folder: string;
  readonly classes: readonly TextClass[];
  /** What the classes are, in the plural: `intents`. */
  readonly noun: TextNoun;
}

/**
 * All classes with their texts; out-of-scope texts are a class or left out, as `dataset` says. Relative paths are
 * relative to `folder`.
 * @throws {TaskError}
 */
export async function readTexts(dataset: TextDatasetSpec, folder: string, options: LoadOptions): Promise<ReadTexts> {
  const isClinc = dataset.source === 'clinc150';
  const spec = isClinc ? clincFileSpec(dataset, folder) : { ...dataset, path: path.resolve(folder, dataset.path) };
  const collection = new TextCollection(spec.path);
  const parts = await findTextParts(spec);
  for (const note of parts.notes) options.onNote?.(note);
  const numbered = new NumberedClasses();
  const take: TakeText = (labelled, namePlace) => {
    numbered.take(labelled.label.trim());
    if (
      dataset.outOfScope === 'class' ||
      labelled.label.trim().normalize('NFC') !== spec.outOfScopeLabel.normalize('NFC')
    )
      collection.take(labelled, namePlace);
  };
  for (const file of parts.files) {
    options.signal?.throwIfAborted();
    numbered.beginPart();
    await readFileTexts({ ...spec, path: file }, take, options);
  }
  const notes = collection.notes();
  const classes = collection.classes();
  if (classes.length === 0) {
    const causes = notes.length === 0 ? '' : ` ${notes.slice(0, 3).join(' ')}`;
    throw new TaskError(
      `${spec.path} holds no texts with a class.${causes} Check task.dataset, or get the file again.`,
    );
  }
  for (const note of [...notes, ...numbered.notes(spec.path)]) options.onNote?.(note);
  return { folder: parts.folder, classes, noun: isClinc ? 'intents' : 'classes' };
}

async function readFileTexts(spec: FileDatasetSpec, take: TakeText, options: LoadOptions): Promise<void> {
  const format = await recogniseFormat(spec, (note) => options.onNote?.(note));
  switch (format) {
    case 'csv':
      return readCsvTexts(spec.path, spec, ',', take, options);
    case 'tsv':
      return readCsvTexts(spec.path, spec, '\t', take, options);
    case 'jsonLines':
      return readJsonLinesTexts(spec.path, spec, take, options.signal);
    case 'json':
      return readJsonTexts(spec.path, spec, take, options);
  }
}

const clincFileName = 'data_full.json';

function clincFileSpec(dataset: Extract<TextDatasetSpec, { source: 'clinc150' }>, folder: string): FileDatasetSpec {
  return {
    source: 'file',
    path: findClincFile(dataset.path, folder),
    format: 'json',
    encoding: 'auto',
    quotes: true,
    header: true,
    outOfScopeLabel: 'oos',
    outOfScope: dataset.outOfScope,
  };
}

function findClincFile(written: string | undefined, folder: string): string {
  if (written === undefined) {
    const got = findDataset('clinc150');
    if (got !== undefined) return path.join(got, clincFileName);
    throw new TaskError(
      `CLINC150 is not in ${datasetFolder('clinc150')}. ${howToGet('clinc150')} Or set task.dataset.path to a folder that holds it.`,
    );
  }
  const named = path.resolve(folder, written);
  if (!existsSync(named))
    throw new TaskError(`The CLINC150 folder ${named} does not exist. Set task.dataset.path to where the data lies.`);
  return statSync(named).isDirectory() ? path.join(named, clincFileName) : named;
}
