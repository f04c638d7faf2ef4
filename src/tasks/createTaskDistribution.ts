// From an experiment's task section to its task distribution: load the data once, then make distributions from it in
// any thread.

import path from 'node:path';
import type { ImageTaskSpec, TaskSpec } from '../experiment/schema.ts';
import { createControlDistribution } from './control/controlTasks.ts';
import { dataOfClasses } from './episodes/dataOfClasses.ts';
import { sourceOfImages } from './episodes/imageEpisodes.ts';
import { loadEpisodes } from './episodes/loadEpisodes.ts';
import { loadImageFolder } from './imageFolder/loadImageFolder.ts';
import type { ImageSet } from './imageSet.ts';
import { createImageDistribution } from './imageTasks.ts';
import type { LoadOptions } from './loadOptions.ts';
import { loadMiniImageNet } from './miniImageNet.ts';
import { loadMnist } from './mnist.ts';
import { createModuleDistribution } from './module/moduleTasks.ts';
import { loadOmniglot } from './omniglot.ts';
import { readRegularFile } from './readDataFile.ts';
import { createSineDistribution } from './sine.ts';
import { loadSpeech } from './speech/loadSpeech.ts';
import type { SpeechSet } from './speech/speechSet.ts';
import { createSpeechDistribution } from './speech/speechTasks.ts';
import { digestOfClass, digestOfSample } from './split/contentDigest.ts';
import { type DataSplit, splitOfClasses } from './split/dataSplit.ts';
import { loadTableSet, type TableSet } from './tabular/tableSet.ts';
import { createTableDistribution } from './tabular/tableTasks.ts';
import type { TaskDistribution } from './task.ts';
import { loadTextSet, type TextSet } from './text/textSet.ts';
import { createTextDistribution } from './text/textTasks.ts';

/** Everything that tasks are made of. Can be sent to worker threads; what is large is shared, not copied. */
export type TaskData =
  | { readonly kind: 'sine' | 'control' }
  | { readonly kind: 'module'; readonly file: string; readonly digest: string | null }
  | { readonly kind: 'images'; readonly images: ImageSet }
  | { readonly kind: 'speech'; readonly speech: SpeechSet }
  | { readonly kind: 'text'; readonly texts: TextSet }
  | { readonly kind: 'table'; readonly table: TableSet };

/**
 * Reads the data that `task` names. Relative paths are relative to `folder`.
 * @throws {TaskError} naming the file, what is wrong with it and what to do
 */
export async function loadTaskData(task: TaskSpec, folder: string, options: LoadOptions = {}): Promise<TaskData> {
  switch (task.kind) {
    case 'sine':
      return { kind: 'sine' };
    case 'module':
      return loadModule(path.resolve(folder, task.path));
    case 'navigation':
    case 'arm':
      return { kind: 'control' };
    case 'images': {
      const images = await loadImages(task, folder, options);
      const listed = await loadEpisodes(task, folder, () => sourceOfImages(task, images), options.signal);
      return { kind: 'images', images: { ...images, ...listed } };
    }
    case 'speech': {
      const speech = await loadSpeech(task, folder, options);
      const source = () => ({ data: dataOfClasses(speech, (one) => one.recordings, speech.names, 'recordings') });
      return { kind: 'speech', speech: { ...speech, ...(await loadEpisodes(task, folder, source, options.signal)) } };
    }
    case 'table':
      return { kind: 'table', table: await loadTableSet(task, folder, options) };
    case 'text': {
      const texts = await loadTextSet(task, folder, options);
      const source = () => ({ data: dataOfClasses(texts, (one) => one.samples, texts.texts, 'texts') });
      return { kind: 'text', texts: { ...texts, ...(await loadEpisodes(task, folder, source, options.signal)) } };
    }
  }
}

const largestModuleBytes = 2 ** 28;

/** A module that cannot be read is refused where it is imported, which says why. */
async function loadModule(file: string): Promise<TaskData> {
  const source = await readRegularFile(file, largestModuleBytes).catch(() => undefined);
  return { kind: 'module', file, digest: source === undefined ? null : digestOfClass([0], digestOfSample(source)) };
}

/** The split of loaded data. `found`: names of all classes that there are. */
export function splitOf(task: TaskSpec, data: TaskData, found: readonly string[]): DataSplit {
  const drawsByGroup = 'grouping' in task && task.grouping !== undefined;
  switch (data.kind) {
    case 'sine':
    case 'control':
      return { kind: 'none' };
    case 'module':
      return { kind: 'module', digest: data.digest };
    case 'images':
      return splitOfClasses(data.images, ({ images }) => images.length, found, drawsByGroup);
    case 'speech':
      return splitOfClasses(speakersAsMakers(data.speech), ({ recordings }) => recordings.length, found, drawsByGroup);
    case 'text':
      return splitOfClasses(data.texts, ({ samples }) => samples.length, found, drawsByGroup);
    case 'table':
      return splitOfClasses(data.table, ({ samples }) => samples.length, found, false);
  }
}

function speakersAsMakers(speech: SpeechSet) {
  const withMakers = (one: SpeechSet['trainingClasses'][number]) => ({
    ...one,
    ...(one.speakers && { makers: one.speakers }),
  });
  return {
    ...speech,
    trainingClasses: speech.trainingClasses.map(withMakers),
    heldOutClasses: speech.heldOutClasses.map(withMakers),
  };
}

function loadImages(task: ImageTaskSpec, folder: string, options: LoadOptions): Promise<ImageSet> {
  const { dataset } = task;
  switch (dataset.source) {
    case 'mnist':
      return loadMnist(dataset, folder, options);
    case 'omniglot':
      return loadOmniglot(dataset, folder, options);
    case 'miniImageNet':
      return loadMiniImageNet(task, dataset, folder, options);
    case 'folder':
      return loadImageFolder(task, dataset, folder, options);
  }
}

/** @throws {TaskError} when the data does not suffice for such tasks, or was loaded for a task of another kind */
export async function createTaskDistributionFrom(task: TaskSpec, data: TaskData): Promise<TaskDistribution> {
  switch (task.kind) {
    case 'sine':
      return createSineDistribution(task);
    case 'module':
      return createModuleDistribution(task, dataOfKind('module', data).file);
    case 'navigation':
    case 'arm':
      return createControlDistribution(task);
    case 'images':
      return createImageDistribution(task, dataOfKind('images', data).images);
    case 'speech':
      return createSpeechDistribution(task, dataOfKind('speech', data).speech);
    case 'table':
      return createTableDistribution(task, dataOfKind('table', data).table);
    case 'text':
      return createTextDistribution(task, dataOfKind('text', data).texts);
  }
}

function dataOfKind<Kind extends TaskData['kind']>(kind: Kind, data: TaskData): Extract<TaskData, { kind: Kind }> {
  if (!isOfKind(kind, data))
    throw new TypeError(`Tasks of kind ${kind} were given data that was loaded for ${data.kind}.`);
  return data;
}

function isOfKind<Kind extends TaskData['kind']>(
  kind: Kind,
  data: TaskData,
): data is Extract<TaskData, { kind: Kind }> {
  return data.kind === kind;
}

/** `loadTaskData` and `createTaskDistributionFrom` in one. @throws {TaskError} */
export async function createTaskDistribution(
  task: TaskSpec,
  folder: string,
  options: LoadOptions = {},
): Promise<TaskDistribution> {
  return createTaskDistributionFrom(task, await loadTaskData(task, folder, options));
}
