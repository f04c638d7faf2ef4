// What a program said last, from the end of the run's log: why it ended stands there, if anywhere.

import { openForReading } from '../../base/boundedFile.ts';
import { plainText } from '../../base/shownText.ts';

const readBytes = 4096;
const mostLines = 5;
const longest = 600;

/** A line; empty where there is none, or it cannot be read. */
export async function lastWordsIn(log: string): Promise<string> {
  try {
    const handle = await openForReading(log);
    try {
      const { size } = await handle.stat();
      const { bytesRead, buffer } = await handle.read(
        new Uint8Array(readBytes),
        0,
        readBytes,
        Math.max(0, size - readBytes),
      );
      const lines = new TextDecoder().decode(buffer.subarray(0, bytesRead)).split(/\r\n|[\r\n]/);
      const own = lines.findLastIndex((line) => ownLine.test(line));
      const said = lines.slice(own + 1).filter((line) => line.trim() !== '');
      return plainText(said.slice(-mostLines).join(' | '), longest);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}

/** It begins with a time, and is the trainer's: what stands before the last one an earlier process may have said. */
const ownLine = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;
