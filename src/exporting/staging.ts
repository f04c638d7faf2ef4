// Staging: what an export writes stands beside its target, or within a folder that is there, until all of it is whole, and
// then takes its place.

import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { lookAtEntry, lookAtEntryAtOnce } from '../base/boundedFile.ts';
import { makeFolderWithParentsAtOnce } from '../base/parentFolders.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, isSystemError, messageOf } from '../base/systemErrors.ts';
import { clearKilled, keptName, newStagingName } from './leftStagings.ts';
import { ExportRefused } from './runFigures.ts';
import { longestStretch, StagedFile } from './stagedFile.ts';

/** Something stands where an export would write. */
export class AlreadyThereError extends Error {
  override readonly name = 'AlreadyThereError';
  readonly place: string;

  constructor(place: string) {
    super(`${place} is already there.`);
    this.place = place;
  }
}

/** Something could neither take its place nor be put back: `message` says what, and where what was there lies. */
export class PartlyPublishedError extends Error {
  override readonly name = 'PartlyPublishedError';

  constructor(left: readonly string[], kept: string, cause: unknown) {
    const told = left.slice(0, mostTold).join(', ');
    const more = left.length > mostTold ? `, and ${left.length - mostTold} more` : '';
    super(
      `The export failed on the way (${messageOf(cause)}), and not all could be put back: ${told}${more}. What was there before, and what was to come, lies in ${kept}. Put it back from there, and delete that folder then.`,
      { cause },
    );
  }
}

const mostTold = 5;

/** A step of publishing: something was moved, or a folder was made, and those that it lies in up to the outermost. */
type Moved = { readonly from: string; readonly to: string } | MadeFolder;

interface MadeFolder {
  readonly made: string;
  readonly outermost: string;
}

function removeEmpty({ made, outermost }: MadeFolder): void {
  for (let folder = made; folder.length >= outermost.length; folder = path.dirname(folder)) rmdirSync(folder);
}

export class Staging {
  /** Absolute path of what the person named. */
  readonly target: string;
  readonly #isFolder: boolean;
  readonly #mayReplace: boolean;
  #place: string;
  /** Within the target; of a file the target itself, as an empty path. */
  readonly #units = new Set<string>();
  #mayDiscard = true;

  private constructor(target: string, isFolder: boolean, mayReplace: boolean, place: string) {
    this.target = target;
    this.#isFolder = isFolder;
    this.#mayReplace = mayReplace;
    this.#place = place;
  }

  /**
   * @param target absolute path, whose parent exists; a folder may hold other things, which stay as they are
   * @throws {AlreadyThereError} for a file that is there, unless it may be replaced; {RefusedFileError} where something
   *   else stands in its place
   */
  static async begin(target: string, what: 'file' | 'folder', mayReplace: boolean): Promise<Staging> {
    const found = await lookAtEntry(target);
    // What is beside a folder may be another disk, or nobody's to write to.
    const isThere = what === 'folder' && found?.isDirectory() === true;
    const place = isThere ? path.join(target, `.export.${newStagingName()}`) : `${target}.${newStagingName()}`;
    const staging = new Staging(target, what === 'folder', mayReplace, place);
    if (what === 'file') {
      if (found?.isDirectory()) throw new RefusedFileError(target, 'folder');
      staging.claim('');
      await clearKilled(target, what);
    } else {
      if (found?.isSymbolicLink()) throw new RefusedFileError(target, 'link');
      if (found !== undefined && !found.isDirectory()) throw new RefusedFileError(target, 'notAFolder');
      await clearKilled(target, what);
      try {
        mkdirSync(place);
      } catch (error) {
        throw staging.ofTarget(error);
      }
    }
    return staging;
  }

