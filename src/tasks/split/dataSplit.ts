// The split of a task's data as it is kept with a run: which classes stand on which side, and what they hold.

import { createHash } from 'node:crypto';
import type { PlainDescription } from '../heldOutDescription.ts';

/** A class that takes part: equal contents give equal tasks. */
export interface ClassContent {
  /** As `nameInSplit` gives it. */
  readonly name: string;
  readonly samples: number;
  /** Of its samples in their order, as they were decoded; 32 hexadecimal digits. */
  readonly digest: string;
}

/** Both sides in the order in which tasks draw from them. */
export interface ClassSplit {
  readonly kind: 'classes';
  readonly heldOutDescription: PlainDescription;
  readonly training: readonly ClassContent[];
  readonly heldOut: readonly ClassContent[];
  /** Digest of the listed held-out tasks; null where they are drawn. */
  readonly episodes: string | null;
  /** Names of classes that the data had, and that took no part: too small ones, for instance. */
  readonly passedOver: readonly string[];
}

export type DataSplit =
  | ClassSplit
  /** A user's module: `digest` is that of its source, null where that cannot be read. */
  | { readonly kind: 'module'; readonly digest: string | null }
  /** Functions and environments: the experiment says all about both sides. */
  | { readonly kind: 'none' };

/** In UTF-16 code units. Only names of texts' classes can be longer. */
const longestName = 300;

/** What a class is called in a split: its name, of a very long one the beginning and a digest. */
export function nameInSplit(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName - 40)} … ${digestOfText(name)}`;
}

interface DividedClasses<Class> {
  readonly trainingClasses: readonly Class[];
  readonly heldOutClasses: readonly Class[];
  readonly heldOutDescription: PlainDescription;
  readonly episodes?: { readonly digest: string };
}

interface SplittableClass {
  readonly name: string;
  readonly digest: string;
  readonly group?: string;
  readonly makers?: readonly string[];
}

/**
 * @param found names of all classes of the data
 * @param drawsByGroup whether tasks depend on groups and makers, which are then part of what a class holds
 */
export function splitOfClasses<Class extends SplittableClass>(
  { trainingClasses, heldOutClasses, heldOutDescription, episodes }: DividedClasses<Class>,
  samplesOf: (one: Class) => number,
  found: readonly string[],
  drawsByGroup: boolean,
): ClassSplit {
  const contentOf = (one: Class): ClassContent => ({
    name: nameInSplit(one.name),
    samples: samplesOf(one),
    digest: drawsByGroup ? digestOfText(JSON.stringify([one.digest, one.group, one.makers])) : one.digest,
  });
  const [training, heldOut] = [trainingClasses.map(contentOf), heldOutClasses.map(contentOf)];
  const taken = new Set([...training, ...heldOut].map(({ name }) => name));
  const passedOver = [...new Set(found.map(nameInSplit))].filter((name) => !taken.has(name));
  return { kind: 'classes', heldOutDescription, training, heldOut, episodes: episodes?.digest ?? null, passedOver };
}

/** What the split comes to, to tell it from others; null where there are no data. */
export interface SplitDigests {
  /** Of both sides: where it is equal, so is what a run learns from and is measured on. */
  readonly whole: string;
  /** Of what held-out tasks are drawn from. */
  readonly heldOut: string;
}

export function digestsOf(split: DataSplit): SplitDigests | null {
  switch (split.kind) {
    case 'none':
      return null;
    case 'module': {
      const whole = digestOfText(`module ${split.digest}`);
      return { whole, heldOut: whole };
    }
    case 'classes': {
      const side = (classes: readonly ClassContent[]) =>
        JSON.stringify(classes.map(({ name, samples, digest }) => [name, samples, digest]));
      const listed = split.episodes === null ? '' : ` episodes ${split.episodes}`;
      return {
        whole: digestOfText(`classes ${side(split.training)} ${side(split.heldOut)}${listed}`),
        heldOut: digestOfText(`classes ${side(split.heldOut)}${listed}`),
      };
    }
  }
}

function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
