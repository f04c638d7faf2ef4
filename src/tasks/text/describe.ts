// Counts and names in notes and messages on texts.

import { quote } from '../../experiment/quote.ts';

/** `1 text`, `2,000 texts` */
export function countOf(count: number, one: string, several: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`;
}

/** The first names of a list in quotes, and how many more there are. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quote);
  return names.length <= shown.length
    ? shown.join(', ')
    : `${shown.join(', ')} and ${countOf(names.length - shown.length, 'other', 'others')}`;
}
