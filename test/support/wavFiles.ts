// Writes WAV files of any format for tests, sound or unsound.

export interface WavContent {
  readonly tag?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  /** Interleaved, full scale ±1. */
  readonly values: readonly number[];
  /** Writes the format as WAVE_FORMAT_EXTENSIBLE. */
  readonly extensible?: boolean;
  /** Chunks between format and samples: identifier and bytes. */
  readonly between?: readonly (readonly [string, Uint8Array])[];
}

/** A complete WAV file. */
export function wavFile(content: WavContent): Buffer {
  const { tag = 1, channels = 1, sampleRate = 8000, bits = 16, values, extensible = false, between = [] } = content;
  const blockAlign = (channels * bits) / 8;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(sampleRate * blockAlign, 8);
  format.writeUInt16LE(blockAlign, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(tag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(format, 26);
  }
  const samples = Buffer.concat(values.map((value) => sampleBytes(value, tag, bits)));
  return riff([['fmt ', format], ...between, ['data', samples]]);
}

/** A RIFF file of these chunks, each padded to an even size. */
export function riff(chunks: readonly (readonly [string, Uint8Array])[]): Buffer {
  const body = Buffer.concat(
    chunks.flatMap(([id, bytes]) => {
      const header = Buffer.alloc(8);
      header.write(id, 0, 'latin1');
      header.writeUInt32LE(bytes.length, 4);
      return [header, bytes, Buffer.alloc(bytes.length % 2)];
    }),
  );
  const header = Buffer.alloc(12);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(4 + body.length, 4);
  header.write('WAVE', 8, 'latin1');
  return Buffer.concat([header, body]);
}

function sampleBytes(value: number, tag: number, bits: number): Buffer {
  const bytes = Buffer.alloc(bits / 8);
  if (tag === 3) {
    if (bits === 32) bytes.writeFloatLE(value);
    else bytes.writeDoubleLE(value);
  } else if (bits === 8) {
    bytes.writeUInt8(Math.round(value * 0x7f) + 0x80);
  } else {
    bytes.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), 0, bits / 8);
  }
  return bytes;
}
