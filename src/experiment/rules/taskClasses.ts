// What is known of the data sets without reading them: classes to train and to hold out, and samples in each.

import { turnsClasses, turnsHeldOutClasses } from '../rotations.ts';
import type { ImageTaskSpec, TaskSpec, TextTaskSpec } from '../schema.ts';
import type { TaskClasses } from './knownClasses.ts';
import { classesOfSpeech } from './speechClasses.ts';

/** Images of each digit in MNIST's test set, which is bundled. */
const digitCounts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

/** Drawings of each Omniglot character. */
const omniglotDrawings = 20;

/** Images of each class of mini-ImageNet. */
const miniImageNetImages = 600;

/** Characters that train and that are held out; `vinyalsProtoNets` keeps 172 more for validation. */
const omniglotSplits = {
  supervisedReptileSeed0: { training: 1200, heldOut: 423 },
  vinyalsProtoNets: { training: 1028, heldOut: 423 },
  lakeOriginal: { training: 964, heldOut: 659 },
} as const;

/** CLINC150: ten domains of 15 intents, and 150 texts of each intent, of which a few have the same words. */
const clincIntents = 150;
const clincIntentsPerDomain = 15;
const clincTexts = 150;

/** Only reading the data tells more: whoever loads them does. */
const unknown = Number.POSITIVE_INFINITY;

/**
 * Classes and samples of a task distribution, of the complete data set; undefined where there are none, or only the
 * data can tell.
 */
export function classesOf(task: TaskSpec): TaskClasses | undefined {
  switch (task.kind) {
    case 'sine':
    case 'navigation':
    case 'arm':
    case 'module':
    case 'table':
      return undefined;
    case 'images':
      return classesOfImages(task);
    case 'speech':
      return classesOfSpeech(task);
    case 'text':
      return classesOfTexts(task);
  }
}

function classesOfTexts({ dataset, split }: TextTaskSpec): TaskClasses {
  const isClinc = dataset.source === 'clinc150';
  const classes = isClinc ? clincIntents + (dataset.outOfScope === 'class' ? 1 : 0) : unknown;
  const samples = isClinc ? clincTexts : unknown;
  const sizes = { trainingSamples: samples, heldOutSamples: samples, noun: isClinc ? 'intents' : 'classes' };
  switch (split.by) {
    case 'seed': {
      const heldOut = Math.round(classes * split.heldOutShare);
      return { training: isClinc ? classes - heldOut : unknown, heldOut, ...sizes };
    }
    case 'domains': {
      const heldOut = isClinc ? new Set(split.heldOutDomains).size * clincIntentsPerDomain : unknown;
      return { training: isClinc ? classes - heldOut : unknown, heldOut, ...sizes };
    }
    case 'classes': {
      const heldOut = new Set(split.heldOutClasses).size;
      return { training: split.trainingClasses?.length ?? classes - heldOut, heldOut, ...sizes };
    }
  }
}

function classesOfImages(task: ImageTaskSpec): TaskClasses {
  const turns = turnsClasses(task) ? 4 : 1;
  const heldOutTurns = turnsHeldOutClasses(task) ? 4 : 1;
  switch (task.dataset.source) {
    case 'mnist': {
      const trained = new Set(task.dataset.trainDigits);
      const trainedCounts = digitCounts.filter((_, digit) => trained.has(digit));
      const heldOutCounts = digitCounts.filter((_, digit) => !trained.has(digit));
      return {
        training: trained.size * turns,
        heldOut: heldOutCounts.length * heldOutTurns,
        trainingSamples: Math.min(...trainedCounts),
        heldOutSamples: Math.min(...heldOutCounts),
        noun: 'digits',
      };
    }
    case 'omniglot': {
      const split = omniglotSplits[task.dataset.split];
      return {
        training: split.training * turns,
        heldOut: split.heldOut * heldOutTurns,
        trainingSamples: omniglotDrawings,
        heldOutSamples: omniglotDrawings,
        noun: 'characters',
      };
    }
    case 'miniImageNet':
      return {
        training: 64 * turns,
        heldOut: (task.dataset.evaluateOn === 'test' ? 20 : 16) * heldOutTurns,
        trainingSamples: miniImageNetImages,
        heldOutSamples: miniImageNetImages,
        noun: 'classes',
      };
    case 'folder': {
      const named = task.dataset.heldOutClasses;
      const heldOut = (named === undefined ? unknown : new Set(named).size) * heldOutTurns;
      return { training: unknown, heldOut, trainingSamples: unknown, heldOutSamples: unknown, noun: 'classes' };
    }
  }
}
