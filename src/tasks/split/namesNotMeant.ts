// Names of classes, tasks and speakers that may not be meant as they stand: programs that write files change some, and
// who is written in two ways may stand on both sides of a split.

import { quote } from '../../base/quote.ts';
import type { Sides } from './keptClasses.ts';

/** What the names are of. */
export interface NamedThings {
  /** `class` */
  readonly one: string;
  /** `classes` */
  readonly many: string;
  /** What belongs to them: `texts`. */
  readonly members: string;
}

const mostNamed = 3;

/** As programs write a value that is missing. */
const missingValue = /^(?:na|nan|null|n\/a|#n\/a|<na>|undefined)$/i;

/**
 * What a person should know of these names, in sentences; what may be on both sides first.
 * @param sides where it is not settled which are held out, all of them train
 */
export function notesOnNames(sides: Sides<{ readonly name: string }>, { one, many, members }: NamedThings): string[] {
  const training = sides.training.map(({ name }) => name);
  const heldOut = sides.heldOut.map(({ name }) => name);
  const names = [...new Set([...training, ...heldOut])];
  const missing = names.filter((name) => missingValue.test(name)).map((name) => quote(name));
  const { across, within } = namesAlike(training, heldOut);
  return [
    ...(across.length === 0
      ? []
      : [
          `${many} that are held out may be trained on, too, written in another way: ${somePairs(across, (trained, held) => `${held} is held out and ${trained} trains`)}. ` +
            'Write each in one way, or they are not new.',
        ]),
    ...(missing.length === 0
      ? []
      : [
          `${members} of the ${one} ${missing.join(' and ')} train and are held out like others, though programs write this where a value is missing. ` +
            `Leave them out if they have no ${one}.`,
        ]),
    ...(within.length === 0
      ? []
      : [
          `${many} that may be the same, but are written in two ways, are two ${many}: ${somePairs(within, (first, second) => `${first} and ${second}`)}.`,
        ]),
  ];
}

type Pair = readonly [first: string, second: string];

function somePairs(pairs: readonly Pair[], say: (first: string, second: string) => string): string {
  const shown = pairs.slice(0, mostNamed).map(([first, second]) => say(quote(first), quote(second)));
  const more = pairs.length > mostNamed ? ` and ${(pairs.length - mostNamed).toLocaleString('en-US')} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** Names that differ in case, spaces, Unicode form, or in how a number is written: on two sides, and on one. */
function namesAlike(
  training: readonly string[],
  heldOut: readonly string[],
): { readonly across: readonly Pair[]; readonly within: readonly Pair[] } {
  const trained = new Map<string, string>();
  const held = new Map<string, string>();
  const within = [...pairsInto(trained, training), ...pairsInto(held, heldOut)];
  const across = [...held].flatMap(([form, name]): Pair[] => {
    const other = trained.get(form);
    return other === undefined || other === name ? [] : [[other, name]];
  });
  return { across, within };
}

/** @param seen by plain form the first name, which is added to */
function pairsInto(seen: Map<string, string>, names: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (const name of names) {
    const form = plainForm(name);
    const other = seen.get(form);
    if (other === undefined) seen.set(form, name);
    else if (other !== name) pairs.push([other, name]);
  }
  return pairs;
}

function plainForm(name: string): string {
  if (/^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(name)) return String(Number(name));
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
}
