// JSON files of a split: which classes train and which are held out.

import * as z from 'zod';
import { addTo } from '../../base/addTo.ts';
import { describeOutsized, OutsizedJsonError, parseBoundedJson } from '../../base/boundedJson.ts';
import { recordOf, textList } from '../../base/boundedLists.ts';
import { untranslated } from '../../base/translate.ts';
import { inCodeUnitOrder } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { splitBounds } from '../splitBounds.ts';
import { TaskError } from '../taskError.ts';
import type { LabelledClass, SplitLayout } from './classLayout.ts';
import { type Part, partNamed } from './partNames.ts';
import { nameIn } from './paths.ts';

/** Part to classes, or class to part. */
const listSchema = recordOf(textList.or(z.string()));

/**
 * The classes in the parts that the list gives them. Classes that it does not name take no part.
 * @throws {TaskError} when the list cannot be read, or does not fit the classes
 */
export function splitByList(
  location: string,
  bytes: Uint8Array,
  classes: readonly LabelledClass[],
  onNote: (note: string) => void,
): SplitLayout {
  const partsOfClass = readList(location, bytes);
  const byPart = new Map<Part, LabelledClass[]>();
  const unlisted: string[] = [];
  for (const labelled of classes) {
    const parts = partsOfClass.get(labelled.name);
    if (parts === undefined) unlisted.push(labelled.name);
    for (const part of parts ?? []) addTo(byPart, part, labelled);
  }
  const present = new Set(classes.map(({ name }) => name));
  const missing = [...partsOfClass.keys()].filter((name) => !present.has(name)).sort(inCodeUnitOrder);
  if (byPart.size === 0) {
    throw new TaskError(
      `None of the classes that ${location} lists is there: ${someNames(missing)}. The data have ${someNames([...present])}. Make the names agree.`,
    );
  }
  if (missing.length > 0)
    onNote(`${countOf(missing.length, 'class')} that ${location} lists are not there: ${someNames(missing)}.`);
  if (unlisted.length > 0) {
    onNote(`${countOf(unlisted.length, 'class')} that ${location} does not list take no part: ${someNames(unlisted)}.`);
  }
  const listName = nameIn(location);
  const parts = [...byPart].map(
    ([part, of]) => [part, { classes: of, source: `the ${part} list of ${listName}` }] as const,
  );
  return { kind: 'split', parts: new Map(parts), splitBy: listName };
}

/** In which parts each class stands; more than one are a mistake, which is told by what both are called. */
function readList(location: string, bytes: Uint8Array): ReadonlyMap<string, ReadonlySet<Part>> {
  const list = listSchema.safeParse(parseJson(location, bytes));
  if (!list.success) throw new TaskError(`${location} is no list of a split. ${howToList}`);
  const partsOfClass = new Map<string, Set<Part>>();
  for (const [key, value] of list.data) {
    const entries = typeof value === 'string' ? [[key, value] as const] : value.map((name) => [name, key] as const);
    for (const [name, partName] of entries) {
      const part = partNamed(partName);
      if (part === undefined) throw new TaskError(`${location} names a part ${JSON.stringify(partName)}. ${howToList}`);
      const className = name.normalize('NFC');
      partsOfClass.set(className, (partsOfClass.get(className) ?? new Set()).add(part));
    }
  }
  return partsOfClass;
}

const howToList = 'It should be {"train": [classes], "val": [classes], "test": [classes]}, or {class: "train", …}.';

function parseJson(location: string, bytes: Uint8Array): unknown {
  try {
    return parseBoundedJson(bytes, splitBounds());
  } catch (error) {
    if (error instanceof OutsizedJsonError)
      throw new TaskError(describeOutsized(location, error, untranslated), { cause: error });
    throw new TaskError(`${location} is not valid JSON, perhaps cut off. Correct it, or get it again.`, {
      cause: error,
    });
  }
}
