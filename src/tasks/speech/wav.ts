// WAV files: the chunks of a RIFF file, checked one by one, to one channel of samples.

import { recogniseOtherContent } from '../files/otherContent.ts';
import { TaskError } from '../taskError.ts';
import { describeFormatTag, describeOtherContainer } from './wavFormats.ts';
import { type SampleFormat, sampleDecoder } from './wavSamples.ts';

/** What a recording holds, channels mixed down to their mean. */
export interface Recording {
  /** In Hz. */
  readonly sampleRate: number;
  /** At least one; full scale is ±1. */
  readonly samples: Float32Array;
  /** What its header says wrongly, where the samples could be read all the same: a reason without a full stop. */
  readonly oddity?: string;
}

interface Chunk {
  readonly id: string;
  /** What the file really holds of the chunk. */
  readonly bytes: Uint8Array;
  /** What its header says. */
  readonly statedSize: number;
  /** Where the next one begins, and whether the byte that should stand before it is missing. */
  readonly next: { readonly offset: number; readonly isUnpadded: boolean };
}

interface WavFormat {
  readonly sampleRate: number;
  readonly channels: number;
  readonly sample: SampleFormat;
}

const slowestRate = 1_000;
const fastestRate = 768_000;
const mostChannels = 64;
const chunkHeaderSize = 8;

/**
 * Programs that write to a pipe cannot know the size and state one from here on: then the samples go on to the end of
 * the file.
 */
const unknownSize = 0x7fff_0000;

const formatTags = { pcm: 0x0001, float: 0x0003, extensible: 0xfffe } as const;
/** Bytes 2 to 15 of the sub-formats that stand for a format tag (KSDATAFORMAT_SUBTYPE_…). */
const subFormatTail = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];

/**
 * Reads PCM of 8, 16, 24 or 32 bits and floats of 32 or 64 bits, with a plain or an extensible header, at 1 to 768 kHz.
 * The size that the RIFF header states is not believed, because many programs leave a wrong one; sizes of chunks are,
 * but for samples of no size at all, which go on to the end of the file. Chunks other than `fmt ` and `data` are passed
 * over, also where one of an odd size lacks the byte that should follow it.
 *
 * @param file only named in errors
 * @throws {TaskError} when the bytes are no such file, contradict themselves or end early, or a sample is no number
 */
export function readWav(bytes: Uint8Array, file: string): Recording {
  const refuse = (reason: string, advice = 'Get the file again or remove it.'): never => {
    throw new TaskError(`Cannot read the recording ${file}: ${reason}. ${advice}`);
  };
  if (bytes.length === 0) return refuse('it is empty');
  if (!isWav(bytes)) {
    const other = describeOtherContainer(bytes);
    const content = other === undefined ? recogniseOtherContent(bytes) : undefined;
    if (content !== undefined) return refuse(`it is ${content.name}`, content.advice);
    return other === undefined
      ? refuse('it is not a WAV file, because it does not begin with RIFF and WAVE')
      : refuse(`it is ${other}, not a WAV file`, 'Convert it to WAV with 16-bit PCM.');
  }
  let format: WavFormat | undefined;
  let oddity: string | undefined;
  let isEmpty = false;
  let known: Uint8Array | undefined;
  for (const chunk of chunksOf(bytes)) {
    if (chunk.id === 'fmt ') format = readFormat(chunk, refuse);
    if (chunk.id === 'data') {
      if (format === undefined) return refuse('its samples come before their format (no fmt chunk)');
      const { sampleRate } = format;
      if (chunk.statedSize === 0) known ??= new Uint8Array(bytes.length);
      const unsized = known && chunk.statedSize === 0 ? bytesOfUnsized(bytes, chunk.next.offset, known) : undefined;
      if (unsized !== undefined) {
        const samples = readSamples({ ...chunk, bytes: unsized }, format, refuse);
        return { sampleRate, samples, oddity: 'its header says that it holds no samples, so they are read to its end' };
      }
      // Another one may follow.
      isEmpty = chunk.statedSize === 0;
      if (!isEmpty) return { sampleRate, samples: readSamples(chunk, format, refuse), ...(oddity && { oddity }) };
    }
    if (chunk.next.isUnpadded) oddity = 'a chunk of an odd size lacks the byte that should follow it';
  }
  return refuse(isEmpty ? 'it holds no samples' : 'it ends before its samples (no data chunk)');
}

/** What follows a chunk of samples that has no size; undefined where that is nothing, or another chunk. */
function bytesOfUnsized(bytes: Uint8Array, start: number, known: Uint8Array): Uint8Array | undefined {
  if (start >= bytes.length || isKnownChunk(bytes, start) || areChunks(bytes, start, known)) return undefined;
  return bytes.subarray(start);
}

/**
 * Whether all from there on is chunks, of whatever kind: programs write many of their own. Samples pass for them by a
 * name of four letters and a size that ends exactly where another such name or the file's end is.
 *
 * @param known from where there are only chunks: 1 for each offset that was found so before, since a file may hold a
 *   million chunks without a size, each with a million behind it; here those found are added
 */
function areChunks(bytes: Uint8Array, start: number, known: Uint8Array): boolean {
  const view = viewOf(bytes);
  let offset = start;
  while (offset + chunkHeaderSize <= bytes.length) {
    if (known[offset] === 1) return true;
    // Where it turns out otherwise nobody asks again: what follows is samples.
    known[offset] = 1;
    const size = view.getUint32(offset + 4, true);
    const end = offset + chunkHeaderSize + size;
    if (!/^[ -~]{4}$/.test(textAt(bytes, offset)) || end > bytes.length) return false;
    offset = end + (size % 2);
  }
  // The byte behind a chunk of an odd size may be missing at the end, or one may be too many.
  return offset > start && Math.abs(bytes.length - offset) <= 1;
}

