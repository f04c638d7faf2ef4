// Ways in which a speech data set can be damaged, each with what should become of it.

import type { RandomStream } from '../../../../src/engine/random.ts';
import { riff, wavFile } from '../../../support/wavFiles.ts';

/**
 * What loading does with the damage: it refuses the file by name, it does not mind, or that depends on what was hit.
 */
type Outcome = 'refused' | 'harmless' | 'either';

export interface Mangling {
  readonly name: string;
  readonly outcome: Outcome;
  /** What the message says besides the file's name. */
  readonly says?: RegExp;
  /** The damaged bytes of a sound recording. */
  readonly mangle: (sound: Buffer, random: RandomStream) => Buffer;
}

/** Offsets in the header that `wavFile` writes. */
const offsets = {
  riffSize: 4,
  formatSize: 16,
  tag: 20,
  channels: 22,
  rate: 24,
  byteRate: 28,
  blockAlign: 32,
  bits: 34,
  dataSize: 40,
};
const headerSize = 44;

const changed = (sound: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(sound);
  change(copy);
  return copy;
};
const between = (random: RandomStream, low: number, high: number) => low + random.integer(high - low);
const noise = (length: number, random: RandomStream) => Buffer.from(Array.from({ length }, () => random.integer(256)));
const tone = (length: number) => Array.from({ length }, (_, index) => 0.3 * Math.sin(index / 5));

