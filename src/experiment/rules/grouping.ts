// Rules on tasks of one group or by makers: not all data have groups, or tell who made which sample.

import { groupingOf } from '../grouping.ts';
import type { TaskSpec } from '../schema.ts';
import { placeOf, type Rule, settingFix } from './rule.ts';

type ClassTaskSpec = Extract<TaskSpec, { readonly ways: number }>;

const classesPath = ['task', 'grouping', 'classes'];
const queriesPath = ['task', 'grouping', 'queries'];

export const groupsUnknown: Rule = {
  id: 'groups-unknown',
  severity: 'error',
  title: 'Tasks are to be of one group of classes, but the data have no groups.',
  *check(context) {
    const { task } = context.experiment;
    if (!('ways' in task) || groupingOf(task).classes === 'any') return;
    const reason = whyNoGroups(task);
    if (reason === undefined) return;
    const message = `"classes" is "oneGroup", but ${reason}. Omniglot has groups (its alphabets), and so have image folders (group/class/image), recordings whose names tell the speaker, and texts with domains.`;
    yield { message, range: placeOf(context, classesPath), ...settingFix(context, classesPath, 'any') };
  },
};

export const makersUnknown: Rule = {
  id: 'makers-unknown',
  severity: 'error',
  title: 'Queries are to be chosen by who made them, but the data cannot give such tasks.',
  *check(context) {
    const { task } = context.experiment;
    if (!('ways' in task) || groupingOf(task).queries === 'any') return;
    const reason = whyNoMakers(task);
    if (reason === undefined) return;
    const message = `"queries" is "${groupingOf(task).queries}", but ${reason}.`;
    yield { message, range: placeOf(context, queriesPath), ...settingFix(context, queriesPath, 'any') };
  },
};

function whyNoGroups({ dataset }: ClassTaskSpec): string | undefined {
  switch (dataset.source) {
    case 'mnist':
      return 'digits are of no groups';
    case 'miniImageNet':
      return 'the classes of mini-ImageNet are of no groups';
    case 'folder':
      return 'files' in dataset && !tellsSpeaker(dataset) ? withoutSpeaker : undefined;
    case 'omniglot':
    case 'spokenDigits':
    case 'clinc150':
    case 'file':
      return undefined;
  }
}

function whyNoMakers(task: ClassTaskSpec): string | undefined {
  const { queries } = groupingOf(task);
  switch (task.kind) {
    case 'text':
      return `nobody knows who wrote which text. ${whoTells}`;
    case 'speech':
      if (task.dataset.source === 'folder' && !tellsSpeaker(task.dataset)) return withoutSpeaker;
      if (queries === 'sameMaker' || !isOneSpeakersWord(task)) return undefined;
      return "a class is one speaker's recordings of a word here. Hold out classes (task.dataset.holdOut.by), which are then of all speakers";
    case 'images':
      switch (task.dataset.source) {
        case 'mnist':
        case 'miniImageNet':
          return `the data do not tell who made which image. ${whoTells}`;
        case 'omniglot':
          return queries === 'sameMaker' ? 'each drawer of Omniglot has drawn a character once' : undefined;
        case 'folder':
          return undefined;
      }
  }
}

const withoutSpeaker = 'file names do not tell the speaker, since task.dataset.files has no {speaker}';
const whoTells =
  'Omniglot tells its drawers, recordings with {speaker} in task.dataset.files their speakers, and images may have a column "maker" in the tables of their split';

function tellsSpeaker({ files }: { readonly files: string }): boolean {
  return files.includes('{speaker}');
}

/** By the split, or because every class of a task is to be of the same speaker. */
function isOneSpeakersWord({ dataset: { holdOut }, grouping }: Extract<TaskSpec, { kind: 'speech' }>): boolean {
  return 'mixSpeakers' in holdOut || groupingOf({ grouping }).classes === 'oneGroup';
}
