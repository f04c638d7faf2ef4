// Names of what is not a plain WAV file: other containers by their first bytes, compressed WAV formats by their tags.

/** Format tags of `mmreg.h` that are met in practice. */
const formatNames: ReadonlyMap<number, string> = new Map([
  [0x0002, 'Microsoft ADPCM'],
  [0x0006, 'A-law'],
  [0x0007, 'µ-law'],
  [0x0010, 'OKI ADPCM'],
  [0x0011, 'IMA ADPCM'],
  [0x0016, 'G.723 ADPCM'],
  [0x0022, 'DSP Group TrueSpeech'],
  [0x0031, 'GSM 6.10'],
  [0x0040, 'G.721 ADPCM'],
  [0x0050, 'MPEG'],
  [0x0055, 'MP3'],
  [0x0064, 'G.726 ADPCM'],
  [0x00ff, 'AAC'],
  [0x0161, 'Windows Media Audio'],
  [0x1600, 'AAC'],
  [0x2000, 'Dolby AC-3'],
  [0x674f, 'Ogg Vorbis'],
  [0xf1ac, 'FLAC'],
]);

/** `IMA ADPCM`, `12-bit PCM` or `in the unknown format 0x1234`. */
export function describeFormatTag(tag: number, bits: number): string {
  if (tag === 0x0001) return `${bits}-bit PCM`;
  if (tag === 0x0003) return `${bits}-bit floats`;
  return formatNames.get(tag) ?? `in the unknown format 0x${tag.toString(16).padStart(4, '0')}`;
}

interface Signature {
  readonly offset: number;
  readonly text: string;
  readonly name: string;
}

const signatures: readonly Signature[] = [
  { offset: 0, text: 'RIFX', name: 'a big-endian RIFF file (RIFX)' },
  { offset: 0, text: 'RF64', name: 'an RF64 file' },
  { offset: 0, text: 'riff', name: 'a Wave64 file' },
  { offset: 0, text: 'RIFF', name: 'a RIFF file of another kind' },
  { offset: 0, text: 'FORM', name: 'an AIFF file' },
  { offset: 0, text: 'fLaC', name: 'a FLAC file' },
  { offset: 0, text: 'OggS', name: 'an Ogg file' },
  { offset: 0, text: 'ID3', name: 'an MP3 file' },
  { offset: 0, text: 'caff', name: 'a Core Audio file' },
  { offset: 0, text: '.snd', name: 'an AU file' },
  { offset: 0, text: 'NIST_1A', name: 'a NIST SPHERE file' },
  { offset: 4, text: 'ftyp', name: 'an MP4 file' },
  { offset: 0, text: 'PK\u0003\u0004', name: 'a zip file' },
];

/** `an MP3 file`, or undefined for bytes that begin like nothing known. */
export function describeOtherContainer(bytes: Uint8Array): string | undefined {
  const beginning = String.fromCharCode(...bytes.subarray(0, 32));
  const known = signatures.find(({ offset, text }) => beginning.startsWith(text, offset));
  if (known !== undefined) return known.name;
  return isMpegFrame(bytes) ? 'an MP3 file' : undefined;
}

/** Eleven set bits, then neither a reserved version nor a reserved layer. */
function isMpegFrame([first = 0, second = 0]: Uint8Array): boolean {
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0;
}
