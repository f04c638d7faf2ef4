// Names of files and classes inside messages: the first few, in quotes, whatever characters they hold.

import { quote } from '../../base/quote.ts';

const shownNames = 3;

/** `"a", "b", "c" and 17 others` */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map(quote);
  const others = names.length - shown.length;
  if (others > 0) return `${shown.join(', ')} and ${others.toLocaleString('en-US')} other${others === 1 ? '' : 's'}`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `1 image`, `12,000 images` */
export function countOf(count: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}
