// Which classes train and which are held out, and which of them have images enough.

import { quote } from '../../base/quote.ts';
import { nearestWord } from '../../base/spelling.ts';
import { randomStream, shuffled } from '../../engine/random.ts';
import { countOf, someNames } from '../files/someNames.ts';
import type { ClassNoun } from '../heldOutDescription.ts';
import { type KeptClasses, takeKept } from '../split/keptClasses.ts';
import { TaskError } from '../taskError.ts';
import { type ClassLayout, joinParts, type LabelledClass, type Part } from './classLayout.ts';
import type { ImageFolderSpec } from './findLayout.ts';

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
export function chooseClasses(
  spec: ImageFolderSpec,
  layout: ClassLayout,
  onNote: (note: string) => void,
): ChosenClasses {
  if (layout.kind === 'unsplit') {
    return spec.heldOutClasses === undefined
      ? drawHeldOut(spec, layout.classes)
      : holdOutNamed(spec.heldOutClasses, layout.classes);
  }
  const training = layout.parts.get('train') ?? [];
  const heldOut = layout.parts.get(spec.evaluateOn) ?? [];
  if (training.length === 0 || heldOut.length === 0) throw new TaskError(missingPart(spec, layout));
  const trained = new Set(training.map(({ name }) => name));
  const shared = heldOut.filter(({ name }) => trained.has(name)).map(({ name }) => name);
  if (shared.length === 0) {
    return { training, heldOut, heldOutNoun: `${spec.evaluateOn}Classes`, origin: `split by ${layout.splitBy}` };
  }
  return divideSharedClasses(spec, joinParts(layout), shared, heldOut.length, onNote);
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
export function namesOfClasses(spec: ImageFolderSpec, layout: ClassLayout): string[] {
  const others = layout.kind === 'split' ? [...layout.parts.values()].flat() : [];
  return [...new Set([...choosable(spec, layout), ...others].map(({ name }) => name))];
}

/** Every class that may train or be held out, as it would take part. */
function choosable({ evaluateOn }: ImageFolderSpec, layout: ClassLayout): readonly LabelledClass[] {
  if (layout.kind === 'unsplit') return layout.classes;
  const training = layout.parts.get('train') ?? [];
  const heldOut = layout.parts.get(evaluateOn) ?? [];
  const trained = new Set(training.map(({ name }) => name));
  return heldOut.some(({ name }) => trained.has(name)) ? joinParts(layout) : [...training, ...heldOut];
}

function missingPart(
  { evaluateOn, path }: ImageFolderSpec,
  { parts, splitBy }: Extract<ClassLayout, { kind: 'split' }>,
): string {
  const other: Part = evaluateOn === 'test' ? 'validation' : 'test';
  if (parts.has('train') && parts.has(other)) {
    return `The split of ${path} (${splitBy}) has no ${evaluateOn} classes. Set task.dataset.evaluateOn to "${other}".`;
  }
  return `The split of ${path} (${splitBy}) needs classes to train and to test, but has only ${someNames([...parts.keys()])}.`;
}

/** A split for ordinary classification has the same classes in every part: then its images belong together. */
function divideSharedClasses(
  spec: ImageFolderSpec,
  classes: readonly LabelledClass[],
  shared: readonly string[],
  heldOutClasses: number,
  onNote: (note: string) => void,
): ChosenClasses {
  if (shared.length < heldOutClasses) {
    throw new TaskError(
      `${countOf(shared.length, 'class')} of ${spec.path} would both train and be held out: ${someNames(shared)}. ` +
        'Remove them from one part of the split.',
    );
  }
  onNote(
    `The parts of ${spec.path} have the same classes, as for ordinary classification. Their images are joined, and classes are held out by draw.`,
  );
  return drawHeldOut(spec, classes);
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
    const described = `${countOf(small.length, `${role} class`)} with fewer than ${countOf(least, 'image')} (${why}): ${someNames(small.map(({ name }) => name))}`;
    if (kept.length < waysNeeded) {
      throw new TaskError(
        `A task has ${demand.ways} ways, but ${location} has only ${countOf(kept.length, `${role} class`)}` +
          `${small.length === 0 ? '' : ` and ${described}`}. Lower task.ways${small.length === 0 ? '' : ` or ${why}`}, or hold out other classes.`,
      );
    }
    if (small.length > 0) onNote(`${location}: passed over ${described}.`);
    return kept;
  };
  return {
    ...rest,
    training: largeEnough(training, demand.trainingImages, 'training', demand.trainingClasses, 'task.trainShots'),
    heldOut: largeEnough(heldOut, demand.heldOutImages, 'held-out', demand.ways, 'task.shots + task.queries'),
  };
}
