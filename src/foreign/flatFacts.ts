// Nested settings as a flat list of names and values.

import type { Fact } from '../runs/experimentFacts.ts';
import { boundText, longestKeptText, mostParameters } from './logReader.ts';

const deepest = 12;

/**
 * Adds the values within `value`, called by dotted names; a list is its values, with commas between them. What has no
 * value is left out. Never throws, whatever JSON or YAML the value comes from.
 */
export function addFacts(value: unknown, name: string, parameters: Map<string, Fact>, depth = 0): void {
  if (parameters.size >= mostParameters || depth > deepest || value === null) return;
  if (name !== '' && (typeof value === 'number' || typeof value === 'boolean')) parameters.set(boundText(name), value);
  else if (name !== '' && typeof value === 'string') parameters.set(boundText(name), boundText(value));
  else if (Array.isArray(value)) parameters.set(boundText(name), boundText(listText(value)));
  else if (typeof value === 'object') {
    // Of thousands of names within a long one, each were put together from its beginning.
    const outer = name.length > longestKeptText ? boundText(name) : name;
    for (const [key, part] of Object.entries(value))
      addFacts(part, outer === '' ? key : `${outer}.${key}`, parameters, depth + 1);
  }
}

/** As far as it is shown. */
function listText(values: readonly unknown[]): string {
  let text = '';
  for (const [place, value] of values.entries()) {
    if (text.length > longestKeptText) break;
    text += `${place === 0 ? '' : ','}${wordOf(value)}`;
  }
  return text;
}

/** An object of a stranger's may have a \`toString\` that is no function. */
function wordOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
