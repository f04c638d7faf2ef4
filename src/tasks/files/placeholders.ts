// What lies where a file of data should, whatever its name says: pointers of version control, pages of errors.

import { firstBytes } from './fileSource.ts';

const placeholders = [
  {
    begins: 'version https://git-lfs',
    told: 'a pointer of Git LFS in the place of the file; fetch the file with "git lfs pull"',
  },
  { begins: '<!doctype html', told: 'an HTML page, perhaps of an error; get the file again' },
  { begins: '<html', told: 'an HTML page, perhaps of an error; get the file again' },
] as const;

/** What the file is instead, and what to do, for a sentence that begins with "it is". */
export function placeholderIn(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, firstBytes)).trimStart().toLowerCase();
  return placeholders.find(({ begins }) => text.startsWith(begins))?.told;
}
