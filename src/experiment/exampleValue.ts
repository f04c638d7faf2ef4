// The smallest sensible value for a place of the file, for the fix that adds a missing key.

import type { KeyPath } from './keyPath.ts';
import type { ValueAt } from './outlineLookup.ts';
import type { KeyOutline, ObjectOutline, Outline } from './schemaOutline.ts';

/** As `exampleOfKey`, but the model of a task of images is one of images. */
export function exampleAt(path: KeyPath, key: KeyOutline, valueAt: ValueAt): unknown {
  const kind = modelToBeginWith(valueAt);
  if (kind === undefined || path[0] !== 'model') return exampleOfKey(key);
  if (path.length === 1 && key.value.kind === 'variants')
    return exampleValue(key.value.variants.get(kind) ?? key.value);
  return isKindOfModel(path) ? kind : exampleOfKey(key);
}

/** What helps where the file has a kind of model that there is not; undefined for other places and other tasks. */
export function kindToTake(path: KeyPath, valueAt: ValueAt): string | undefined {
  return isKindOfModel(path) ? modelToBeginWith(valueAt) : undefined;
}

function isKindOfModel([first, second, ...others]: KeyPath): boolean {
  return first === 'model' && second === 'kind' && others.length === 0;
}

/** Recordings are images, too: spectrograms. */
function modelToBeginWith(valueAt: ValueAt): string | undefined {
  const task = valueAt(['task', 'kind']);
  return task === 'images' || task === 'speech' ? 'convnet' : undefined;
}

/** A value to begin with: the key's own example or default, otherwise the smallest that its place accepts. */
function exampleOfKey(key: KeyOutline): unknown {
  return key.example ?? key.default ?? exampleValue(key.value);
}

/** A value that the schema accepts: only required keys, of variants the first. */
export function exampleValue(outline: Outline): unknown {
  switch (outline.kind) {
    case 'object':
      return exampleObject(outline);
    case 'variants': {
      const [first] = outline.variants.values();
      return first === undefined ? {} : exampleValue(first);
    }
    case 'open':
      return {};
    case 'entry':
      return [];
    case 'list':
      return Array.from({ length: outline.minItems }, () => exampleValue(outline.item));
    case 'text':
      return '';
    case 'number':
      return Math.max(outline.minimum, Math.min(outline.maximum, 1));
    case 'flag':
      return false;
    case 'choice':
      return outline.choices[0];
    case 'either':
      return outline.options[0] === undefined ? null : exampleValue(outline.options[0]);
  }
}

/** An object that the schema accepts, with its required keys alone. */
export function exampleObject({ keys }: ObjectOutline): Record<string, unknown> {
  return Object.fromEntries(
    [...keys.values()].filter((key) => key.required).map((key) => [key.name, exampleOfKey(key)]),
  );
}