/** Whether a WAV file begins so. */
export function isWav(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WAVE');
}

type Refuse = (reason: string, advice?: string) => never;

/** Chunks begin at even offsets, so one of an odd size is followed by a byte that does not count. Some programs forget it. */
function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes);
  let offset = 12;
  while (offset + chunkHeaderSize <= bytes.length) {
    const statedSize = view.getUint32(offset + 4, true);
    const start = offset + chunkHeaderSize;
    const end = start + statedSize;
    const isUnpadded = statedSize % 2 === 1 && isKnownChunk(bytes, end) && !isKnownChunk(bytes, end + 1);
    const next = { offset: isUnpadded ? end : end + (statedSize % 2), isUnpadded };
    yield { id: textAt(bytes, offset), bytes: bytes.subarray(start, end), statedSize, next };
    offset = next.offset;
  }
}

/** Whether a chunk of a kind that is met in WAV files begins there. */
function isKnownChunk(bytes: Uint8Array, offset: number): boolean {
  return offset + chunkHeaderSize <= bytes.length && knownChunks.has(textAt(bytes, offset).toLowerCase());
}

const knownChunks = new Set(
  ['data', 'fmt ', 'fact', 'list', 'cue ', 'plst', 'smpl', 'inst', 'peak', 'bext', 'ixml', 'axml', 'cart', 'id3 ']
    .concat(['junk', 'pad ', 'fllr', 'disp', 'labl', 'note', 'ltxt', 'slnt', 'acid', 'strc', 'umid', 'chna', 'afsp'])
    .concat(['lgwv', 'resu', 'saur', 'xmp ', 'dgda', 'ovwf', 'smed', 'junq', 'cset', 'ds64'])
    .concat(['_pmx', 'minf', 'elm1', 'regn', 'mext', 'levl', 'link', 'qlty']),
);

function readFormat({ bytes }: Chunk, refuse: Refuse): WavFormat {
  if (bytes.length < 16) return refuse('its fmt chunk is too short');
  const view = viewOf(bytes);
  const statedTag = view.getUint16(0, true);
  const tag = statedTag === formatTags.extensible ? extendedTag(bytes, refuse) : statedTag;
  const channels = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const bytesPerSecond = view.getUint32(8, true);
  const blockAlign = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  const sample = sampleFormatOf(tag, bits);
  if (sample === undefined) {
    return refuse(
      `its samples are ${describeFormatTag(tag, bits)}, which is not supported`,
      'Convert it to 16-bit PCM.',
    );
  }
  if (channels < 1 || channels > mostChannels) return refuse(`its header says ${channels} channels`);
  if (sampleRate < slowestRate || sampleRate > fastestRate) {
    return refuse(`its header says ${sampleRate} samples a second, outside ${slowestRate} to ${fastestRate}`);
  }
  if (blockAlign !== channels * (bits / 8)) {
    return refuse(
      `its header contradicts itself: ${channels} × ${bits} bits are ${channels * (bits / 8)} bytes a frame, not ${blockAlign}`,
    );
  }
  if (bytesPerSecond !== sampleRate * blockAlign) {
    return refuse(
      `its header contradicts itself: ${sampleRate} samples a second at ${blockAlign} bytes are ${sampleRate * blockAlign} bytes, ` +
        `not ${bytesPerSecond}`,
      'Convert the file again, so that its sample rate can be trusted, or remove it.',
    );
  }
  return { sampleRate, channels, sample };
}

function extendedTag(bytes: Uint8Array, refuse: Refuse): number {
  if (bytes.length < 40) return refuse('its extensible fmt chunk is too short');
  if (subFormatTail.some((byte, index) => bytes[26 + index] !== byte))
    return refuse('its extensible format is unknown');
  return viewOf(bytes).getUint16(24, true);
}

function sampleFormatOf(tag: number, bits: number): SampleFormat | undefined {
  switch (`${tag} ${bits}`) {
    case `${formatTags.pcm} 8`:
      return 'unsigned8';
    case `${formatTags.pcm} 16`:
      return 'signed16';
    case `${formatTags.pcm} 24`:
      return 'signed24';
    case `${formatTags.pcm} 32`:
      return 'signed32';
    case `${formatTags.float} 32`:
      return 'float32';
    case `${formatTags.float} 64`:
      return 'float64';
    default:
      return undefined;
  }
}

function readSamples(
  { bytes, statedSize }: Pick<Chunk, 'bytes' | 'statedSize'>,
  { channels, sample }: WavFormat,
  refuse: Refuse,
): Float32Array {
  if (bytes.length < statedSize && statedSize < unknownSize) {
    return refuse(`it is cut off: of ${statedSize} bytes of samples only ${bytes.length} are there`);
  }
  const { size, decode } = sampleDecoder(sample, viewOf(bytes));
  // What does not fill a frame at the end is dropped, as other readers do.
  const frames = Math.floor(bytes.length / (size * channels));
  if (frames === 0) return refuse('it holds no samples');
  const samples = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += decode((frame * channels + channel) * size);
    if (!isAudible(sum)) return refuse(`its sample ${frame} is ${sum}, not a number that sound can have`);
    samples[frame] = sum / channels;
  }
  return samples;
}

/**
 * False for NaN and infinities, and for what is left of damaged floats; full scale is 1, and no program exceeds it a
 * million times.
 */
function isAudible(value: number): boolean {
  return Math.abs(value) <= 1e6;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  return textAt(bytes, offset) === text;
}

function textAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