export const manglings: readonly Mangling[] = [
  { name: 'an empty file', outcome: 'refused', says: /it is empty/, mangle: () => Buffer.alloc(0) },
  {
    name: 'a header that is cut off',
    outcome: 'refused',
    mangle: (sound, random) => sound.subarray(0, between(random, 1, headerSize)),
  },
  {
    name: 'samples that are cut off',
    outcome: 'refused',
    says: /cut off|ends before/,
    mangle: (sound, random) => sound.subarray(0, between(random, headerSize, sound.length)),
  },
  {
    name: 'no samples',
    outcome: 'refused',
    says: /holds no samples/,
    mangle: () => wavFile({ values: [] }),
  },
  {
    name: 'a sample rate that the other fields contradict',
    outcome: 'refused',
    says: /contradicts itself/,
    mangle: (sound, random) =>
      changed(sound, (copy) => copy.writeUInt32LE(between(random, 8001, 700_000), offsets.rate)),
  },
  {
    name: 'an absurd sample rate',
    outcome: 'refused',
    says: /samples a second, outside/,
    mangle: (sound, random) =>
      changed(sound, (copy) =>
        copy.writeUInt32LE([0, 1, 999, 768_001, 0xffff_ffff][random.integer(5)] ?? 0, offsets.rate),
      ),
  },
  {
    name: 'a wrong block align',
    outcome: 'refused',
    says: /contradicts itself/,
    mangle: (sound, random) =>
      changed(sound, (copy) => copy.writeUInt16LE(between(random, 3, 65_536), offsets.blockAlign)),
  },
  {
    name: 'no or too many channels',
    outcome: 'refused',
    says: /channels/,
    mangle: (sound, random) =>
      changed(sound, (copy) => copy.writeUInt16LE([0, 65, 65_535][random.integer(3)] ?? 0, offsets.channels)),
  },
  {
    name: 'a number of bits that nothing has',
    outcome: 'refused',
    says: /-bit PCM, which is not supported/,
    mangle: (sound, random) =>
      changed(sound, (copy) => copy.writeUInt16LE([0, 1, 12, 17, 64][random.integer(5)] ?? 0, offsets.bits)),
  },
  {
    name: 'compression, told by name',
    outcome: 'refused',
    says: /ADPCM|MP3|A-law|µ-law|GSM|AAC|FLAC/,
    mangle: (sound, random) =>
      changed(sound, (copy) => {
        const tags = [0x0002, 0x0006, 0x0007, 0x0011, 0x0031, 0x0055, 0x00ff, 0xf1ac];
        copy.writeUInt16LE(tags[random.integer(tags.length)] ?? 0, offsets.tag);
      }),
  },
  {
    name: 'a format that nobody knows',
    outcome: 'refused',
    says: /unknown format 0x/,
    mangle: (sound, random) =>
      changed(sound, (copy) => copy.writeUInt16LE(between(random, 0x3000, 0x6000), offsets.tag)),
  },
  {
    name: 'a format chunk that claims another size',
    outcome: 'refused',
    mangle: (sound, random) =>
      changed(sound, (copy) =>
        copy.writeUInt32LE([0, 2, 15, 5000, 0xffff_fff0][random.integer(5)] ?? 0, offsets.formatSize),
      ),
  },
  {
    name: 'a data chunk that claims more than there is',
    outcome: 'refused',
    says: /cut off/,
    mangle: (sound, random) =>
      changed(sound, (copy) => copy.writeUInt32LE(between(random, 2000, 0x7000_0000), offsets.dataSize)),
  },
  {
    name: 'a RIFF size that lies',
    outcome: 'harmless',
    mangle: (sound, random) => changed(sound, (copy) => copy.writeUInt32LE(random.integer(2 ** 32), offsets.riffSize)),
  },
  {
    name: 'sizes that were not known when it was written',
    outcome: 'harmless',
    mangle: (sound) =>
      changed(sound, (copy) => {
        copy.writeUInt32LE(0xffff_ffff, offsets.riffSize);
        copy.writeUInt32LE(0xffff_ffff, offsets.dataSize);
      }),
  },
  {
    name: 'chunks of odd sizes before and after the samples',
    outcome: 'harmless',
    mangle: (_, random) =>
      Buffer.concat([
        wavFile({ values: tone(800), between: [['LIST', noise(between(random, 1, 99), random)]] }),
        noise(between(random, 1, 40), random),
      ]),
  },
  {
    name: 'bytes of noise',
    outcome: 'refused',
    says: /not a WAV file/,
    mangle: (_, random) => noise(between(random, 1, 2000), random),
  },
  {
    name: 'text',
    outcome: 'refused',
    says: /it is a page of HTML\. A download may have failed/,
    mangle: () => Buffer.from('<!DOCTYPE html><title>404 Not Found</title>'),
  },
  {
    name: 'another container under the name of a WAV file',
    outcome: 'refused',
    says: /it is an? (MP3|FLAC|Ogg|AIFF|zip|MP4|RIFF) file/,
    mangle: (_, random) => {
      const beginnings = [
        'ID3\x03',
        'fLaC\0',
        'OggS\0',
        'FORM\0\0\0\x10AIFF',
        'PK\x03\x04',
        '\0\0\0\x20ftypM4A ',
        'RIFF\x10\0\0\0WEBP',
      ];
      return Buffer.concat([
        Buffer.from(beginnings[random.integer(beginnings.length)] ?? '', 'latin1'),
        noise(200, random),
      ]);
    },
  },
  {
    name: 'floats that are no numbers',
    outcome: 'refused',
    says: /not a number that sound can have/,
    mangle: (_, random) => {
      const values = tone(400);
      values[random.integer(400)] = [Number.NaN, Number.POSITIVE_INFINITY, -1e30][random.integer(3)] ?? 0;
      return wavFile({ tag: 3, bits: 32, values });
    },
  },
  {
    name: 'silence throughout',
    outcome: 'harmless',
    mangle: (_, random) => wavFile({ values: Array.from({ length: between(random, 1, 3000) }, () => 0) }),
  },
  { name: 'a single sample', outcome: 'harmless', mangle: () => wavFile({ values: [0.5] }) },
  {
    name: 'a click in silence, far louder than full scale',
    outcome: 'harmless',
    mangle: (_, random) => {
      const values = Array.from({ length: 900 }, () => 0);
      values[random.integer(900)] = 9e5;
      return wavFile({ tag: 3, bits: 64, values });
    },
  },
  {
    name: 'many channels of another rate',
    outcome: 'harmless',
    mangle: (_, random) =>
      wavFile({
        channels: between(random, 2, 9),
        sampleRate: between(random, 1000, 96_000),
        bits: 24,
        values: tone(9 * 8 * 7 * 5),
      }),
  },
  {
    name: 'samples before their format',
    outcome: 'refused',
    says: /before their format/,
    mangle: (sound) =>
      riff([
        ['data', sound.subarray(headerSize)],
        ['fmt ', sound.subarray(20, 36)],
      ]),
  },
  {
    name: 'bits that flipped in the header',
    outcome: 'either',
    mangle: (sound, random) =>
      changed(sound, (copy) => copy.writeUInt8(random.integer(256), random.integer(headerSize))),
  },
];
