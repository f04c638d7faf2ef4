// WAV files: the chunks of a RIFF file, checked one by one, to one channel of samples.

import { TaskError } from '../taskError.ts';
import { describeFormatTag, describeOtherContainer } from './wavFormats.ts';
import { type SampleFormat, sampleDecoder } from './wavSamples.ts';

/** What a recording holds, channels mixed down to their mean. */
export interface Recording {
  /** In Hz. */
  readonly sampleRate: number;
  /** At least one; full scale is ±1. */
  readonly samples: Float32Array;
}

interface Chunk {
  readonly id: string;
  /** What the file really holds of the chunk. */
  readonly bytes: Uint8Array;
  /** What its header says. */
  readonly statedSize: number;
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
 * The size that the RIFF header states is not believed, because many programs leave a wrong one; sizes of chunks are.
 * Chunks other than `fmt ` and `data` are passed over.
 *
 * @param file only named in errors
 * @throws {TaskError} when the bytes are no such file, contradict themselves or end early, or a sample is no number
 */
export function readWav(bytes: Uint8Array, file: string): Recording {
  const refuse = (reason: string, advice = 'Get the file again or remove it.'): never => {
    throw new TaskError(`Cannot read the recording ${file}: ${reason}. ${advice}`);
  };
  if (bytes.length === 0) return refuse('it is empty');
  if (!hasText(bytes, 0, 'RIFF') || !hasText(bytes, 8, 'WAVE')) {
    const other = describeOtherContainer(bytes);
    return other === undefined
      ? refuse('it is not a WAV file, because it does not begin with RIFF and WAVE')
      : refuse(`it is ${other}, not a WAV file`, 'Convert it to WAV with 16-bit PCM.');
  }
  let format: WavFormat | undefined;
  for (const chunk of chunksOf(bytes)) {
    if (chunk.id === 'fmt ') format = readFormat(chunk, refuse);
    if (chunk.id !== 'data') continue;
    if (format === undefined) return refuse('its samples come before their format (no fmt chunk)');
    return { sampleRate: format.sampleRate, samples: readSamples(chunk, format, refuse) };
  }
  return refuse('it ends before its samples (no data chunk)');
}

type Refuse = (reason: string, advice?: string) => never;

/** Chunks begin at even offsets, so one of an odd size is followed by a byte that does not count. */
function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes);
  let offset = 12;
  while (offset + chunkHeaderSize <= bytes.length) {
    const statedSize = view.getUint32(offset + 4, true);
    const start = offset + chunkHeaderSize;
    yield { id: textAt(bytes, offset), bytes: bytes.subarray(start, start + statedSize), statedSize };
    offset = start + statedSize + (statedSize % 2);
  }
}

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

function readSamples({ bytes, statedSize }: Chunk, { channels, sample }: WavFormat, refuse: Refuse): Float32Array {
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
