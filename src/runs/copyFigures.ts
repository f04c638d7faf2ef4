// Copies an event file for a run that goes on from another one: every good record but those that speak of the other run.

import { copyThrough } from '../base/copyPlainFile.ts';
import { scanRecords } from './eventRecords.ts';
import { hparamsTagPrefix } from './hparams.ts';

const stretchBytes = 1 << 22;
/** What stands around a record's content in the file. */
const [headerBytes, footerBytes] = [12, 4];

/**
 * What is damaged is left out, and what a process was about to write at the end.
 * @param to must not exist yet; a failure leaves nothing there
 * @throws {RefusedFileError} where `from` is no regular file; the system's error
 */
export function copyFigures(from: string, to: string): Promise<void> {
  return copyThrough(from, to, async (source, target) => {
    let rest: Uint8Array = new Uint8Array(0);
    for (let position = 0; ; ) {
      const bytes = new Uint8Array(rest.length + stretchBytes);
      bytes.set(rest);
      const { bytesRead } = await source.read(bytes, rest.length, stretchBytes, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      const { kept, consumed } = keepFigures(bytes.subarray(0, rest.length + bytesRead));
      await target.writeFile(Buffer.concat(kept));
      rest = bytes.subarray(consumed, rest.length + bytesRead);
    }
  });
}

function keepFigures(bytes: Uint8Array): { readonly kept: readonly Uint8Array[]; readonly consumed: number } {
  const kept: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { consumed } = scanRecords(bytes, view, (start, end) => {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
    if (!content.includes(hparamsTagPrefix)) kept.push(bytes.subarray(start - headerBytes, end + footerBytes));
  });
  return { kept, consumed };
}
