// Images that are the same whatever they are called: pixel for pixel, as they were decoded. Names tell which image is on
// which side of a split; copies under other names would be on both.

import { quote } from '../../base/quote.ts';
import type { SourceFile } from '../files/fileSource.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { sampleDigestBytes } from '../split/contentDigest.ts';
import type { LabelledClass } from './classLayout.ts';

interface Copy {
  /** Of its class. */
  readonly name: string;
  readonly file: SourceFile;
}

interface Sides {
  readonly training: readonly LabelledClass[];
  readonly heldOut: readonly LabelledClass[];
}

/**
 * Tells of images that stand on both sides, and of those that stand in one class twice.
 * @param digests of all files' contents, in the order of `files`
 */
export function tellIdenticalImages(
  location: string,
  { training, heldOut }: Sides,
  { files, digests }: { readonly files: readonly SourceFile[]; readonly digests: Uint8Array },
  onNote: (note: string) => void,
): void {
  const digestOf = digestsByFile(files, digests);
  const trained = new Map<string, Copy>();
  for (const { name, files: own } of training) for (const file of own) trained.set(digestOf(file), { name, file });
  const shared = heldOut.flatMap(({ name, files: own }) =>
    own.flatMap((file) => {
      const copy = trained.get(digestOf(file));
      return copy === undefined ? [] : [{ name, file, copy }];
    }),
  );
  const [first] = shared;
  if (first !== undefined) {
    const classes = [...new Set(shared.map(({ name }) => name))];
    onNote(
      `${location}: ${countOf(shared.length, 'image')} of ${countOf(classes.length, 'held-out class')} (${someNames(classes)}) ${shared.length === 1 ? 'is' : 'are'} trained on, too, pixel for pixel, under other names: ` +
        `${quote(first.file.name)} is ${quote(first.copy.file.name)}, of the class ${quote(first.copy.name)}. Remove them from one side.`,
    );
  }
  tellCopiesWithin(location, [...training, ...heldOut], digestOf, onNote);
}

/** One of two copies could be in a task's support set, the other in its query set. */
function tellCopiesWithin(
  location: string,
  classes: readonly LabelledClass[],
  digestOf: (file: SourceFile) => string,
  onNote: (note: string) => void,
): void {
  const copies = classes.flatMap(({ files }) => {
    const seen = new Set<string>();
    return files.filter((file) => {
      const digest = digestOf(file);
      const isCopy = seen.has(digest);
      seen.add(digest);
      return isCopy;
    });
  });
  if (copies.length === 0) return;
  onNote(
    `${location}: ${countOf(copies.length, 'image')} ${copies.length === 1 ? 'stands' : 'stand'} in the same class already under another name, and may be adapted to and asked for in one task: ${someNames(copies.map(({ name }) => name))}.`,
  );
}

function digestsByFile(files: readonly SourceFile[], digests: Uint8Array): (file: SourceFile) => string {
  const all = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength);
  const places = new Map(files.map((file, number) => [file, number * sampleDigestBytes]));
  return (file) => {
    const start = places.get(file) ?? Number.NaN;
    return all.toString('latin1', start, start + sampleDigestBytes);
  };
}
