// What was left out of a data set, counted by cause: thousands of files fail for two or three reasons.

import { addTo } from '../../base/addTo.ts';
import { someNames } from './someNames.ts';

/** A file that takes no part, and why, in the words of an `UnreadableFileError`. */
export interface LeftOutFile {
  readonly name: string;
  readonly cause: string;
}

const mostCauses = 6;
/** What differs from file to file. */
const details = / \([^()]*\)(?=$|; )/;

/** `12 of them, "a.jpg", "b.jpg", "c.jpg" and 9 others: it is WebP. 1 of them, "d.jpg": it is empty.` */
export function countByCause(files: readonly LeftOutFile[]): string {
  const byCause = new Map<string, LeftOutFile[]>();
  for (const file of files) {
    addTo(byCause, file.cause.replace(details, ''), file);
  }
  const causes = [...byCause].sort(([, a], [, b]) => b.length - a.length);
  const told = causes.slice(0, mostCauses).map(([cause, alike]) => {
    const names = someNames(alike.map(({ name }) => name));
    if (files.length === 1) return `${names}: ${files[0]?.cause ?? cause}.`;
    const count = alike.length === files.length ? 'All' : alike.length.toLocaleString('en-US');
    return `${count} of them, ${names}: ${alike.length === 1 ? (alike[0]?.cause ?? cause) : cause}.`;
  });
  const others = causes.slice(mostCauses).reduce((sum, [, alike]) => sum + alike.length, 0);
  return [...told, ...(others > 0 ? [`${others.toLocaleString('en-US')} of them: other causes.`] : [])].join(' ');
}
