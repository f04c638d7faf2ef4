// What tells a file of data from another one of its name: who keeps what was made of its content asks it.

import type { Stats } from 'node:fs';
import { stampOf } from '../../base/boundedFile.ts';
import { digestOfSample } from '../split/contentDigest.ts';

/** Milliseconds: what keeps one time of a file alone, such as exFAT, keeps it no finer. */
const finest = 10;

/**
 * Another text whenever the content is another. Names, sizes and times of content do not tell: archives, containers and
 * copies give the files of two versions the same. A file's place on its drive and the time at which anything of it was
 * changed are nobody's to set. Where a file system has no such time (images of drives, some network drives) the file is
 * read.
 * @param found what is there, links followed
 */
export async function stampOfData(found: Stats, read: () => Promise<Uint8Array>): Promise<string> {
  const { mtimeMs, ctimeMs, size } = found;
  const hasOwnTime = ctimeMs !== mtimeMs || mtimeMs % finest !== 0;
  return hasOwnTime ? stampOf(found) : `${size} ${Buffer.from(digestOfSample(await read())).toString('hex')}`;
}
