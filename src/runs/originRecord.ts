// origin.json: where a run comes from, written once when it is made, because run.json, which is written all the time, may
// be lost, and nothing else of a run tells it.

import * as z from 'zod';
import { readBounded } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { encodeFitting, type FileBounds } from './fittingJson.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { runFiles } from './runDirectory.ts';
import { agreesWithSum, withSum } from './summedJson.ts';

/** For reading and for writing: a group may name a hundred keys of a thousand characters, and lengths are as many. */
const bounds: FileBounds = { bytes: 1 << 20, depth: 6, values: 2000, names: 1000 };

const recordSchema = z.object({
  formatVersion: z.literal(1),
  ...manifestSchema.pick({ group: true, continues: true, earlierLengths: true, initializedFrom: true }).shape,
});

/** What of a manifest never changes, and is told by no figure and no checkpoint. */
export type RecordedOrigin = Pick<Manifest, 'group' | 'continues' | 'earlierLengths' | 'initializedFrom'>;

/** The file's content; undefined where it is more than is read back: then the manifest alone tells. */
export function encodeOrigin(origin: RecordedOrigin): Uint8Array | undefined {
  const { group, continues, earlierLengths, initializedFrom } = origin;
  const record = { formatVersion: 1, group, continues, earlierLengths, initializedFrom };
  return encodeFitting([record], bounds, withSum)?.text;
}

/** Undefined where nothing is known: of runs of earlier versions, and where the file is not as it was written. */
export async function readOrigin(directory: string): Promise<RecordedOrigin | undefined> {
  try {
    const bytes = await readBounded(runFiles(directory).origin, bounds.bytes);
    if (!agreesWithSum(bytes)) return undefined;
    const { group, continues, earlierLengths, initializedFrom } = recordSchema.parse(parseBoundedJson(bytes, bounds));
    return { group, continues, earlierLengths, initializedFrom };
  } catch {
    return undefined;
  }
}