  /**
   * Says that a file or a folder of this path within the target will be made, which takes its place as a whole.
   * @throws {AlreadyThereError} where something is there already, unless it may be replaced; {RefusedFileError} where
   *   something else than a folder stands in the place of one on the way there
   */
  claim(unit: string): void {
    const place = path.join(this.target, unit);
    this.#refuseLinks(unit);
    if (!this.#mayReplace && lookAtEntryAtOnce(place) !== undefined) throw new AlreadyThereError(place);
    this.#units.add(unit);
  }

  /**
   * A new file of this path within the target, in what was claimed. Throws the system's error.
   * @param stretch bytes that are written at once
   */
  create(file = '', stretch = longestStretch): StagedFile {
    const place = path.join(this.#place, file);
    if (file !== '') this.makeFolder(path.dirname(file));
    return new StagedFile(place, stretch);
  }

  /** A folder of this path within the target, in what was claimed, which may be there. Throws the system's error. */
  makeFolder(folder: string): void {
    this.#lookForPlace();
    makeFolderWithParentsAtOnce(path.join(this.#place, folder));
  }

  /** Takes back what was written of a file or a folder that was claimed, which is made no more. */
  drop(unit: string): void {
    rmSync(path.join(this.#place, unit), { recursive: true, force: true });
    this.#units.delete(unit);
  }

  /** Writes a whole file, as `create` does. */
  write(file: string, content: string | Uint8Array): void {
    const created = this.create(file);
    created.write(content);
    created.end();
  }

  /**
   * Everything takes its place, or nothing does. Throws the system's error, and as `claim` does where something came
   * meanwhile. @throws {PartlyPublishedError} where not even what was there before can be put back
   */
  publish(): void {
    if (!this.#isFolder || lookAtEntryAtOnce(this.target) === undefined) {
      if (!this.#isFolder) this.claim('');
      renameSync(this.#place, this.target);
      return;
    }
    this.#lookForPlace();
    for (const unit of this.#units) this.claim(unit);
    this.#keep();
    const moved: Moved[] = [];
    try {
      for (const unit of this.#units) this.#publishUnit(unit, moved);
    } catch (error) {
      this.#putBack(moved, error);
      throw error;
    }
    this.discard();
  }

  /** From here on it holds what was there before: whoever finds it after this process was killed must not clear it away. */
  #keep(): void {
    const kept = keptName(this.#place);
    renameSync(this.#place, kept);
    this.#place = kept;
  }

  /** @param moved to which each step is added as soon as it is taken */
  #publishUnit(unit: string, moved: Moved[]): void {
    const [from, to] = [path.join(this.#place, unit), path.join(this.target, unit)];
    if (lookAtEntryAtOnce(from) === undefined) return;
    this.#refuseLinks(unit);
    const folder = path.dirname(to);
    const outermost = makeFolderWithParentsAtOnce(folder);
    if (outermost !== undefined) moved.push({ made: folder, outermost });
    const move = (here: string, there: string) => {
      renameSync(here, there);
      moved.push({ from: here, to: there });
    };
    if (lookAtEntryAtOnce(to) !== undefined) move(to, path.join(this.#place, randomUUID()));
    move(from, to);
  }

  /** The last step first. */
  #putBack(moved: readonly Moved[], cause: unknown): void {
    const left: string[] = [];
    for (const step of moved.toReversed())
      try {
        if ('made' in step) removeEmpty(step);
        else renameSync(step.to, step.from);
      } catch {
        left.push('made' in step ? step.made : step.from);
      }
    if (left.length === 0) return;
    this.#mayDiscard = false;
    throw new PartlyPublishedError(left, this.#place, cause);
  }

  /** A link in a folder that anybody may have made leads wherever they chose. */
  #refuseLinks(unit: string): void {
    const steps = path.dirname(unit).split(path.sep);
    for (const [place, step] of steps.entries()) {
      if (step === '.' || step === '') continue;
      const folder = path.join(this.target, ...steps.slice(0, place + 1));
      const found = lookAtEntryAtOnce(folder);
      if (found === undefined) return;
      if (found.isSymbolicLink()) throw new RefusedFileError(folder, 'link');
      if (!found.isDirectory()) throw new RefusedFileError(folder, 'notAFolder');
    }
  }

  /** Whoever deletes it, as with the folder around it, takes what was written: it is not made anew. */
  #lookForPlace(): void {
    lstatSync(this.#place);
  }

  /** `error`, of the target where it names what stands beside or within it, which nobody knows. */
  ofTarget(error: unknown): unknown {
    if (!isSystemError(error) || error.path?.startsWith(this.#place) !== true) return error;
    if (hasCode(error, 'ENOENT'))
      return new ExportRefused(`${this.target} was changed while runs were exported to it. Export again.`);
    error.path = this.target + error.path.slice(this.#place.length);
    return error;
  }

  /** Takes away what has not taken its place. */
  discard(): void {
    if (this.#mayDiscard) rmSync(this.#place, { recursive: true, force: true });
  }
}
