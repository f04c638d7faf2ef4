// The parameters of a run from a YAML file that anybody may have written, as a flat list of names and values.

import { parse } from 'yaml';
import { readBoundedText } from '../../base/boundedFile.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import { boundText, mostParameters } from '../logReader.ts';

const mostBytes = 256 * 1024;
const deepest = 12;

/**
 * Values within others are called by dotted names; a list is its values, with commas between them. What has no value is
 * left out.
 * @throws {RefusedFileError} for what is no file, the system's error, and an Error for what is no YAML
 */
export async function readYamlParameters(file: string): Promise<ReadonlyMap<string, Fact>> {
  const text = await readBoundedText(file, mostBytes);
  // Names for values elsewhere could make a small file a large one.
  const parsed: unknown = parse(text, { logLevel: 'error', maxAliasCount: 0 });
  const parameters = new Map<string, Fact>();
  collect(parsed, '', parameters, 0);
  return parameters;
}

function collect(value: unknown, name: string, parameters: Map<string, Fact>, depth: number): void {
  if (parameters.size >= mostParameters || depth > deepest || value === null) return;
  if (name !== '' && (typeof value === 'number' || typeof value === 'boolean')) parameters.set(boundText(name), value);
  else if (name !== '' && typeof value === 'string') parameters.set(boundText(name), boundText(value));
  else if (Array.isArray(value)) parameters.set(boundText(name), boundText(value.map(String).join(',')));
  else if (typeof value === 'object')
    for (const [key, part] of Object.entries(value))
      collect(part, name === '' ? key : `${name}.${key}`, parameters, depth + 1);
}
