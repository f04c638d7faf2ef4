// Nested settings as a flat list of names and values.

import type { Fact } from '../runs/experimentFacts.ts';
import { boundText, mostParameters } from './logReader.ts';

const deepest = 12;

/**
 * Adds the values within `value`, called by dotted names; a list is its values, with commas between them. What has no
 * value is left out.
 */
export function addFacts(value: unknown, name: string, parameters: Map<string, Fact>, depth = 0): void {
  if (parameters.size >= mostParameters || depth > deepest || value === null) return;
  if (name !== '' && (typeof value === 'number' || typeof value === 'boolean')) parameters.set(boundText(name), value);
  else if (name !== '' && typeof value === 'string') parameters.set(boundText(name), boundText(value));
  else if (Array.isArray(value)) parameters.set(boundText(name), boundText(value.map(String).join(',')));
  else if (typeof value === 'object')
    for (const [key, part] of Object.entries(value))
      addFacts(part, name === '' ? key : `${name}.${key}`, parameters, depth + 1);
}
