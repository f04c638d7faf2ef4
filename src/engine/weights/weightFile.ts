// A file of weights that a person names, in a command or in an experiment: read whole, or as far as it says which tensors
// it holds.

import { realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { lookAtEntryAtOnce, readBounded, readHeadSync, stampOf } from '../../base/boundedFile.ts';
import { explainSystemError } from '../../base/explainSystemError.ts';
import { RefusedFileError } from '../../base/refusedFile.ts';
import { sha256InTurns } from '../../base/sha256InTurns.ts';
import { shapesInNpz } from './npz.ts';
import { mostHeadBytes, shapesInSafetensors } from './safetensors.ts';
import type { NamedTensor, TensorShape } from './stateDict.ts';
import { decodeTensors, descriptionIn, type TensorFormat, tensorFormatOf, tensorFormats } from './tensorFormats.ts';
import { WeightsFileError } from './weightsFileError.ts';

/** As many parameters as a checkpoint holds, in float64, and a header. */
const mostBytes = 2 ** 31;

/** The list of an archive's files stands at its end: reading a longer one up to there would keep whoever types waiting. */
const mostArchiveBytes = 2 ** 24;

/** A file of weights, and what is in it. */
export interface WeightFile {
  readonly file: string;
  /** Of its bytes. */
  readonly sha256: string;
  readonly tensors: readonly NamedTensor[];
  /** What it says of itself, as JSON that anybody may have written. */
  readonly description: string | undefined;
}

/** A file of weights that cannot be used. `message` names it and says why. */
export class WeightFileRefused extends Error {
  override readonly name = 'WeightFileRefused';
}

/**
 * The tensors of a file, which may be a link, as caches have them.
 * @throws {WeightFileRefused}
 */
export async function readWeightFile(file: string): Promise<WeightFile> {
  try {
    const format = formatOf(file);
    const bytes = await readBounded(await realpath(file), mostBytes);
    const tensors = await decodeTensors(format, bytes);
    return { file, sha256: await sha256InTurns(bytes), tensors, description: await descriptionIn(format, bytes) };
  } catch (error) {
    throw refusal(error, file);
  }
}

/** What was found in the files that were looked into last, or why they were refused, for as long as they are the same. */
const known = new Map<string, { readonly stamp: string; readonly found: Found }>();
/** More than the settings of a sweep that are tried at a look. */
const mostKnown = 64;

type Found =
  | { readonly kind: 'shapes'; readonly shapes: readonly TensorShape[] | undefined }
  | { readonly kind: 'refused'; readonly error: WeightsFileError };

/**
 * Names and shapes of a file's tensors, without giving the event loop a turn; undefined of a file that is too long to be
 * read so, or has too many. A file is looked into once for as long as it stays the same.
 * @throws {WeightFileRefused}
 */
export function shapesOfWeightFile(file: string): readonly TensorShape[] | undefined {
  try {
    const format = formatOf(file);
    const place = realpathSync(file);
    const stamp = stampOf(lookAtEntryAtOnce(place));
    const earlier = known.get(place);
    const found = earlier?.stamp === stamp ? earlier.found : lookInto(place, format);
    known.delete(place);
    known.set(place, { stamp, found });
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    if (found.kind === 'refused') throw found.error;
    return found.shapes;
  } catch (error) {
    throw refusal(error, file);
  }
}

function lookInto(place: string, format: TensorFormat): Found {
  try {
    return { kind: 'shapes', shapes: readShapes(place, format) };
  } catch (error) {
    if (error instanceof WeightsFileError) return { kind: 'refused', error };
    throw error;
  }
}

function readShapes(place: string, format: TensorFormat): readonly TensorShape[] | undefined {
  switch (format) {
    case 'safetensors': {
      const { head, size } = readHeadSync(place, mostHeadBytes);
      return shapesInSafetensors(head, size);
    }
    case 'npz': {
      const { head, size } = readHeadSync(place, mostArchiveBytes);
      return size > mostArchiveBytes ? undefined : shapesInNpz(head);
    }
  }
}

/** @throws {WeightFileRefused} */
function formatOf(file: string): TensorFormat {
  const format = tensorFormatOf(file);
  if (format !== undefined) return format;
  const endings = tensorFormats.map((known) => `.${known}`).join(' or ');
  throw new WeightFileRefused(`${file} is no file of weights that can be read: its name must end in ${endings}.`);
}

/** For what a person can put right; otherwise the error itself. */
function refusal(error: unknown, file: string): unknown {
  if (error instanceof WeightsFileError)
    return new WeightFileRefused(`${file} cannot be used: ${error.message}.`, { cause: error });
  if (error instanceof RefusedFileError) return new WeightFileRefused(error.message);
  const isOfSystem = error instanceof Error && 'syscall' in error;
  const explanation =
    explainSystemError(error, file) ?? (isOfSystem ? `${file} cannot be read: ${error.message}` : undefined);
  return explanation === undefined ? error : new WeightFileRefused(explanation);
}
