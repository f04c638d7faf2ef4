// What the catalogue says of a data set: what it is, where its files come from, and by what each of them is known to be
// the right one.

/** The names by which data sets are asked for, in commands and in code. */
export const datasetIds = ['omniglot', 'mini-imagenet', 'free-spoken-digits', 'clinc150'] as const;

export type DatasetId = (typeof datasetIds)[number];

export function isDatasetId(text: unknown): text is DatasetId {
  return datasetIds.some((id) => id === text);
}

/** A public data set. It lies in a folder of its own, whole or not at all. */
export interface Dataset {
  readonly id: DatasetId;
  readonly title: string;
  /** What it holds, in a sentence. */
  readonly description: string;
  readonly license: string;
  readonly citation: string;
  readonly homepage: string;
  /** What an experiment says to use it. */
  readonly usedBy: string;
  /** What the person has to add, where the public files are not all that is needed. */
  readonly remark?: string;
  readonly files: readonly [DatasetFile, ...DatasetFile[]];
  /** What must lie in its folder when all files are in place. */
  readonly contents: readonly ContentRule[];
  /** Size in its folder, to know whether the disk has room: every file takes whole blocks of it. */
  readonly unpacked: { readonly files: number; readonly bytes: number };
}

/** A file as it is downloaded. */
export interface DatasetFile {
  /** Its name in the folder for downloads, and where a person puts a copy fetched by hand. */
  readonly name: string;
  /** Tried in order. */
  readonly addresses: readonly [string, ...string[]];
  readonly size: ExpectedSize;
  readonly checksum: Checksum;
  readonly placement: Placement;
}

export type ExpectedSize =
  | { readonly kind: 'exact'; readonly bytes: number }
  /** Roughly `bytes`, for progress and room on the disk; a file of more than `most` is refused. */
  | { readonly kind: 'about'; readonly bytes: number; readonly most: number };

/** By what the bytes of a downloaded file are known to be the right ones. */
type Checksum =
  | {
      readonly kind: 'sha256';
      /** 64 hexadecimal digits, lower case. */
      readonly value: string;
    }
  /** No sum of this file is published, or it is packed anew at each download: `Dataset.contents` decides. */
  | { readonly kind: 'contents' };

/** What becomes of a downloaded file. */
type Placement =
  /** It is put into the data set's folder under its own name. */
  | { readonly kind: 'keep' }
  /**
   * It is a zip. Of its entries those below `below` are put into the data set's folder, without the first `strip` parts
   * of their paths.
   */
  | { readonly kind: 'unzip'; readonly strip: number; readonly below: string };

/** A check of the files in a data set's folder. */
export type ContentRule =
  /** Exactly `files` files with this ending lie below `folder`. */
  | { readonly kind: 'count'; readonly folder: string; readonly ending: string; readonly files: number }
  /** Exactly these files lie directly in `folder`, each a WAVE file whose length is the one that it states. */
  | { readonly kind: 'recordings'; readonly folder: string; readonly names: () => readonly string[] }
  /**
   * The SHA-256 of the lines `<SHA-256 of the file>  <path>\n` of these files, in the order given; paths use `/` and start at the data set's folder.
   */
  | { readonly kind: 'digest'; readonly paths: () => readonly string[]; readonly sha256: string }
  /**
   * A CSV with the columns `filename` and `label`: exactly these labels, each with `filesOfEach` names, and no name
   * twice.
   */
  | {
      readonly kind: 'split';
      readonly file: string;
      readonly labels: readonly string[];
      readonly filesOfEach: number;
    };
