// Which classes train and which are held out, and which of them have images enough.

import { quote } from '../../base/quote.ts';
import { nearestWord } from '../../base/spelling.ts';
import { randomStream, shuffled } from '../../engine/random.ts';
import { countOf, someNames } from '../files/someNames.ts';
import type { ClassNoun } from '../heldOutDescription.ts';
import { type KeptClasses, takeKept } from '../split/keptClasses.ts';
import { TaskError } from '../taskError.ts';
import { type ClassLayout, type LabelledClass, partsOf, type SplitLayout } from './classLayout.ts';
import type { ImageFolderSpec } from './imageFolderSpec.ts';
import type { Part } from './partNames.ts';

export type HeldOutNoun = Extract<ClassNoun, 'classes' | 'validationClasses' | 'testClasses'>;

export interface ChosenClasses {
  readonly training: readonly LabelledClass[];
  readonly heldOut: readonly LabelledClass[];
  /** What held-out classes are. */
  readonly heldOutNoun: HeldOutNoun;
  /** Where the division comes from, for a person: `as split.json says`. */
  readonly origin: string;
}

/** @throws {TaskError} when classes cannot be divided as the experiment asks */
export function chooseClasses(spec: ImageFolderSpec, layout: ClassLayout): ChosenClasses {
  if (layout.kind === 'unsplit') {
    return spec.heldOutClasses === undefined
      ? drawHeldOut(spec, layout.classes)
      : holdOutNamed(spec.heldOutClasses, layout.classes);
  }
  const training = layout.parts.get('train')?.classes ?? [];
  const heldOut = layout.parts.get(spec.evaluateOn)?.classes ?? [];
  if (training.length === 0 || heldOut.length === 0) throw new TaskError(missingPart(spec, layout));
  return { training, heldOut, heldOutNoun: `${spec.evaluateOn}Classes`, origin: `split by ${layout.splitBy}` };
}

/** The classes that an earlier loading chose, whatever a draw or a list would choose by now. */
export function chooseKept(spec: ImageFolderSpec, layout: ClassLayout, kept: KeptClasses): ChosenClasses {
  return {
    ...takeKept(choosable(spec, layout), kept),
    heldOutNoun: layout.kind === 'split' ? `${spec.evaluateOn}Classes` : 'classes',
    origin: 'as the run keeps them',
  };
}

/** Of all classes, also of a part of the split that takes no part. */
export function namesOfClasses(layout: ClassLayout): string[] {
  const classes =
    layout.kind === 'unsplit' ? layout.classes : partsOf(layout).flatMap(([, laidOut]) => laidOut.classes);
  return [...new Set(classes.map(({ name }) => name))];
}

/** Every class that may train or be held out. */
function choosable({ evaluateOn }: ImageFolderSpec, layout: ClassLayout): readonly LabelledClass[] {
  if (layout.kind === 'unsplit') return layout.classes;
  return [...(layout.parts.get('train')?.classes ?? []), ...(layout.parts.get(evaluateOn)?.classes ?? [])];
}

function missingPart({ evaluateOn, path }: ImageFolderSpec, layout: SplitLayout): string {
  const other: Part = evaluateOn === 'test' ? 'validation' : 'test';
  const present = partsOf(layout).map(([part]) => part);
  const split = `The split of ${path} (${layout.splitBy})`;
  if (present.includes('train') && present.includes(other)) {
    return `${split} has no ${evaluateOn} classes. Set task.dataset.evaluateOn to "${other}".`;
  }
  const found = present.length === 0 ? 'none' : `only classes of ${someNames(present)}`;
  return `${split} needs classes to train and classes of "${evaluateOn}", but has ${found}.`;
}

/** At least one class on each side, where there are two. */
function drawHeldOut({ splitSeed, heldOut }: ImageFolderSpec, classes: readonly LabelledClass[]): ChosenClasses {
  const count = Math.max(1, Math.min(classes.length - 1, Math.round(classes.length * heldOut)));
  const drawn = new Set(shuffled(classes, randomStream(splitSeed, 'split')).slice(0, count));
  return {
    training: classes.filter((labelled) => !drawn.has(labelled)),
    heldOut: classes.filter((labelled) => drawn.has(labelled)),
    heldOutNoun: 'classes',
    origin: `drawn by splitSeed ${splitSeed}`,
  };
}

function holdOutNamed(names: readonly string[], classes: readonly LabelledClass[]): ChosenClasses {
  const present = classes.map(({ name }) => name);
  const known = new Set(present);
  const unknown = names.find((name) => !known.has(name.normalize('NFC')));
  if (unknown !== undefined) {
    const nearest = nearestWord(unknown, present);
    const advice = nearest === undefined ? `There are ${someNames(present)}.` : `Did you mean ${quote(nearest)}?`;
    throw new TaskError(
      `task.dataset.heldOutClasses names a class ${quote(unknown)} that the data do not have. ${advice}`,
    );
  }
  const heldOut = new Set(names.map((name) => name.normalize('NFC')));
  return {
    training: classes.filter(({ name }) => !heldOut.has(name)),
    heldOut: classes.filter(({ name }) => heldOut.has(name)),
    heldOutNoun: 'classes',
    origin: 'as heldOutClasses says',
  };
}

/** Images of each class that tasks ask for, and how many classes. */
export interface ClassDemand {
  readonly ways: number;
  /** Turns count: with rotations one class stands for four. */
  readonly trainingClasses: number;
  readonly heldOutClasses: number;
  readonly trainingImages: number;
  readonly heldOutImages: number;
}

/**
 * The classes that have as many images as a task takes of one.
 * @throws {TaskError} when fewer remain than a task has ways
 */
export function dropSmallClasses(
  { training, heldOut, ...rest }: ChosenClasses,
  demand: ClassDemand,
  location: string,
  onNote: (note: string) => void,
): ChosenClasses {
  const largeEnough = (
    classes: readonly LabelledClass[],
    least: number,
    role: 'training' | 'held-out',
    waysNeeded: number,
    why: string,
  ) => {
    const kept = classes.filter(({ files }) => files.length >= least);
    const small = classes.filter(({ files }) => files.length < least);
    const names = someNames(small.map(({ name }) => name));
    if (kept.length < waysNeeded) {
      const all = countOf(classes.length, `${role} class`);
      const has = kept.length === 1 ? 'has' : 'have';
      throw new TaskError(
        small.length === 0
          ? `A task has ${demand.ways} ways, but ${location} has only ${all}. Lower task.ways, or hold out ${role === 'training' ? 'fewer' : 'more'} classes (task.dataset.heldOut, or the split).`
          : `A task has ${demand.ways} ways, but ${kept.length === 0 ? 'none' : `only ${kept.length}`} of the ${all} of ${location} ` +
              `${kept.length === 0 ? 'has' : has} ${countOf(least, 'image')} or more that can be used (${why}). Too small: ${names}. ` +
              `Add images, or lower ${why}${kept.length === 0 ? '' : ' or task.ways'}.`,
      );
    }
    if (small.length > 0) {
      onNote(
        `${location}: passed over ${countOf(small.length, `${role} class`)} with fewer than ${countOf(least, 'image')} (${why}): ${names}.`,
      );
    }
    return kept;
  };
  return {
    ...rest,
    training: largeEnough(training, demand.trainingImages, 'training', demand.trainingClasses, 'task.trainShots'),
    heldOut: largeEnough(heldOut, demand.heldOutImages, 'held-out', demand.heldOutClasses, 'task.shots + task.queries'),
  };
}
