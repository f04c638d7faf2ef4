// Names of classes that may not be meant as they stand: programs that write tables change some.

import { quote } from '../../base/quote.ts';
import { someNames } from '../files/someNames.ts';

const mostNamed = 3;

/** As programs write a value that is missing. */
const missingValue = /^(?:nan|null|n\/a|#n\/a|<na>|undefined)$/i;

/** What a person should know of these names of classes, in sentences. */
export function notesOnNames(names: readonly string[]): string[] {
  const missing = names.filter((name) => missingValue.test(name)).map((name) => quote(name));
  const alike = pairsAlike(names);
  const shown = alike.slice(0, mostNamed).map(([one, other]) => `${quote(one)} and ${quote(other)}`);
  const more = alike.length > mostNamed ? ` and ${alike.length - mostNamed} more` : '';
  return [
    ...(missing.length === 0
      ? []
      : [
          `texts of the class ${missing.join(' and ')} train and are held out like others, though programs write this where a value is missing. ` +
            'Leave such lines out if they have no class.',
        ]),
    ...(alike.length === 0
      ? []
      : [`classes that may be the same, but are written in two ways, are two classes: ${shown.join(', ')}${more}.`]),
  ];
}

/** Names that differ in case, spaces, Unicode form, or in how a number is written. */
function pairsAlike(names: readonly string[]): (readonly [string, string])[] {
  const seen = new Map<string, string>();
  const pairs: (readonly [string, string])[] = [];
  for (const name of names) {
    const form = plainForm(name);
    const other = seen.get(form);
    if (other === undefined) seen.set(form, name);
    else pairs.push([other, name]);
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

/** Classes that are called by numbers in several parts of a data set: each part may have counted its own. */
export class NumberedClasses {
  #part = 0;
  /** By name the first part that has it. */
  readonly #firstPart = new Map<string, number>();
  readonly #shared = new Set<string>();

  beginPart(): void {
    this.#part++;
  }

  take(name: string): void {
    if (!/^\d{1,15}(?:\.0+)?$/.test(name)) return;
    const first = this.#firstPart.get(name);
    if (first === undefined) this.#firstPart.set(name, this.#part);
    else if (first !== this.#part) this.#shared.add(name);
  }

  /** @param place where the parts lie */
  notes(place: string): string[] {
    if (this.#shared.size === 0) return [];
    return [
      `${place}: classes that are called by the same number in several parts are taken for the same: ${someNames([...this.#shared])}. ` +
        'Where each part counts its own classes, give them names.',
    ];
  }
}
