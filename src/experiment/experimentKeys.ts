// The keys of an experiment by their dotted names, as sweeps and assignments name them.

import { dottedPath, type KeyPath } from './keyPath.ts';
import { chosenObject, outlineOfFile, type ValueAt } from './outlineLookup.ts';
import { experimentOutline, type KeyOutline, type ObjectOutline, type Outline } from './schemaOutline.ts';

/** A key that holds a value, or a list that is given as a whole. */
export interface ExperimentKey {
  /** `algorithm.innerOptimizer.learningRate` */
  readonly name: string;
  readonly path: KeyPath;
  readonly outline: Outline;
  /** What stands for it where it is left out; undefined where nothing does. */
  readonly default: unknown;
}

/** They name and explain a run, or are told elsewhere: no setting of what it computes. */
const notSet: ReadonlySet<string> = new Set(['$schema', 'name', 'description', 'tags', 'published', 'sweep']);

/**
 * In the order of the schema, each name once.
 * @param valueAt what the file says; with it, only keys of the variants that it chooses, otherwise those of all; where it
 *   gives whole objects, also the keys of objects in which they may have any name
 * @param outline ours, or that of files that name another program as the trainer; by default as the file says
 */
export function experimentKeys(
  valueAt?: ValueAt,
  outline: ObjectOutline = valueAt === undefined ? experimentOutline() : outlineOfFile(valueAt),
): readonly ExperimentKey[] {
  const keys = new Map<string, ExperimentKey>();
  for (const key of outline.keys.values()) {
    if (notSet.has(key.name)) continue;
    for (const found of keysBelow(key, [key.name], valueAt)) if (!keys.has(found.name)) keys.set(found.name, found);
  }
  return [...keys.values()];
}

function* keysBelow(key: KeyOutline, path: KeyPath, valueAt: ValueAt | undefined): Generator<ExperimentKey> {
  const { value } = key;
  if (value.kind === 'object') {
    yield* keysIn(value.keys.values(), path, valueAt);
    return;
  }
  if (value.kind === 'open' && value.value !== undefined && valueAt !== undefined) {
    const named = valueAt(path);
    for (const name of Object.keys(typeof named === 'object' && named !== null ? named : {}))
      yield { name: dottedPath([...path, name]), path: [...path, name], outline: value.value, default: undefined };
    return;
  }
  if (value.kind !== 'variants') {
    yield { name: dottedPath(path), path, outline: value, default: key.default };
    return;
  }
  const { discriminator, description, variants, defaultChoice } = value;
  const choicePath = [...path, discriminator];
  const choices = { kind: 'choice', description, choices: [...variants.keys()] } as const;
  yield { name: dottedPath(choicePath), path: choicePath, outline: choices, default: defaultChoice };
  const chosen = valueAt === undefined ? [...variants.values()] : [chosenObject(value, path, valueAt)];
  for (const variant of chosen) {
    const others = [...(variant?.keys.values() ?? [])].filter(({ name }) => name !== discriminator);
    yield* keysIn(others, path, valueAt);
  }
}

function* keysIn(keys: Iterable<KeyOutline>, path: KeyPath, valueAt: ValueAt | undefined): Generator<ExperimentKey> {
  for (const key of keys) yield* keysBelow(key, [...path, key.name], valueAt);
}
