// What a program said last, from the end of the run's log: why it ended stands there, if anywhere.

import { openForReading } from '../../base/boundedFile.ts';
import { plainText } from '../../base/shownText.ts';

const readBytes = 4096;
const mostLines = 5;
const longest = 600;

/**
 * A line; empty where there is none, or it cannot be read. What stands before the byte `from`, an earlier process may have
 * said; the trainer's own lines are left out, which stand among the program's in the order of their writing.
 */
export async function lastWordsIn(log: string, from: number): Promise<string> {
  try {
    const handle = await openForReading(log);
    try {
      const { size } = await handle.stat();
      const { bytesRead, buffer } = await handle.read(
        new Uint8Array(readBytes),
        0,
        readBytes,
        Math.max(from, size - readBytes),
      );
      const lines = new TextDecoder().decode(buffer.subarray(0, bytesRead)).split(/\r\n|[\r\n]/);
      const said = lines.filter((line) => line.trim() !== '' && !ownLine.test(line));
      return plainText(said.slice(-mostLines).join(' | '), longest);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}

/** It begins with a time as the trainer writes it, to the millisecond. */
const ownLine = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;
