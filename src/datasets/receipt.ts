// The receipt in the folder of a data set that is whole: what was got, from where, and what it was known by.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { type DatasetId, datasetIds } from './dataset.ts';
import { receiptName } from './datasetFolder.ts';

const receiptSchema = z.object({
  formatVersion: z.literal(1),
  id: z.enum(datasetIds),
  /** UTC. */
  gotAt: z.string(),
  /** The files as they were downloaded. */
  downloads: z.array(
    z.object({
      name: z.string(),
      /** An address, or the folder that a person brought the file in. */
      from: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      /** `sha256`: the catalogue's sum; `contents`: what was in it. */
      knownBy: z.enum(['sha256', 'contents']),
    }),
  ),
  files: z.int(),
  bytes: z.int(),
});

export type Receipt = z.output<typeof receiptSchema>;
export type ReceivedFile = Receipt['downloads'][number];

export async function writeReceipt(folder: string, receipt: Receipt): Promise<void> {
  await writeFile(path.join(folder, receiptName), `${JSON.stringify(receipt, null, 2)}\n`);
}

/** Undefined where the folder has none, or one that cannot be read. */
export async function readReceipt(folder: string, id: DatasetId): Promise<Receipt | undefined> {
  try {
    const receipt = receiptSchema.safeParse(JSON.parse(await readFile(path.join(folder, receiptName), 'utf8')));
    return receipt.success && receipt.data.id === id ? receipt.data : undefined;
  } catch {
    return undefined;
  }
}
