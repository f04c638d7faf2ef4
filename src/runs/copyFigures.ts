// Copies an event file for a run that goes on from another one: every good record but those that speak of the other run.

import { copyThrough } from '../base/copyPlainFile.ts';
import { EventDecoder } from './eventDecoder.ts';
import { longestRecordBytes } from './eventFileProgress.ts';
import { type ScannedRecords, scanRecords } from './eventRecords.ts';
import { FigureBatch } from './figureBatch.ts';
import { hparamsTagPrefix } from './hparams.ts';

/** Scanning so many takes some milliseconds, and every record of ours fits in. */
const stretchBytes = 2 * longestRecordBytes;
/** What stands around a record's content in the file. */
const [headerBytes, footerBytes] = [12, 4];

/**
 * What is damaged is left out, and what a process was about to write at the end. Gives how many bytes that is.
 * @param to must not exist yet; a failure leaves nothing there
 * @param mostDamagedBytes a file with more of them is read no further: gigabytes of nothing would take minutes
 * @throws {RefusedFileError} where `from` is no regular file; the system's error
 */
export async function copyFigures(from: string, to: string, mostDamagedBytes: number): Promise<number> {
  let damagedBytes = 0;
  await copyThrough(from, to, async (source, target) => {
    const decoder = new EventDecoder(() => false);
    const stretch = new Uint8Array(stretchBytes);
    for (let position = 0; damagedBytes <= mostDamagedBytes; ) {
      const { bytesRead } = await source.read(stretch, 0, stretchBytes, position);
      const { kept, damage, scanned } = keepFigures(stretch.subarray(0, bytesRead), decoder);
      await target.writeFile(Buffer.concat(kept));
      damagedBytes += damage;
      position += scanned.consumed;
      if (scanned.consumed > 0) continue;
      // A record of ours would be there whole.
      const passedOver = bytesRead === stretchBytes ? (scanned.nextBytes ?? 0) : 0;
      if (passedOver === 0) break;
      damagedBytes += passedOver;
      position += passedOver;
    }
  });
  return damagedBytes;
}

interface KeptFigures {
  readonly kept: readonly Uint8Array[];
  /** Bytes that are no record of a run's. */
  readonly damage: number;
  readonly scanned: ScannedRecords;
}

function keepFigures(bytes: Uint8Array, decoder: EventDecoder): KeptFigures {
  const kept: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nothing = new FigureBatch();
  let undecodable = 0;
  const scanned = scanRecords(bytes, view, (start, end) => {
    const isOurs = decoder.decode(bytes, view, start, end, 0, nothing).kind !== 'undecodable';
    const content = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
    if (!isOurs) undecodable += end - start;
    else if (!content.includes(hparamsTagPrefix)) kept.push(bytes.slice(start - headerBytes, end + footerBytes));
  });
  return { kept, damage: undecodable + (scanned.damage?.bytes ?? 0), scanned };
}
