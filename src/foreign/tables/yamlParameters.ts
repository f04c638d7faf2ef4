// The parameters of a run from a YAML file that anybody may have written, as a flat list of names and values.

import { parse } from 'yaml';
import { readBoundedText } from '../../base/boundedFile.ts';
import type { Fact } from '../../runs/experimentFacts.ts';
import { addFacts } from '../flatFacts.ts';

const mostBytes = 256 * 1024;

/**
 * As `addFacts` has them.
 * @throws {RefusedFileError} for what is no file, the system's error, and an Error for what is no YAML
 */
export async function readYamlParameters(file: string): Promise<ReadonlyMap<string, Fact>> {
  const text = await readBoundedText(file, mostBytes);
  // Names for values elsewhere could make a small file a large one.
  const parsed: unknown = parse(text, { logLevel: 'error', maxAliasCount: 0 });
  const parameters = new Map<string, Fact>();
  addFacts(parsed, '', parameters);
  return parameters;
}
