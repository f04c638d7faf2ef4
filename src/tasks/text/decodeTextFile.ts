// Text files as text: encodings, byte order marks and lines, with errors that name the file and the line.

import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import type { TextDatasetSpec } from '../../experiment/schema.ts';
import { reasonOf } from '../readDataFile.ts';
import { TaskError } from '../taskError.ts';

export type EncodingSetting = Extract<TextDatasetSpec, { source: 'file' }>['encoding'];
type Encoding = Exclude<EncodingSetting, 'auto'>;

/** Some whole lines of a file. */
export interface TextBlock {
  readonly text: string;
  /** Number of its first line, from 1. */
  readonly firstLine: number;
}

const mebibyte = 2 ** 20;
/** A line, or a record of CSV with all its lines, of more bytes is none that a person wrote. */
export const longestLine = 4 * mebibyte;
/** So much of a file tells what it is. */
const beginningBytes = 2 ** 18;
const largestWhole = 256 * mebibyte;
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/**
 * The lines of a file in blocks, so that its size does not matter. `auto` is UTF-8, or what a byte order mark says;
 * marks are left out.
 * @throws {TaskError} when the file cannot be read, or does not hold text in this encoding
 */
export async function* readTextBlocks(
  file: string,
  setting: EncodingSetting,
  signal?: AbortSignal,
): AsyncGenerator<TextBlock> {
  await requireFile(file);
  let pending: Buffer = Buffer.alloc(0);
  let encoding: Encoding | undefined;
  let firstLine = 1;
  for await (const chunk of chunksOf(file, signal)) {
    pending = Buffer.concat([pending, chunk]);
    if (encoding === undefined) {
      if (pending.length < longestMark) continue;
      ({ encoding, bytes: pending } = withoutMark(pending, setting, file));
    }
    const end = endOfLastLine(pending, encoding);
    if (end > 0) {
      const text = decode(pending.subarray(0, end), encoding, file, firstLine);
      yield { text, firstLine };
      firstLine += countLineEnds(text);
      pending = pending.subarray(end);
    }
    if (pending.length > longestLine) {
      throw new TaskError(
        `${file}, line ${firstLine} is longer than ${longestLine / mebibyte} MiB. Put each text on a line of its own, or check task.dataset.format.`,
      );
    }
  }
  if (encoding === undefined) ({ encoding, bytes: pending } = withoutMark(pending, setting, file));
  if (pending.length > 0) yield { text: decode(pending, encoding, file, firstLine), firstLine };
}

/**
 * The whole of a file of at most `mostBytes`. @throws {TaskError} as `readTextBlocks` does, and when the file is larger
 */
export async function readWholeText(file: string, setting: EncodingSetting, mostBytes = largestWhole): Promise<string> {
  const { size } = await requireFile(file);
  if (size > mostBytes) {
    throw new TaskError(
      `${file} is larger than ${mostBytes / mebibyte} MiB, and JSON has to be read at once. Write JSON Lines or CSV instead, which are read line ` +
        'by line, or check the path.',
    );
  }
  const whole = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const { encoding, bytes } = withoutMark(whole, setting, file);
  return decode(bytes, encoding, file, 1);
}

/** What tells of what kind a file is. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** As whole lines where there is one; characters that are none in the encoding are replaced. */
  readonly text: string;
  readonly isLineCut: boolean;
}

