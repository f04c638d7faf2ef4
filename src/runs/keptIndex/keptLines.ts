// The index of a runs folder as it lies on the disk: a line for each run, sealed for one user.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Breathe } from '../labelColumns.ts';

/** Another format, or another version that wrote it, makes an index worth nothing. */
export interface IndexSeal {
  readonly secret: Uint8Array;
  /** Of Reptile Lab, with whatever else decides what lines hold. */
  readonly version: string;
  /** Where the runs lie: an index that was copied with its runs says nothing of the copies. */
  readonly folder: string;
}

/** Of one run; texts hold neither tabs nor line ends. */
export interface IndexLine {
  /** Of its directory. */
  readonly name: string;
  readonly manifestStamp: string;
  /** As `keptManifests.ts` writes it; empty where it is not kept. */
  readonly manifest: string;
  readonly experimentStamp: string;
  /** As `keptFacts.ts` writes them; empty where they are not kept. */
  readonly facts: string;
}

/** What many lines refer to. */
export interface SharedParts {
  /** Of manifests. */
  readonly bases: readonly string[];
  /** Of facts. */
  readonly shapes: readonly string[];
}

export interface IndexContent extends SharedParts {
  readonly lines: readonly IndexLine[];
}

const mark = 'reptile-lab runs 2';
const saltBytes = 16;
const bytesAtOnce = 1 << 18;

/** The whole file. */
export async function sealLines(
  { bases, shapes, lines }: IndexContent,
  seal: IndexSeal,
  breathe: Breathe,
): Promise<Uint8Array> {
  // No run has an empty name.
  const parts = [...bases.map((base) => `\tbase\t${base}\n`), ...shapes.map((shape) => `\tshape\t${shape}\n`)];
  for (const { name, manifestStamp, manifest, experimentStamp, facts } of lines) {
    parts.push(`${[name, manifestStamp, manifest, experimentStamp, facts].join('\t')}\n`);
    await breathe();
  }
  const body = Buffer.from(parts.join(''));
  const salt = randomBytes(saltBytes).toString('hex');
  const head = `${mark}\t${salt}\t${await proofOf(body, salt, seal, breathe)}\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** The lines by the runs' names, each read when it is asked for; undefined where this user did not seal them so. */
export async function openLines(file: Uint8Array, seal: IndexSeal, breathe: Breathe): Promise<SealedLines | undefined> {
  const endOfHead = file.indexOf(lineEnd);
  const [found, salt = '', proof = ''] = new TextDecoder().decode(file.subarray(0, Math.max(0, endOfHead))).split('\t');
  if (found !== mark) return undefined;
  const body = Buffer.from(file.buffer, file.byteOffset + endOfHead + 1, file.byteLength - endOfHead - 1);
  const [own, stated] = [await proofOf(body, salt, seal, breathe), proof].map((text) => Buffer.from(text));
  if (own === undefined || stated === undefined || own.length !== stated.length || !timingSafeEqual(own, stated))
    return undefined;
  const shared = { bases: [] as string[], shapes: [] as string[] };
  const lines = new Map<string, number>();
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf(lineEnd, start);
    const endOfName = body.indexOf(tab, start);
    if (end < 0 || endOfName < 0 || endOfName > end) break;
    if (endOfName === start) {
      const [kind, part = ''] = body.toString('utf8', start + 1, end).split('\t');
      (kind === 'base' ? shared.bases : shared.shapes).push(part);
    } else lines.set(body.toString('utf8', start, endOfName), endOfName + 1);
    start = end + 1;
    await breathe();
  }
  return new SealedLines(shared, body, lines);
}

/** The lines stay as they lie in the file: as texts, ten thousand of them would take three times as much. */
export class SealedLines {
  readonly shared: SharedParts;
  readonly #body: Buffer;
  readonly #lines: ReadonlyMap<string, number>;

  /** @param lines where in `body` each run's line begins, behind its name */
  constructor(shared: SharedParts, body: Buffer, lines: ReadonlyMap<string, number>) {
    this.shared = shared;
    this.#body = body;
    this.#lines = lines;
  }

  of(name: string): IndexLine | undefined {
    const start = this.#lines.get(name);
    if (start === undefined) return undefined;
    const line = this.#body.toString('utf8', start, this.#body.indexOf(lineEnd, start));
    const [manifestStamp = '', manifest = '', experimentStamp = '', facts = ''] = line.split('\t');
    return { name, manifestStamp, manifest, experimentStamp, facts };
  }
}

/** Whether a line of the run can be written at all. */
export function canBeNamed(name: string): boolean {
  return !/[\t\r\n]/.test(name);
}

/** The value of JSON that this user wrote; undefined for what is none. */
export function readPart(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const lineEnd = 0x0a;
const tab = 0x09;

async function proofOf(body: Uint8Array, salt: string, seal: IndexSeal, breathe: Breathe): Promise<string> {
  const { secret, version, folder } = seal;
  const hmac = createHmac('sha256', secret).update(JSON.stringify(['index of runs', version, folder, salt]));
  for (let start = 0; start < body.length; start += bytesAtOnce) {
    hmac.update(body.subarray(start, start + bytesAtOnce));
    await breathe();
  }
  return hmac.digest('hex');
}
