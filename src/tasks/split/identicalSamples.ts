// Samples that are the same whatever they are called. Names tell which sample is on which side of a split; copies under
// other names would be on both, and two in one class may be adapted to and asked for in one task.

import { quote } from '../../base/quote.ts';
import { countOf, someNames } from '../files/someNames.ts';
import { sampleDigestBytes } from './contentDigest.ts';

interface SampleGroup<Sample> {
  readonly name: string;
  readonly samples: readonly Sample[];
}

interface Sides<Sample> {
  readonly training: readonly SampleGroup<Sample>[];
  readonly heldOut: readonly SampleGroup<Sample>[];
}

/** How samples are compared, and called in a note. */
interface SampleWords<Sample> {
  /** Equal of samples that are equal in all that a model sees, and of no others. */
  readonly contentOf: (sample: Sample) => string;
  readonly nameOf: (sample: Sample) => string;
  /** In the singular. */
  readonly noun: string;
  /** `pixel for pixel` */
  readonly exactly: string;
}

/** Tells of samples that stand on both sides, and of those that stand in one class twice. */
export function tellIdenticalSamples<Sample>(
  location: string,
  { training, heldOut }: Sides<Sample>,
  words: SampleWords<Sample>,
  onNote: (note: string) => void,
): void {
  const { contentOf, nameOf, noun, exactly } = words;
  const trained = new Map<string, { readonly name: string; readonly sample: Sample }>();
  for (const { name, samples } of training)
    for (const sample of samples) trained.set(contentOf(sample), { name, sample });
  const shared = heldOut.flatMap(({ name, samples }) =>
    samples.flatMap((sample) => {
      const copy = trained.get(contentOf(sample));
      return copy === undefined ? [] : [{ name, sample, copy }];
    }),
  );
  const [first] = shared;
  if (first !== undefined) {
    const classes = [...new Set(shared.map(({ name }) => name))];
    onNote(
      `${location}: ${countOf(shared.length, noun)} of ${countOf(classes.length, 'held-out class')} (${someNames(classes)}) ${shared.length === 1 ? 'is' : 'are'} trained on, too, ${exactly}, under other names: ` +
        `${quote(nameOf(first.sample))} is ${quote(nameOf(first.copy.sample))}, of the class ${quote(first.copy.name)}. Remove them from one side.`,
    );
  }
  const copies = copiesWithin([...training, ...heldOut], contentOf);
  if (copies.length === 0) return;
  onNote(
    `${location}: ${countOf(copies.length, noun)} ${copies.length === 1 ? 'stands' : 'stand'} in the same class already under another name, and may be adapted to and asked for in one task: ${someNames(copies.map(nameOf))}.`,
  );
}

/** Of each group those that an earlier one of it is equal to. */
export function copiesWithin<Sample>(
  groups: readonly SampleGroup<Sample>[],
  contentOf: (sample: Sample) => string,
): readonly Sample[] {
  return groups.flatMap(({ samples }) => {
    const seen = new Set<string>();
    return samples.filter((sample) => {
      const content = contentOf(sample);
      const isCopy = seen.has(content);
      seen.add(content);
      return isCopy;
    });
  });
}

/** The digest of each sample, by its number among `digests`, which stand one after another. */
export function createDigestReader(digests: Uint8Array): (number: number) => string {
  const all = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength);
  return (number) => all.toString('latin1', number * sampleDigestBytes, (number + 1) * sampleDigestBytes);
}
