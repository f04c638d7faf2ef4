// Files that are not what their names say, told by their first bytes: pointers of Git LFS, archives, pages of errors.

interface Signature {
  readonly name: string;
  readonly bytes: readonly number[];
  readonly advice: string;
}

const unpack = 'Unpack it, and name what was in it.';
const convert = 'Save it as CSV or JSON Lines.';

const signatures: readonly Signature[] = [
  { name: 'a gzip file', bytes: [0x1f, 0x8b], advice: unpack },
  {
    name: 'a zip file, as Excel workbooks are',
    bytes: [0x50, 0x4b, 0x03, 0x04],
    advice: 'Unpack it, or save the workbook as CSV.',
  },
  { name: 'an empty zip file', bytes: [0x50, 0x4b, 0x05, 0x06], advice: 'Get the file again.' },
  { name: 'a bzip2 file', bytes: [0x42, 0x5a, 0x68], advice: unpack },
  { name: 'an xz file', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], advice: unpack },
  { name: 'a Zstandard file', bytes: [0x28, 0xb5, 0x2f, 0xfd], advice: unpack },
  { name: 'a 7-Zip file', bytes: [0x37, 0x7a, 0xbc, 0xaf], advice: unpack },
  { name: 'a RAR file', bytes: [0x52, 0x61, 0x72, 0x21, 0x1a], advice: unpack },
  { name: 'an old Excel workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0], advice: convert },
  { name: 'a Parquet file', bytes: [0x50, 0x41, 0x52, 0x31], advice: convert },
  { name: 'an Arrow file', bytes: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], advice: convert },
  { name: 'a pickle of Python', bytes: [0x80, 0x04, 0x95], advice: convert },
  { name: 'a pickle of Python', bytes: [0x80, 0x05, 0x95], advice: convert },
  { name: 'an array of NumPy', bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], advice: convert },
  { name: 'an SQLite database', bytes: [...Buffer.from('SQLite format 3')], advice: convert },
  { name: 'a PDF file', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], advice: 'Name the file with the data.' },
];

export interface OtherContent {
  /** `a pointer of Git LFS` */
  readonly name: string;
  /** A sentence: what to do. */
  readonly advice: string;
  /** Whether it stands for the file, which was not fetched, rather than being a file of another kind. */
  readonly isPlaceholder: boolean;
  /** Whether it is one that holds files. */
  readonly isArchive: boolean;
}

/** As far as is looked. */
export const tellingBytes = 512;
const archive = { isPlaceholder: false, isArchive: true } as const;

/** What its first entry is headed by. */
function isTar(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** What a file is that begins with `bytes`, where it is none that holds data as they are; undefined where it may. */
export function recogniseOtherContent(bytes: Uint8Array): OtherContent | undefined {
  const beginning = Buffer.from(bytes.subarray(0, tellingBytes)).toString('latin1');
  if (beginning.startsWith('version https://git-lfs')) {
    return {
      name: 'a pointer of Git LFS, not the file itself',
      advice: 'Fetch the file: git lfs pull.',
      isPlaceholder: true,
      isArchive: false,
    };
  }
  if (/^\/annex\/objects\/\S+\s*$/.test(beginning)) {
    return {
      name: 'a pointer of git-annex, not the file itself',
      advice: 'Fetch the file: git annex get.',
      isPlaceholder: true,
      isArchive: false,
    };
  }
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head)\b/i.test(beginning)) {
    return {
      name: 'a page of HTML',
      advice: 'A download may have failed: get the file again.',
      isPlaceholder: true,
      isArchive: false,
    };
  }
  const found = signatures.find((known) => known.bytes.every((byte, index) => bytes[index] === byte));
  if (found === undefined) return isTar(bytes) ? { name: 'a tar file', advice: unpack, ...archive } : undefined;
  return { name: found.name, advice: found.advice, isPlaceholder: false, isArchive: found.advice === unpack };
}