/** @throws {TaskError} when the file cannot be read, or contradicts `setting` */
export async function readBeginning(file: string, setting: EncodingSetting): Promise<Beginning> {
  await requireFile(file);
  const bytes = await readFirstBytes(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  const { encoding, bytes: unmarked } = withoutMark(bytes, setting, file);
  const isWhole = bytes.length < beginningBytes;
  const end = isWhole ? unmarked.length : endOfLastLine(unmarked, encoding);
  const shown = end === 0 ? unmarked : unmarked.subarray(0, end);
  const text = tryToDecode(shown, encoding) ?? new TextDecoder(encoding, { ignoreBOM: true }).decode(shown);
  return { bytes, text, isLineCut: end === 0 };
}

async function readFirstBytes(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const bytes = Buffer.alloc(beginningBytes);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function requireFile(file: string): Promise<{ readonly size: number }> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (found.isDirectory()) throw new TaskError(`${file} is a folder. Name the file with the data.`);
  if (!found.isFile()) throw new TaskError(`${file} is no file. Name the file with the data.`);
  return found;
}

async function* chunksOf(file: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const stream = createReadStream(file, { highWaterMark: mebibyte });
  try {
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreadable(file, error);
  } finally {
    stream.destroy();
  }
}

function unreadable(file: string, cause: unknown): TaskError {
  return new TaskError(`Cannot read ${file}: ${reasonOf(cause)}.`, { cause });
}

/** The longer ones first: those of UTF-32 begin or end like those of UTF-16. */
const marks: readonly [Encoding | 'utf-32', readonly number[]][] = [
  ['utf-32', [0xff, 0xfe, 0, 0]],
  ['utf-32', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
const longestMark = 4;

function withoutMark(bytes: Buffer, setting: EncodingSetting, file: string): { encoding: Encoding; bytes: Buffer } {
  const [marked, mark] = marks.find(([, known]) => known.every((byte, index) => bytes[index] === byte)) ?? [];
  if (marked === undefined || mark === undefined) return { encoding: setting === 'auto' ? 'utf-8' : setting, bytes };
  if (marked === 'utf-32') throw new TaskError(`${file} is encoded in UTF-32, which is not read. Save it as UTF-8.`);
  if (setting !== 'auto' && setting !== marked) {
    throw new TaskError(
      `${file} begins with the byte order mark of ${marked}, but task.dataset.encoding is ${setting}. Remove the setting.`,
    );
  }
  return { encoding: marked, bytes: bytes.subarray(mark.length) };
}

/**
 * Where the last whole line ends; 0 where none does. A carriage return counts where more follows, so that no CR LF is
 * cut.
 */
function endOfLastLine(bytes: Buffer, encoding: Encoding): number {
  const width = encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
  const low = encoding === 'utf-16be' ? 1 : 0;
  const isUnit = (start: number, code: number) =>
    bytes[start + low] === code && (width === 1 || bytes[start + 1 - low] === 0);
  const lastUnit = bytes.length - (bytes.length % width) - width;
  for (let start = lastUnit; start >= 0; start -= width) {
    if (isUnit(start, 0x0a) || (start < lastUnit && isUnit(start, 0x0d))) return start + width;
  }
  return 0;
}

function decode(bytes: Buffer, encoding: Encoding, file: string, firstLine: number): string {
  if (isUtf8InTruth(bytes, encoding)) {
    throw new TaskError(
      `${file} is encoded in utf-8, but task.dataset.encoding is ${encoding}: its letters would be others. Remove the setting.`,
    );
  }
  const text = tryToDecode(bytes, encoding);
  if (text === undefined) throw undecodable(bytes, encoding, file, firstLine);
  const nul = text.indexOf('\0');
  if (nul < 0) return text;
  throw new TaskError(
    `${file}, line ${firstLine + countLineEnds(text.slice(0, nul))} holds a NUL character, so it is no text in ${encoding}. ` +
      (adviceForWide(bytes, encoding) ?? 'Set task.dataset.encoding to what it is, or get the file again.'),
  );
}

/**
 * Whether bytes that are to be read otherwise are UTF-8: as UTF-16 nearly anything can be read, but every line end has
 * a NUL byte in it; as Windows-1252 anything can, and accents in it are no UTF-8.
 */
function isUtf8InTruth(bytes: Buffer, encoding: Encoding): boolean {
  if (encoding === 'utf-8') return false;
  const mayBe = encoding === 'windows-1252' ? bytes.some((byte) => byte > 0x7f) : !bytes.includes(0);
  return mayBe && tryStrictly(bytes, 'utf-8') !== undefined;
}

function adviceForWide(bytes: Buffer, encoding: Encoding): string | undefined {
  const wide = encoding === 'utf-8' || encoding === 'windows-1252' ? wideEncodingOf(bytes) : undefined;
  return wide && `It looks like UTF-16: set task.dataset.encoding to "${wide}".`;
}

/** Most characters of most scripts' files, line ends and delimiters at least, have a NUL byte in UTF-16. */
function wideEncodingOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const looked = bytes.subarray(0, 2000);
  const nulsAt = (parity: number) => looked.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  const [even, odd] = [nulsAt(0), nulsAt(1)];
  if (even + odd < Math.max(4, looked.length / 20)) return undefined;
  return odd > 4 * even ? 'utf-16le' : even > 4 * odd ? 'utf-16be' : undefined;
}

function tryToDecode(bytes: Buffer, encoding: Encoding): string | undefined {
  switch (encoding) {
    case 'windows-1252':
      return bytes
        .toString('latin1')
        .replace(/[\x80-\x9f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? character);
    case 'utf-16be':
      return bytes.length % 2 === 0 ? tryStrictly(Buffer.from(bytes).swap16(), 'utf-16le') : undefined;
    default:
      return tryStrictly(bytes, encoding);
  }
}

// Written out, because versions of Node disagree on what their decoder of this name does with these bytes.
const windows1252 = [...'€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'];

function tryStrictly(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function undecodable(bytes: Buffer, encoding: Encoding, file: string, firstLine: number): TaskError {
  let line = firstLine;
  let rest = bytes;
  while (rest.length > 0) {
    const end = endOfFirstLine(rest, encoding);
    const text = tryToDecode(rest.subarray(0, end), encoding);
    if (text === undefined) break;
    line += countLineEnds(text);
    rest = rest.subarray(end);
  }
  return new TaskError(
    `${file}, line ${line} is not valid ${encoding}. ` +
      (adviceForWide(bytes, encoding) ??
        'Save the file as UTF-8, or set task.dataset.encoding to what it is: "windows-1252" for Latin-1 and for what Excel saves in Western Europe.'),
  );
}

function endOfFirstLine(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-8' || encoding === 'windows-1252') {
    const end = bytes.indexOf(0x0a);
    return end < 0 ? bytes.length : end + 1;
  }
  const [first, second] = encoding === 'utf-16le' ? [0x0a, 0] : [0, 0x0a];
  for (let start = 0; start + 1 < bytes.length; start += 2) {
    if (bytes[start] === first && bytes[start + 1] === second) return start + 2;
  }
  return bytes.length;
}

/** Line ends of any kind: LF, CR LF, CR. */
export function countLineEnds(text: string): number {
  // A list of all of them would take gigabytes for a text of line ends.
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) count++;
  }
  return count;
}
