// What the operating system's refusals mean for a person: what happened to which file or folder, and what to do.

/** Undefined for what is no error of the operating system, or one that nothing can be said of. */
export function explainSystemError(error: unknown, place: string): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  switch (error.code) {
    case 'ENOENT':
      return `${place} does not exist. Check the path; relative paths start at the current folder.`;
    case 'EACCES':
    case 'EPERM':
      return `${place} cannot be opened: permission denied. Change its permissions or choose another place.`;
    case 'EROFS':
      return `${place} is on a read-only file system. Choose another place.`;
    case 'EISDIR':
    // Node's own, where a folder is to be removed as a file.
    case 'ERR_FS_EISDIR':
      return `${place} is a folder, not a file.`;
    case 'ENXIO':
      return `${place} is not a file but a socket, a device or the like, which is not read.`;
    case 'ENOTDIR':
      return `${place} cannot be reached: a part of the path is a file, not a folder.`;
    case 'EEXIST':
      return `${place} is already there, but is not a folder. Choose another place.`;
    case 'ENOSPC':
      return `${place} cannot be written: the disk is full. Free some space and try again.`;
    case 'EDQUOT':
      return `${place} cannot be written: your disk quota is used up. Free some space and try again.`;
    case 'EFBIG':
      return `${place} cannot be written: the file system, or a limit of this shell (ulimit -f), allows no file that large. Choose another place, or raise the limit.`;
    case 'ENAMETOOLONG':
      return `${place} is too long for this file system.`;
    case 'ELOOP':
      return `${place} is a symbolic link that leads to itself.`;
    case 'EMFILE':
    case 'ENFILE':
      return `${place} cannot be opened: too many files are open on this machine. Close some programs, or raise the limit.`;
    case 'EIO':
      return `${place} cannot be read: the disk reports an error. Check the disk, and copy what is good.`;
    case 'ESTALE':
      return `${place} cannot be read: its network drive was changed or lost. Connect it again.`;
    default:
      return undefined;
  }
}
