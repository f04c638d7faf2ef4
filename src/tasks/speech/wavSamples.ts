// The ways in which a WAV file writes one sample.

export type SampleFormat = 'unsigned8' | 'signed16' | 'signed24' | 'signed32' | 'float32' | 'float64';

export interface SampleDecoder {
  /** Bytes of a sample. */
  readonly size: number;
  /** The sample at a byte offset; full scale is ±1. */
  readonly decode: (offset: number) => number;
}

/** Decodes little-endian samples of `view`. */
export function sampleDecoder(format: SampleFormat, view: DataView): SampleDecoder {
  switch (format) {
    case 'unsigned8':
      return { size: 1, decode: (offset) => (view.getUint8(offset) - 0x80) / 0x80 };
    case 'signed16':
      return { size: 2, decode: (offset) => view.getInt16(offset, true) / 0x8000 };
    case 'signed24':
      return {
        size: 3,
        decode: (offset) => (view.getInt8(offset + 2) * 0x10000 + view.getUint16(offset, true)) / 0x80_0000,
      };
    case 'signed32':
      return { size: 4, decode: (offset) => view.getInt32(offset, true) / 0x8000_0000 };
    case 'float32':
      return { size: 4, decode: (offset) => view.getFloat32(offset, true) };
    case 'float64':
      return { size: 8, decode: (offset) => view.getFloat64(offset, true) };
  }
}
