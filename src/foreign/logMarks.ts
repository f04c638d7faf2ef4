// What people say of other programs' logs. Those are only read, so it lies in the user's own folder, in a folder for each log.

import { createHash } from 'node:crypto';
import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { chooseNames } from '../base/folderNames.ts';
import { makeFolderWithParents } from '../base/parentFolders.ts';
import { userFolder } from '../base/userFolder.ts';
import { changeMarks } from '../runs/marks/changeMarks.ts';
import { changedMarks, type MarksChange, noMarks, type RunMarks } from '../runs/marks/marks.ts';
import { lookAtMarks, type SeenMarks } from '../runs/marks/marksFile.ts';

const mostLogs = 20_000;
/** Of all that is said of the logs of one folder. */
const mostBytes = 16 * 2 ** 20;

/** Where the marks of a log lie, as those of a run lie in its directory; absolute. It may not exist yet. */
export function folderOfLogMarks(logDirectory: string, user: string = userFolder()): string {
  return path.join(folderOfAll(user), nameOf(logDirectory));
}

/** As `changeMarks` does for a run. @throws as `changeMarks` does */
export async function changeLogMarks(
  logDirectory: string,
  changes: readonly MarksChange[],
  user: string = userFolder(),
): Promise<RunMarks> {
  // Before anything is made for them.
  changedMarks(noMarks, changes);
  const folder = folderOfLogMarks(logDirectory, user);
  await makeFolderWithParents(folder, 0o700);
  return changeMarks(folder, changes);
}

/** Remembers marks between looks at the logs of one folder. */
export class LogMarks {
  readonly #user: string;
  #marked: ReadonlySet<string> = new Set();
  #known = new Map<string, SeenMarks>();
  #bytes = 0;

  constructor(user: string) {
    this.#user = user;
  }

  /** Looks which logs have marks: most have none. What cannot be looked at has none. */
  async find(): Promise<void> {
    const folder = folderOfAll(this.#user);
    const { names } = await chooseNames(folder, { rankOf: () => 0, most: mostLogs }).catch(() => ({ names: [] }));
    this.#marked = new Set(names);
    this.#bytes = 0;
  }

  /** As they are now, of a log that had some when they were looked for. Never rejects. */
  async of(logDirectory: string): Promise<RunMarks> {
    const name = nameOf(logDirectory);
    if (!this.#marked.has(name)) return noMarks;
    const mayTake = (bytes: number) => {
      this.#bytes += bytes;
      return this.#bytes <= mostBytes;
    };
    const known = this.#known.get(name);
    const seen = await lookAtMarks(folderOfLogMarks(logDirectory, this.#user), known, { mayTake, lookAtEntry });
    this.#known.set(name, seen);
    return seen.marks;
  }
}

function folderOfAll(user: string): string {
  return path.join(user, 'log-marks');
}

/** Windows takes a path in any letters, and the editor and terminals write them differently. */
function nameOf(logDirectory: string): string {
  const absolute = path.resolve(logDirectory);
  const key = process.platform === 'win32' ? absolute.toLowerCase() : absolute;
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
