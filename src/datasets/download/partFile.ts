// A download in progress: the bytes so far in `<name>.part`, and beside them what they are a part of.

import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { hasCode } from '../../base/systemErrors.ts';

const recordSchema = z.object({
  address: z.string(),
  /** A strong ETag or a Last-Modified date: with it the server says whether the rest still belongs to the part. */
  validator: z.string().nullable(),
  total: z.int().nullable(),
});

export type PartRecord = z.output<typeof recordSchema>;

/** Bytes that a download may continue from. */
export interface ResumablePart {
  readonly bytes: number;
  readonly validator: string;
  readonly total: number | null;
}

export class PartFile {
  /** Absolute path of the bytes. */
  readonly path: string;
  readonly #record: string;

  /** @param file absolute path that the whole file will have */
  constructor(file: string) {
    this.path = `${file}.part`;
    this.#record = `${file}.part.json`;
  }

  /** What there is to continue from at this address; undefined where the download has to begin anew. */
  async resumable(address: string): Promise<ResumablePart | undefined> {
    const record = recordSchema.safeParse(await this.#readRecord());
    if (!record.success || record.data.address !== address || record.data.validator === null) return undefined;
    const bytes = await this.bytes();
    const { validator, total } = record.data;
    return bytes === 0 || (total !== null && bytes >= total) ? undefined : { bytes, validator, total };
  }

  /** How many bytes there are. */
  async bytes(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return 0;
      throw error;
    }
  }

  /** To be called before the first byte of another answer is written. */
  async describe(record: PartRecord): Promise<void> {
    await writeFile(this.#record, JSON.stringify(record));
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await this.removeRecord();
  }

  async removeRecord(): Promise<void> {
    await rm(this.#record, { force: true });
  }

  async #readRecord(): Promise<unknown> {
    try {
      return JSON.parse(await readFile(this.#record, 'utf8'));
    } catch {
      // None, or one that a crash left half-written: begin anew.
      return undefined;
    }
  }
}
