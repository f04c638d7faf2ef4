// Reading and writing run.json.

import path from 'node:path';
import * as z from 'zod';
import { readBounded } from '../base/boundedFile.ts';
import { OutsizedJsonError, parseBoundedJson } from '../base/boundedJson.ts';
import { misnamedOnWay } from '../base/misnamed.ts';
import { hasCode } from '../base/systemErrors.ts';
import { untranslated } from '../base/translate.ts';
import { writeAtomically } from '../base/writeAtomically.ts';
import { type FileProblem, fileProblemOf } from './fileProblem.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import type { RunHold } from './runHold.ts';
import { describeNotice, type RunNotice } from './runNotice.ts';
import { upgradeOrigin } from './runOrigin.ts';

/** A manifest has a few kilobytes; a failure's stack and a long name make it longer. */
const mostManifestBytes = 1 << 20;
const manifestBounds = { depth: 16, values: 5000, names: 1000 };

/** What every version's manifest has. Made once: a schema is compiled where it first checks something. */
const versionedSchema = z.object({ formatVersion: z.number() });

/** Whether a run.json is not there, damaged, of a newer version, or there and cannot be read just now. */
export type ManifestFault = 'missing' | 'damaged' | 'newer' | 'unreadable';

/** A run directory that cannot be read. `message` names the file, says why and what to do. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly fault: ManifestFault;
  readonly notice: RunNotice;

  constructor(fault: ManifestFault, notice: RunNotice) {
    super(describeNotice(notice, untranslated));
    this.fault = fault;
    this.notice = notice;
  }
}

/** @throws {ManifestError} when the file is missing, damaged, or written by a newer version */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = path.join(directory, 'run.json');
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(file, mostManifestBytes);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) {
      const misnamed = await misnamedOnWay(path.resolve(directory));
      if (misnamed !== undefined)
        throw new ManifestError('unreadable', { of: 'manifest', problem: { code: 'misnamed', file: misnamed } });
      throw new ManifestError('missing', { of: 'noRun', directory });
    }
    throw new ManifestError('unreadable', { of: 'manifest', problem: fileProblemOf(file, error) });
  }
  return parseManifest(bytes, file);
}

function parseManifest(bytes: Uint8Array, file: string): Manifest {
  let value: unknown;
  try {
    value = parseBoundedJson(bytes, manifestBounds);
  } catch (error) {
    throw damaged(error instanceof OutsizedJsonError ? fileProblemOf(file, error) : { code: 'notJson', file });
  }
  const versioned = versionedSchema.safeParse(value);
  if (versioned.success && versioned.data.formatVersion > 1) {
    throw new ManifestError('newer', { of: 'manifest', problem: { code: 'newer', file } });
  }
  const manifest = manifestSchema.safeParse(upgradeOrigin(value));
  if (manifest.success) return manifest.data;
  const where = manifest.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw damaged({ code: 'otherShape', file, where });
}

function damaged(problem: FileProblem): ManifestError {
  return new ManifestError('damaged', { of: 'manifest', problem });
}

/**
 * Writes the manifest of a run that is not there yet, or that nobody else knows of; `writeManifestOf` is for all
 * others. It is on the disk when this resolves: some file systems show an empty file after a power cut that follows a
 * rename too soon.
 */
export function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  return replaceManifest(directory, manifest, () => {});
}

/**
 * Writes the manifest of the run whose lock this process holds. @throws {LockLostError} when it no longer does; nothing
 * is written then
 */
export function writeManifestOf(hold: RunHold, manifest: Manifest): Promise<void> {
  return replaceManifest(hold.directory, manifest, () => hold.assertHeld());
}

async function replaceManifest(directory: string, manifest: Manifest, mayReplace: () => void): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeAtomically(path.join(directory, 'run.json'), text, { durable: true, mayReplace });
}

/**
 * Keeps run.json up to date: changes are merged in memory; progress is written at most once in `interval` milliseconds,
 * changes that a reader waits for at once. One writer for each run: every write is refused with `LockLostError` once
 * the run's lock is lost.
 */
export class ManifestWriter {
  readonly #hold: RunHold;
  readonly #interval: number;
  #manifest: Manifest;
  /** As it lies on the disk. */
  #written: Manifest;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #writtenAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  readonly #onError: (error: unknown) => void;

  constructor(
    hold: RunHold,
    manifest: Manifest,
    options: { readonly interval: number; readonly onError: (error: unknown) => void },
  ) {
    this.#hold = hold;
    this.#manifest = manifest;
    this.#written = manifest;
    this.#interval = options.interval;
    this.#onError = options.onError;
  }

  get manifest(): Manifest {
    return this.#manifest;
  }

  /** What readers find by now: the last one that could be written. */
  get written(): Manifest {
    return this.#written;
  }

  /**
   * Merges progress; it is on the disk within the interval. Failures go to `onError`. After `close` it does nothing.
   */
  update(changes: Partial<Manifest>): void {
    if (this.#isClosed) return;
    this.#manifest = { ...this.#manifest, ...changes };
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#writtenAt + this.#interval - performance.now());
    this.#timer = setTimeout(() => void this.#flush().catch(this.#onError), wait);
  }

  /** Merges changes and waits until they are written. After `close` it does nothing. */
  async write(changes: Partial<Manifest>): Promise<void> {
    if (this.#isClosed) return;
    this.#manifest = { ...this.#manifest, ...changes };
    await this.#flush();
  }

  /** Waits until progress that was merged is written. Failures go to `onError`. After `close` it does nothing. */
  async settle(): Promise<void> {
    await this.write({}).catch(this.#onError);
  }

  /** The last word: from here on the file belongs to whoever takes the run up next. */
  async close(changes: Partial<Manifest>): Promise<void> {
    this.#isClosed = true;
    this.#manifest = { ...this.#manifest, ...changes };
    await this.#flush();
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writtenAt = performance.now();
    const written = this.#writing.then(async () => {
      const manifest = this.#manifest;
      await writeManifestOf(this.#hold, manifest);
      this.#written = manifest;
    });
    this.#writing = written.catch(() => undefined);
    await written;
  }
}
