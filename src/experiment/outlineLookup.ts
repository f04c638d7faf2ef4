// Walks the outline along a key path, choosing variants by what the file says, and finds keys by name.

import { listChoices } from './describeOutline.ts';
import { type ExperimentDocument, findValue } from './experimentDocument.ts';
import type { KeyPath } from './keyPath.ts';
import {
  experimentOutline,
  externalOutline,
  type KeyOutline,
  type ObjectOutline,
  type Outline,
  type VariantsOutline,
} from './schemaOutline.ts';

/** The value that the file has at a path, as far as it is needed to choose a variant. */
export type ValueAt = (path: KeyPath) => unknown;

/** What the document says; of an object only that it is there, and only of the one that decides what a file is. */
export function valuesOf(document: ExperimentDocument): ValueAt {
  return (path) => {
    const node = findValue(document, path);
    return path.length === 1 && path[0] === 'trainer' ? node !== undefined || undefined : node?.value;
  };
}

/** By the one key that tells the two kinds of files apart. */
const isExternalFile = (valueAt: ValueAt): boolean => valueAt(['trainer']) !== undefined;

/** Ours, or that of a file that names another program as the trainer. */
export function outlineOfFile(valueAt: ValueAt): ObjectOutline {
  return isExternalFile(valueAt) ? externalOutline() : experimentOutline();
}

/**
 * What may stand at `path`. Undefined for a path that the schema does not have, or below a variant that is not chosen
 * yet.
 */
export function outlineAt(path: KeyPath, valueAt: ValueAt): Outline | undefined {
  let outline: Outline = outlineOfFile(valueAt);
  for (const [depth, step] of path.entries()) {
    const next = childOutline(outline, step, path.slice(0, depth), valueAt);
    if (next === undefined) return undefined;
    outline = next;
  }
  return outline;
}

/** The object that `outline` is, or, of variants, the one that the file chose, if only by leaving the choice out. */
export function chosenObject(outline: Outline, path: KeyPath, valueAt: ValueAt): ObjectOutline | undefined {
  if (outline.kind === 'object') return outline;
  if (outline.kind === 'either') return outline.options.find((option) => option.kind === 'object');
  if (outline.kind !== 'variants') return undefined;
  return chosenVariant(outline, valueAt([...path, outline.discriminator]));
}

/** The variant that the value of the discriminator chooses, if only by being left out. */
export function chosenVariant(outline: VariantsOutline, value: unknown): ObjectOutline | undefined {
  const choice = value ?? outline.defaultChoice;
  return typeof choice === 'string' ? outline.variants.get(choice) : undefined;
}

/** The key at `path`, with its default and example. */
export function keyOutlineAt(path: KeyPath, valueAt: ValueAt): KeyOutline | undefined {
  const parentPath = path.slice(0, -1);
  const parent = outlineAt(parentPath, valueAt);
  const name = path.at(-1);
  if (parent === undefined || typeof name !== 'string') return undefined;
  const known = chosenObject(parent, parentPath, valueAt)?.keys.get(name);
  if (known !== undefined) return known;
  const value = outlineAt(path, valueAt);
  return value && { name, required: true, default: undefined, example: undefined, value };
}

/**
 * Every place of the schema with a key of this name, in words: `"task" of kind "images"`, or `"task"` where all kinds
 * have it.
 */
export function placesOfKey(name: string): readonly string[] {
  return [...placesBelow(experimentOutline(), '', name)];
}

function childOutline(outline: Outline, step: string | number, path: KeyPath, valueAt: ValueAt): Outline | undefined {
  if (outline.kind === 'open') return outline.entry ?? outline.value ?? outline;
  if (typeof step === 'number') return outline.kind === 'list' ? outline.item : undefined;
  const object = chosenObject(outline, path, valueAt);
  if (object !== undefined) return object.keys.get(step)?.value;
  if (outline.kind === 'variants' && step === outline.discriminator) {
    return { kind: 'choice', description: outline.description, choices: [...outline.variants.keys()] };
  }
  return undefined;
}

function* placesBelow(outline: Outline, place: string, name: string): Generator<string> {
  switch (outline.kind) {
    case 'object':
      yield* placesIn(outline, place, place === '' ? 'the top level' : `"${place}"`, name);
      break;
    case 'variants':
      yield* placesInVariants(outline, place, name);
      break;
    case 'list':
      yield* placesBelow(outline.item, place, name);
      break;
    default:
      break;
  }
}

/** Variants that share a key, or a part with such a key, are named together. */
function* placesInVariants(
  { variants, discriminator }: VariantsOutline,
  place: string,
  name: string,
): Generator<string> {
  const having = [...variants].filter(([, variant]) => variant.keys.has(name)).map(([choice]) => choice);
  if (having.length === variants.size) yield `"${place}"`;
  else if (having.length > 0) yield `"${place}" of ${discriminator} ${listChoices(having)}`;
  const within = new Set<string>();
  for (const variant of variants.values()) {
    for (const key of variant.keys.values()) {
      for (const found of placesBelow(key.value, `${place}.${key.name}`, name)) within.add(found);
    }
  }
  yield* within;
}

function* placesIn(object: ObjectOutline, place: string, label: string, name: string): Generator<string> {
  if (object.keys.has(name)) yield label;
  for (const key of object.keys.values())
    yield* placesBelow(key.value, place === '' ? key.name : `${place}.${key.name}`, name);
}
