// origin.json: where a run comes from, and as what it went on, written when it is made and when that is settled, because
// run.json, which is written all the time, may be lost, and nothing else of a run tells it.

import * as z from 'zod';
import { readBounded } from '../base/boundedFile.ts';
import { parseBoundedJson } from '../base/boundedJson.ts';
import { explainSystemError } from '../base/explainSystemError.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, isSystemError, messageOf } from '../base/systemErrors.ts';
import { writeAtomically } from '../base/writeAtomically.ts';
import { encodeFitting, type FileBounds } from './fittingJson.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { runFiles } from './runDirectory.ts';
import type { RunHold } from './runHold.ts';
import { agreesWithSum, withSum } from './summedJson.ts';

/** For reading and for writing: a group may name a hundred keys of a thousand characters, and lengths are as many. */
const bounds: FileBounds = { bytes: 1 << 20, depth: 6, values: 2000, names: 1000 };

const recordSchema = z.object({
  formatVersion: z.literal(1),
  ...manifestSchema.pick({
    group: true,
    continues: true,
    earlierLengths: true,
    initializedFrom: true,
    promotedAs: true,
  }).shape,
});

/** What of a manifest never changes, or once, and is told by no figure and no checkpoint. */
export type RecordedOrigin = Pick<
  Manifest,
  'group' | 'continues' | 'earlierLengths' | 'initializedFrom' | 'promotedAs'
>;

export type FoundOrigin =
  | { readonly kind: 'found'; readonly origin: RecordedOrigin }
  /** Runs of earlier versions have none. */
  | { readonly kind: 'missing' }
  /** It is not as it was written. */
  | { readonly kind: 'damaged' }
  /** `why`: in sentences. It may be to be read another time. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** The file's content; undefined where it is more than is read back: then the manifest alone tells. */
export function encodeOrigin(origin: RecordedOrigin): Uint8Array | undefined {
  const { group, continues, earlierLengths, initializedFrom, promotedAs } = origin;
  const record = { formatVersion: 1, group, continues, earlierLengths, initializedFrom, promotedAs };
  return encodeFitting([record], bounds, withSum)?.text;
}

export async function readOrigin(directory: string): Promise<FoundOrigin> {
  const file = runFiles(directory).origin;
  try {
    const bytes = await readBounded(file, bounds.bytes);
    if (!agreesWithSum(bytes)) return { kind: 'damaged' };
    const { formatVersion: _, ...origin } = recordSchema.parse(parseBoundedJson(bytes, bounds));
    return { kind: 'found', origin };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'missing' };
    if (!isSystemError(error) && !(error instanceof RefusedFileError)) return { kind: 'damaged' };
    return { kind: 'unreadable', why: explainSystemError(error, file) ?? messageOf(error) };
  }
}

/**
 * Adds as what the run went on. Where that cannot be written, the manifest alone tells.
 * @param manifest what the rest is taken from where there is no such file yet
 * @throws {LockLostError}
 */
export async function recordPromotion(hold: RunHold, manifest: Manifest, promotedAs: string): Promise<void> {
  const found = await readOrigin(hold.directory);
  const content = encodeOrigin({ ...(found.kind === 'found' ? found.origin : manifest), promotedAs });
  if (content === undefined) return;
  try {
    await writeAtomically(runFiles(hold.directory).origin, content, { mayReplace: () => hold.assertHeld() });
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof RefusedFileError)) throw error;
  }
}
