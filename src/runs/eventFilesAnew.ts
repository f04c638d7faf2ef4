// Event files that others exchanged or deleted beneath their process: what is still open is written anew, under a later
// name.

import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { renameOver, syncFolder } from '../base/writeAtomically.ts';
import { nextEventFileName } from './eventFiles.ts';
import { LockLostError, type RunHold } from './runHold.ts';

const copiedAtOnceBytes = 1 << 20;
/** A process writes its file anew so often: each time takes as much of the disk as all of its figures. */
const mostNewFiles = 100;

/** Something exchanges a run's event file again and again. */
class FiguresExchangedError extends Error {
  override readonly name = 'FiguresExchangedError';
}

interface OpenEventFile {
  readonly name: string;
  readonly file: FileHandle;
  /** In bytes. */
  readonly size: number;
}

export class EventFilesAnew {
  readonly #hold: RunHold;
  readonly #warn: (message: string) => void;
  #count = 0;

  /** @param warn is told each time, also where it fails */
  constructor(hold: RunHold, warn: (message: string) => void) {
    this.#hold = hold;
    this.#warn = warn;
  }

  /**
   * All that the file holds that was called `lost`: as a process that goes on the new one withdraws what earlier files
   * hold of that, and so whatever lies, or will lie, at the earlier name. Whoever dies meanwhile leaves no part of it.
   * @throws {FiguresExchangedError}, {LockLostError}, the system's error
   */
  async write(lost: string, file: FileHandle): Promise<OpenEventFile> {
    if (++this.#count > mostNewFiles)
      throw new FiguresExchangedError(
        `${lost} was exchanged or deleted while the run was at work, as files before it were: ${mostNewFiles} times in all. Keep whatever does that (git, a program that syncs folders) away from the run's folder, then resume the run.`,
      );
    const made = await this.#copy(lost, file).catch((error: unknown) => {
      // The run is another process’s by then.
      if (!(error instanceof LockLostError))
        this.#warn(
          `${lost} was exchanged or deleted while the run was at work, and could not be written anew. Figures of this process that it lacks now are lost; a good copy of it, put in its place, brings them back.`,
        );
      throw error;
    });
    this.#warn(
      `${lost} was exchanged or deleted while the run was at work, as “git stash” or a program that syncs folders does it. The run goes on in ${made.name}, where all that this process recorded was written again: no figure is lost. Keep such programs away from the folder of a run that is at work.`,
    );
    return made;
  }

  async #copy(lost: string, source: FileHandle): Promise<OpenEventFile> {
    const { directory } = this.#hold;
    const temporary = path.join(directory, `figures.${randomUUID()}.tmp`);
    this.#hold.assertHeld();
    const file = await open(temporary, 'ax+');
    try {
      const size = await copyInto(file, source);
      await file.datasync();
      const name = await nextEventFileName(directory, lost);
      await renameOver(temporary, path.join(directory, name), () => this.#hold.assertHeld());
      await this.#takeBackIfLost(name);
      await syncFolder(directory);
      return { name, file, size };
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** As what was appended. */
  async #takeBackIfLost(name: string): Promise<void> {
    try {
      this.#hold.assertHeld();
    } catch (error) {
      if (error instanceof LockLostError) await rm(path.join(this.#hold.directory, name), { force: true });
      throw error;
    }
  }
}

/** Gives how many bytes that is. */
async function copyInto(target: FileHandle, source: FileHandle): Promise<number> {
  const stretch = new Uint8Array(copiedAtOnceBytes);
  for (let position = 0; ; ) {
    const { bytesRead } = await source.read(stretch, 0, stretch.length, position);
    if (bytesRead === 0) return position;
    await target.writeFile(stretch.subarray(0, bytesRead));
    position += bytesRead;
  }
}
