// RefusedFileError: a file that may not be what it seems, and is therefore not opened, not read and not written.

export type FileRefusal =
  /** A symbolic link: what it leads to belongs to somebody else. */
  | 'link'
  /** A pipe, a device, a socket: reading it may never end. */
  | 'notAFile'
  | 'folder'
  | 'notAFolder'
  /** Its name bears a time after which no file can come. */
  | 'impossibleTime'
  /** Larger than anything that is written there. */
  | 'tooLarge'
  /** It stands where something is to be written, and the system does not let it be moved. */
  | 'immovable';

/** `message` names the file, says why it is refused and what to do. */
export class RefusedFileError extends Error {
  override readonly name = 'RefusedFileError';
  readonly file: string;
  readonly refusal: FileRefusal;

  constructor(file: string, refusal: FileRefusal, limitBytes?: number) {
    super(explain(file, refusal, limitBytes));
    this.file = file;
    this.refusal = refusal;
  }
}

function explain(file: string, refusal: FileRefusal, limitBytes: number | undefined): string {
  switch (refusal) {
    case 'link':
      return `${file} is a symbolic link, which is not followed. Put the file or folder itself there, or remove the link.`;
    case 'notAFile':
      return `${file} is not a file but a pipe, a device or the like, which is not read. Remove it.`;
    case 'folder':
      return `${file} is a folder where a file should be. Move it away.`;
    case 'notAFolder':
      return `${file} is a file where a folder should be. Move it away.`;
    case 'impossibleTime':
      return `${file} is named for a time in the far future, after which no other file can come. Move it away.`;
    case 'tooLarge':
      return `${file} is larger than any file of its kind${limitBytes === undefined ? '' : ` (${limitBytes} bytes at most)`}, and is not read.`;
    case 'immovable':
      return `${file} is in the way, and the system does not let it be moved. Move it away.`;
  }
}
