// What lies in the place of a file of data that was never fetched, whatever its name says.

import { recogniseOtherContent } from './otherContent.ts';

/** What the file is instead, and what to do, for the end of a sentence that begins with "it is". */
export function placeholderIn(bytes: Uint8Array): string | undefined {
  const other = recogniseOtherContent(bytes);
  if (other === undefined || !other.isPlaceholder) return undefined;
  const advice = other.advice.charAt(0).toLowerCase() + other.advice.slice(1).replace(/\.$/, '');
  return `${other.name}; ${advice}`;
}
