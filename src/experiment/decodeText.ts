// From bytes to text: UTF-8 with or without a byte order mark, and a clear word for everything else.

import { createDocument } from './experimentDocument.ts';
import { largestText } from './parseText.ts';
import type { Problem } from './problem.ts';
import { type ReadingRuleId, readingProblem } from './readingRules.ts';

export type DecodedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Decodes the bytes of an experiment file, without a byte order mark; never throws. */
export function decodeExperimentText(bytes: Uint8Array): DecodedText {
  if (bytes.length > 4 * largestText) {
    return refuse('file-too-large', '', 'The file is larger than 256 KB, so it is no experiment file. Check the path.');
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('encoding', '', 'The file is encoded in UTF-16. Save it as UTF-8 and try again.');
  }
  const valid = validPrefix(bytes);
  if (valid === bytes.length) return { kind: 'text', text: new TextDecoder().decode(bytes) };
  const before = new TextDecoder().decode(bytes.subarray(0, valid));
  const byte = (bytes[valid] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return refuse(
    'encoding',
    before,
    `The file is not encoded in UTF-8: byte ${valid} (0x${byte}) cannot be read. Save it as UTF-8 and try again.`,
  );
}

/** The problem stands at the end of `before`, the part that could be read. */
function refuse(rule: ReadingRuleId, before: string, message: string): DecodedText {
  const range = createDocument(before, undefined).rangeAt(before.length, 0);
  return { kind: 'refused', problem: readingProblem(rule, message, range) };
}

/** Count of leading bytes that are whole, valid UTF-8 characters. */
function validPrefix(bytes: Uint8Array): number {
  if (isValid(bytes, false)) return bytes.length;
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (middle <= bytes.length && isValid(bytes.subarray(0, middle), true)) valid = middle;
    else invalid = middle;
  }
  // The prefix may end inside a character that was cut off.
  while (valid > 0 && !isValid(bytes.subarray(0, valid), false)) valid--;
  return valid;
}

/** `mayContinue`: a character cut off at the end is no fault. */
function isValid(bytes: Uint8Array, mayContinue: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayContinue });
    return true;
  } catch {
    return false;
  }
}
