// The smallest sensible value for a place of the file, for the fix that adds a missing key.

import type { Outline } from './schemaOutline.ts';

const usualSize = 64;

/** A value that the schema accepts: only required keys, of variants the first. */
export function exampleValue(outline: Outline): unknown {
  switch (outline.kind) {
    case 'object':
      return Object.fromEntries(
        [...outline.keys.values()].filter((key) => key.required).map((key) => [key.name, key.default ?? exampleValue(key.value)]),
      );
    case 'variants': {
      const [first] = outline.variants.values();
      return first === undefined ? {} : exampleValue(first);
    }
    case 'list':
      return Array.from({ length: outline.minItems }, () => exampleValue(outline.item));
    case 'text':
      return 'Untitled';
    case 'number':
      return Math.max(outline.minimum, Math.min(outline.maximum, usualSize));
    case 'flag':
      return false;
    case 'choice':
      return outline.choices[0];
    case 'either':
      return outline.options[0] === undefined ? null : exampleValue(outline.options[0]);
  }
}
