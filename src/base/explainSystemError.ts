// What the operating system's refusals mean for a person: what happened to which file or folder, and what to do.

import { type Translate, untranslated } from './translate.ts';

/** The system's codes that something can be said of. */
export const systemFaults = [
  'ENOENT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EISDIR',
  // Node's own, where a folder is to be removed as a file.
  'ERR_FS_EISDIR',
  // Our own, of `makeFolderWithParents`.
  'ERR_NO_FOLDERS',
  'ENXIO',
  'ENOTDIR',
  'EEXIST',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'ENAMETOOLONG',
  'ELOOP',
  'EMFILE',
  'ENFILE',
  'EXDEV',
  'EBUSY',
  'EIO',
  'ESTALE',
] as const;

export type SystemFault = (typeof systemFaults)[number];

/** Undefined for what is no error of the operating system, or one that nothing can be said of. */
export function systemFaultOf(error: unknown): SystemFault | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code } = error;
  return systemFaults.find((fault) => fault === code);
}

/** The same in English. */
export function explainSystemError(error: unknown, place: string): string | undefined {
  const fault = systemFaultOf(error);
  return fault === undefined ? undefined : describeSystemFault(fault, place, untranslated);
}

/** One to three sentences that begin with `place`. */
export function describeSystemFault(fault: SystemFault, place: string, translate: Translate): string {
  switch (fault) {
    case 'ENOENT':
      return translate('{0} does not exist. Check the path; relative paths start at the current folder.', place);
    case 'EACCES':
    case 'EPERM':
      return translate(
        '{0} cannot be opened: permission denied. Change its permissions or choose another place.',
        place,
      );
    case 'EROFS':
      return translate('{0} is on a read-only file system. Choose another place.', place);
    case 'EISDIR':
    case 'ERR_FS_EISDIR':
      return translate('{0} is a folder, not a file.', place);
    case 'ERR_NO_FOLDERS':
      return translate('{0} cannot be made: its file system allows no folders there. Choose another place.', place);
    case 'ENXIO':
      return translate('{0} is not a file but a socket, a device or the like, which is not read.', place);
    case 'ENOTDIR':
      return translate('{0} cannot be reached: a part of the path is a file, not a folder.', place);
    case 'EEXIST':
      return translate('{0} is already there, but is not a folder. Choose another place.', place);
    case 'ENOSPC':
      return translate('{0} cannot be written: the disk is full. Free some space and try again.', place);
    case 'EDQUOT':
      return translate('{0} cannot be written: your disk quota is used up. Free some space and try again.', place);
    case 'EFBIG':
      return translate(
        '{0} cannot be written: the file system, or a limit of this shell (ulimit -f), allows no file that large. Choose another place, or raise the limit.',
        place,
      );
    case 'ENAMETOOLONG':
      return translate('{0} is too long for this file system.', place);
    case 'ELOOP':
      return translate('{0} is a symbolic link that leads to itself.', place);
    case 'EMFILE':
    case 'ENFILE':
      return translate(
        '{0} cannot be opened: too many files are open on this machine. Close some programs, or raise the limit.',
        place,
      );
    case 'EXDEV':
      return translate(
        '{0} cannot be put in its place: another disk is mounted on the way there, and nothing is moved from disk to disk in one step. Choose a folder that lies on one disk, such as the mounted one.',
        place,
      );
    case 'EBUSY':
      return translate(
        '{0} is in use: another program has it open, or a disk is mounted there. Close that program, or choose another place.',
        place,
      );
    case 'EIO':
      return translate('{0} cannot be read: the disk reports an error. Check the disk, and copy what is good.', place);
    case 'ESTALE':
      return translate('{0} cannot be read: its network drive was changed or lost. Connect it again.', place);
  }
}
