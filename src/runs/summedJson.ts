// JSON objects that end with the sum of all that stands before it, so that a changed digit is noticed. They may be long.

import { createHash } from 'node:crypto';
import { setImmediate as giveTurn } from 'node:timers/promises';
import { type JsonBounds, refuseOutsized } from '../base/boundedJson.ts';

/** Cannot stand in a string, whose quotation marks are escaped. */
const beforeSum = ',"sha256":';

/** The JSON of an object with one property or more, and a last one that is the SHA-256 of the text before it. */
export function withSum(json: string): string {
  const body = json.slice(0, -'}'.length);
  return body + endingOf(Buffer.from(body));
}

/** Whether JSON in UTF-8 is still as `withSum` made it. True where there is no sum. */
export function agreesWithSum(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const place = file.lastIndexOf(beforeSum);
  return place < 0 || file.subarray(place).toString('latin1').trimEnd() === endingOf(file.subarray(0, place));
}

/**
 * `parseBoundedJson`, with turns for the event loop before, between and after what takes tens of milliseconds: others wait
 * for the editor's process. @throws as it does
 */
export async function parseInTurns(bytes: Uint8Array, bounds: JsonBounds): Promise<unknown> {
  refuseOutsized(bytes, bounds);
  await giveTurn();
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  await giveTurn();
  return value;
}

function endingOf(body: Uint8Array): string {
  return `${beforeSum}"${createHash('sha256').update(body).digest('hex')}"}`;
}
