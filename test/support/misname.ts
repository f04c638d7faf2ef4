// Gives folders names that are not UTF-8, as older programs unpack archives.

import { renameSync } from 'node:fs';

/** Only Linux takes such names. */
export const takesAnyName = process.platform === 'linux';

export interface Misnaming {
  /** Puts a byte of Latin-1 behind a folder's name. Gives the path as Node reads it. */
  misname(directory: string, byte?: number): string;
  /** Gives them names of UTF-8 again. */
  rename(): void;
}

/** They are renamed after each test, so that they can be removed: to be called before `useTemporaryFolder`. */
export function useMisnaming(): Misnaming {
  const misnamed: { readonly directory: string; readonly place: Buffer }[] = [];
  const rename = () => {
    for (const [number, { directory, place }] of [...misnamed.splice(0).entries()].reverse())
      renameSync(place, `${directory}-${number}`);
  };
  afterEach(rename);
  return {
    misname: (directory, byte = 0xfc) => {
      const place = Buffer.concat([Buffer.from(directory), Buffer.of(byte)]);
      renameSync(directory, place);
      misnamed.push({ directory, place });
      return place.toString();
    },
    rename,
  };
}
