// Tables and lists as UTF-8, whatever a spreadsheet has saved them as, and none in which a name is damaged: two would
// become one class.

import { isUtf8 } from 'node:buffer';
import { TaskError } from '../taskError.ts';

/**
 * Spreadsheets save tables as UTF-16, too, with its byte order mark.
 * @param location for messages
 * @throws {TaskError} with the line that is in no encoding that is known
 */
export function asUtf8(location: string, bytes: Uint8Array): Uint8Array {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return fromUtf16(location, bytes.subarray(2), first === 0xfe);
  }
  if (isUtf8(bytes)) return bytes;
  let [line, start] = [1, 0];
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    line++;
    start = end + 1;
  }
  throw invalid(location, line, 'UTF-8');
}

function fromUtf16(location: string, bytes: Uint8Array, isBigEndian: boolean): Uint8Array {
  const whole = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  const text = (isBigEndian ? whole.swap16() : whole).toString('utf16le');
  const lone = text.search(/\p{Surrogate}/u);
  if (lone < 0 && whole.length === bytes.length) return Buffer.from(text);
  const before = lone < 0 ? text : text.slice(0, lone);
  throw invalid(location, before.split('\n').length, 'UTF-16');
}

function invalid(location: string, line: number, encoding: string): TaskError {
  return new TaskError(
    `${location}, line ${line} is not valid ${encoding}, so that names in it would be read wrongly. Save the file as UTF-8.`,
  );
}
