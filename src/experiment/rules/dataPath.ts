// Rule on the places that data lie in.

import path from 'node:path';
import { quote } from '../../base/quote.ts';
import { editsToRemove } from '../documentEdits.ts';
import { findValue } from '../experimentDocument.ts';
import type { KeyPath } from '../keyPath.ts';
import { publicDatasetOf } from '../publicDatasets.ts';
import type {
  Experiment,
  ImageDatasetSpec,
  ImageTaskSpec,
  SpeechDatasetSpec,
  TaskSpec,
  TextTaskSpec,
} from '../schema.ts';
import { type Finding, placeOf, type ReadingContext, type Rule } from './rule.ts';

/** A path that the task names, and what a person should know of it where nothing is there. */
interface NamedPath {
  readonly key: KeyPath;
  readonly written: string;
  /** What should be there: `folder`. */
  readonly noun: string;
  readonly advice: string;
}

export const missingDataPath: Rule = {
  id: 'data-path-missing',
  severity: 'error',
  title: 'The folder or file with the data, or the module that makes the tasks, does not exist.',
  *check(context) {
    for (const named of pathsOfTask(context.experiment.task)) {
      const message = missingAt(context, named);
      if (message === undefined) continue;
      yield { message, range: placeOf(context, named.key), ...offerPublicDataset(context, named.key) };
    }
  },
};

/** That nothing is where the path leads; undefined where something is, or that cannot be told. */
export function missingAt(
  { folder, pathExists }: Pick<ReadingContext, 'folder' | 'pathExists'>,
  { written, noun, advice }: Omit<NamedPath, 'key'>,
): string | undefined {
  if (pathExists === undefined || (folder === undefined && !path.isAbsolute(written))) return undefined;
  const absolute = folder === undefined ? written : path.resolve(folder, written);
  if (pathExists(absolute)) return undefined;
  const looked = path.isAbsolute(written) ? '' : ` Looked at ${quote(absolute)}.`;
  return `There is no ${noun} ${quote(written)}.${looked} ${written.startsWith('~') ? noTilde : advice}`;
}

/**
 * Where the path is that of a public data set: its name, and the edit that leaves the path out, so that the one got by
 * name is used.
 */
function offerPublicDataset({ experiment, document }: ReadingContext, key: KeyPath): Pick<Finding, 'dataset' | 'fix'> {
  const used = publicDatasetOf(experiment.task);
  if (used === undefined || key.join('.') !== 'task.dataset.path') return {};
  const dataset = findValue(document, key.slice(0, -1));
  const edits = dataset && editsToRemove(document, dataset, 'path');
  const fix = edits && {
    title: `Remove "path", to use the data set that “reptile-lab data get ${used.name}” fetches`,
    edits,
  };
  return { dataset: used.name, ...(fix && { fix }) };
}

const noTilde = 'A leading ~ is not expanded: write the path in full, or relative to this file.';
const absoluteOrRelative = 'It may be absolute or relative to this file.';

/** Every path that the experiment names, as it is written; of the task first. */
export function namedPathsOf({
  task,
  model,
}: Pick<Experiment, 'task' | 'model'>): readonly { readonly key: KeyPath; readonly written: string }[] {
  const { initialization } = model;
  const weights = initialization === undefined ? [] : [{ key: ['model', 'initialization'], written: initialization }];
  return [...pathsOfTask(task), ...weights];
}

function pathsOfTask(task: TaskSpec): readonly NamedPath[] {
  switch (task.kind) {
    case 'sine':
    case 'navigation':
    case 'arm':
      return [];
    case 'module':
      return [
        {
          key: ['task', 'path'],
          written: task.path,
          noun: 'module',
          advice: `Create it or correct the path. ${absoluteOrRelative}`,
        },
      ];
    case 'table':
      return named(
        ['dataset', 'path'],
        task.dataset.path,
        'file',
        `Put your table there, or correct the path. ${absoluteOrRelative}`,
      );
    case 'images':
      return [...pathsOfImages(task.dataset), ...pathOfEpisodes(task)];
    case 'speech':
      return [...pathOfSpeech(task.dataset), ...pathOfEpisodes(task)];
    case 'text':
      return [...pathsOfTexts(task), ...pathOfEpisodes(task)];
  }
}

function pathOfSpeech({ source, path: written }: SpeechDatasetSpec): readonly NamedPath[] {
  const advice = {
    spokenDigits:
      'Correct the path, or remove "path" to use the recordings that “reptile-lab data get free-spoken-digits” fetches.',
    folder: `Put your recordings there, or correct the path. ${absoluteOrRelative}`,
  }[source];
  return named(['dataset', 'path'], written, 'folder or zip', advice);
}

function pathsOfTexts({ dataset, split }: TextTaskSpec): readonly NamedPath[] {
  const isFile = dataset.source === 'file';
  const advice = isFile
    ? `Put your texts there, or correct the path. ${absoluteOrRelative}`
    : 'Correct the path, or remove "path" to use the texts that “reptile-lab data get clinc150” fetches.';
  return [
    ...named(['dataset', 'path'], dataset.path, isFile ? 'file or folder' : 'folder', advice),
    ...(split.by === 'domains'
      ? named(['split', 'path'], split.path, 'file', `Correct the path. ${absoluteOrRelative}`)
      : []),
  ];
}

function pathsOfImages(dataset: ImageDatasetSpec): readonly NamedPath[] {
  switch (dataset.source) {
    case 'mnist':
      return named(
        ['dataset', 'path'],
        dataset.path,
        'folder',
        'Correct the path, or remove "path" to use the bundled digits.',
      );
    case 'omniglot': {
      const advice =
        'Correct the path, or remove "path" to use the characters that “reptile-lab data get omniglot” fetches.';
      return named(['dataset', 'path'], dataset.path, 'folder', advice);
    }
    case 'miniImageNet': {
      const advice = `Put mini-ImageNet there, or correct the path. ${absoluteOrRelative}`;
      return named(['dataset', 'path'], dataset.path, 'folder or zip', advice);
    }
    case 'folder': {
      const splitAdvice = 'Correct the path, or remove "split" to split by what the data themselves say.';
      return [
        ...named(
          ['dataset', 'path'],
          dataset.path,
          'folder or zip',
          `Put your images there, or correct the path. ${absoluteOrRelative}`,
        ),
        ...named(['dataset', 'split'], dataset.split, 'file or folder', splitAdvice),
      ];
    }
  }
}

function pathOfEpisodes({ episodes }: Pick<ImageTaskSpec, 'episodes'>): readonly NamedPath[] {
  const advice = `Put the list of episodes there, or remove "episodes" to draw held-out tasks. ${absoluteOrRelative}`;
  return named(['episodes', 'path'], episodes?.path, 'list of episodes', advice);
}

/** `key` below "task". */
function named(key: readonly string[], written: string | undefined, noun: string, advice: string): NamedPath[] {
  return written === undefined ? [] : [{ key: ['task', ...key], written, noun, advice }];
}
