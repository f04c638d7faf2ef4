// TextSet: texts of many classes, read, split and encoded.

import { groupingOf } from '../../experiment/grouping.ts';
import type { TextTaskSpec } from '../../experiment/schema.ts';
import type { Episodes } from '../episodes/episodes.ts';
import { countOf, someNames } from '../files/someNames.ts';
import type { PlainDescription } from '../heldOutDescription.ts';
import type { LoadOptions } from '../loadOptions.ts';
import { type PackedTexts, packTexts } from '../packedTexts.ts';
import type { SampleClass } from '../sampleClass.ts';
import { digestOfTexts } from '../split/contentDigest.ts';
import { describeKept, takeKept } from '../split/keptClasses.ts';
import { TaskError } from '../taskError.ts';
import type { EncodedTexts } from './encodedTexts.ts';
import { encodeTexts } from './encodeTexts.ts';
import { readTexts } from './readTexts.ts';
import type { TextClass } from './textCollection.ts';
import { domainOfClasses, type SplitClasses, splitClasses } from './textSplit.ts';

/**
 * Texts split into classes to train on and classes never trained on. Can be sent to a worker thread; the texts are
 * shared, not copied.
 */
export interface TextSet {
  readonly texts: PackedTexts;
  readonly encoded: EncodedTexts;
  readonly trainingClasses: readonly NumberedTexts[];
  readonly heldOutClasses: readonly NumberedTexts[];
  readonly heldOutDescription: PlainDescription;
  /** Held-out tasks where they are listed; otherwise they are drawn. */
  readonly episodes?: Episodes;
}

interface NumberedTexts extends SampleClass {
  /** Of its texts, see `split/contentDigest.ts`. */
  readonly digest: string;
}

/**
 * Reads the texts that `task` names. Classes with fewer texts than a task takes of a class are left out, and told of.
 * Weights of terms come from the training classes alone.
 * @throws {TaskError}
 */
export async function loadTextSet(task: TextTaskSpec, folder: string, options: LoadOptions): Promise<TextSet> {
  const source = await readTexts(task.dataset, folder, options);
  const { kept, onClasses, onNote } = options;
  onClasses?.(source.classes.map(({ name }) => name));
  const split: SplitClasses<TextClass> =
    kept === undefined
      ? await splitClasses(task.split, source.classes, { folder, dataFolder: source.folder, onNote })
      : { ...takeKept(source.classes, kept), heldOutDomains: null };
  // Kept classes that are only compared are compared whole.
  const isCompared = kept?.acceptsChanges === false;
  const trainingNeeds = { texts: task.trainShots, ways: task.ways, role: 'training' } as const;
  const heldOutNeeds = { texts: task.shots + task.queries, ways: task.ways, role: 'held-out' } as const;
  const trains = isCompared ? split.training : enough(split.training, trainingNeeds, options);
  const held = isCompared ? split.heldOut : enough(split.heldOut, heldOutNeeds, options);
  const domainOf =
    groupingOf(task).classes === 'oneGroup'
      ? await domainOfClasses(task.split, { folder, dataFolder: source.folder })
      : undefined;
  const texts = [...trains, ...held].flatMap((taken) => taken.texts);
  const encoded = await encodeTexts(task.encoding, texts, textsOf(trains), options);
  const trainingClasses = numbered(trains, 0, domainOf);
  const heldOutClasses = numbered(
    held,
    trains.reduce((sum, taken) => sum + taken.texts.length, 0),
    domainOf,
  );
  return {
    texts: packTexts(texts),
    encoded,
    trainingClasses,
    heldOutClasses,
    heldOutDescription:
      kept === undefined
        ? { code: 'textClasses', noun: source.noun, count: heldOutClasses.length, domains: split.heldOutDomains }
        : describeKept(kept, heldOutClasses.length),
  };
}

interface Needs {
  /** Of each class. */
  readonly texts: number;
  readonly ways: number;
  readonly role: 'training' | 'held-out';
}

/** @throws {TaskError} when those that were left out are missed */
function enough(
  classes: readonly TextClass[],
  { texts, ways, role }: Needs,
  { onNote }: LoadOptions,
): readonly TextClass[] {
  const small = classes.filter((taken) => taken.texts.length < texts).map(({ name }) => name);
  if (small.length === 0) return classes;
  const kept = classes.filter((taken) => taken.texts.length >= texts);
  const leftOut = `Left out ${countOf(small.length, `${role} class`)} with fewer than ${countOf(texts, 'text')}: ${someNames(small)}.`;
  if (kept.length < ways) {
    const settings = role === 'training' ? 'task.trainShots' : 'task.shots or task.queries';
    throw new TaskError(
      `task.ways is ${ways}, but there are only ${kept.length} ${role} classes to draw from. ${leftOut} Lower ${settings}, or give these classes more texts.`,
    );
  }
  onNote?.(leftOut);
  return kept;
}

function* textsOf(classes: readonly TextClass[]): Generator<string> {
  for (const { texts } of classes) yield* texts;
}

/** Classes with the numbers of their texts, which stand one class after another. */
function numbered(
  classes: readonly TextClass[],
  first: number,
  domainOf: ReadonlyMap<string, string> | undefined,
): NumberedTexts[] {
  let next = first;
  return classes.map(({ name, texts }) => {
    const group = domainOf?.get(name);
    const samples = texts.map(() => next++);
    return { name, samples, digest: digestOfTexts(texts), ...(group !== undefined && { group }) };
  });
}
