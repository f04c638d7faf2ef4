// RefusedFileError: a file that may not be what it seems, and is therefore not opened, not read and not written.

import { type Translate, untranslated } from './translate.ts';

export const fileRefusals = [
  /** A symbolic link: what it leads to belongs to somebody else. */
  'link',
  /** A pipe, a device, a socket: reading it may never end. */
  'notAFile',
  'folder',
  'notAFolder',
  /** Its name bears a time after which no file can come. */
  'impossibleTime',
  /** Larger than anything that is written there. */
  'tooLarge',
  /** It stands where something is to be written, and the system does not let it be moved. */
  'immovable',
] as const;

export type FileRefusal = (typeof fileRefusals)[number];

/** Which file is refused, and why. */
export interface RefusedFile {
  readonly file: string;
  readonly refusal: FileRefusal;
  /** Of what is too large: how much is read at most; undefined where that says nothing. */
  readonly limitBytes?: number | undefined;
}

/** `message` names the file, says why it is refused and what to do. */
export class RefusedFileError extends Error implements RefusedFile {
  override readonly name = 'RefusedFileError';
  readonly file: string;
  readonly refusal: FileRefusal;
  readonly limitBytes: number | undefined;

  constructor(file: string, refusal: FileRefusal, limitBytes?: number) {
    super(describeRefusal({ file, refusal, limitBytes }, untranslated));
    this.file = file;
    this.refusal = refusal;
    this.limitBytes = limitBytes;
  }
}

/** One or two sentences that begin with the file. */
export function describeRefusal({ file, refusal, limitBytes }: RefusedFile, translate: Translate): string {
  switch (refusal) {
    case 'link':
      return translate(
        '{0} is a symbolic link, which is not followed. Put the file or folder itself there, or remove the link.',
        file,
      );
    case 'notAFile':
      return translate('{0} is not a file but a pipe, a device or the like, which is not read. Remove it.', file);
    case 'folder':
      return translate('{0} is a folder where a file should be. Move it away.', file);
    case 'notAFolder':
      return translate('{0} is a file where a folder should be. Move it away.', file);
    case 'impossibleTime':
      return translate(
        '{0} is named for a time in the far future, after which no other file can come. Move it away.',
        file,
      );
    case 'tooLarge':
      return limitBytes === undefined
        ? translate('{0} is larger than any file of its kind, and is not read.', file)
        : translate('{0} is larger than any file of its kind ({1} bytes at most), and is not read.', file, limitBytes);
    case 'immovable':
      return translate('{0} is in the way, and the system does not let it be moved. Move it away.', file);
  }
}
