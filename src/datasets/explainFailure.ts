// Failures of getting a data set in words, with what a person can do by hand.

import { formatBytes } from '../base/formatMemory.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import type { Dataset, DatasetFile } from './dataset.ts';
import { DatasetError } from './datasetError.ts';
import { dataVariable } from './datasetFolder.ts';

/** What a person can do where files are missing. */
export interface ByHand {
  readonly files: readonly DatasetFile[];
  /** Where to put them, absolute. */
  readonly folder: string;
}

/** @param reasons a clause for each file that is missing */
export function explainMissing({ title }: Dataset, reasons: readonly string[], from: string | undefined): string {
  if (from !== undefined) return `${title} cannot be taken from ${from}: ${reasons.join('; ')}.`;
  return `${title} could not be downloaded. ${reasons.join('; ')}. Check the network; where a proxy is needed, name it in HTTPS_PROXY.`;
}

/** Lines that say which files to fetch, from where, and where to put them. */
export function describeByHand({ files, folder }: ByHand): readonly string[] {
  const [these, them, they] = files.length === 1 ? ['this file', 'it', 'It is'] : ['these files', 'them', 'They are'];
  return [
    `Or fetch ${these} in another way:`,
    ...files.map(({ addresses, name, size }) => `  ${addresses[0]}  (${describeSize(size)}, as ${name})`),
    `Put ${them} into ${folder} and repeat the command. ${they} checked as a download is.`,
  ];
}

function describeSize(size: DatasetFile['size']): string {
  return size.kind === 'exact' ? formatBytes(size.bytes) : `about ${formatBytes(size.bytes)}`;
}

/** What happened, why, and what to do. Other errors than those of the machine and ours are thrown on. */
export function explainError(error: unknown, { title }: Dataset, root: string): string {
  if (error instanceof DatasetError) return error.message;
  if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT'))
    return `The disk of ${root} became full while ${title} was written. Free some space, or name a folder on another disk in ${dataVariable}; what was downloaded is continued.`;
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS'))
    return `${title} cannot be kept in ${root}: ${messageOf(error)}. Change its permissions, or name another folder in ${dataVariable}.`;
  if (hasCode(error, 'ERR_NO_FOLDERS'))
    return `${title} cannot be kept in ${root}: the file system there allows no folders. Name another folder in ${dataVariable}.`;
  if (hasCode(error, 'ENOTDIR') || hasCode(error, 'EEXIST') || hasCode(error, 'ENAMETOOLONG'))
    return `${title} cannot be kept in ${root}: ${messageOf(error)}. Name another folder in ${dataVariable}.`;
  if (error instanceof Error && 'syscall' in error)
    return `${title} cannot be kept in ${root}: ${messageOf(error)}. Repeat the command; what was downloaded is continued.`;
  throw error;
}
