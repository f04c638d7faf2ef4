// Notes of sweeps that are being made: in the user's own folder, a file for each. Where the editor keeps what belongs to a
// workspace, each window writes all of it as it read it at its start, over what others have kept since.

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readBounded } from '../../base/boundedFile.ts';
import { parseBoundedJson } from '../../base/boundedJson.ts';
import { chooseNames } from '../../base/folderNames.ts';
import { makeFolderWithParents } from '../../base/parentFolders.ts';
import type { ProcessIdentity } from '../../base/processIdentity.ts';
import { removeAbandoned } from '../../base/removeAbandoned.ts';
import { writeAtomically } from '../../base/writeAtomically.ts';

export interface NotedSweep {
  /** Of the group of its runs. */
  readonly id: string;
  /** How many it is to have. */
  readonly runs: number;
  readonly runsFolder: string;
  /** Who makes them. */
  readonly process: ProcessIdentity;
}

export interface SweepNote {
  /** Absolute path. */
  readonly file: string;
  /** Whose window made it. */
  readonly workspace: string;
  readonly sweep: NotedSweep;
}

const mostNotes = 1000;
const mostBytes = 16_384;
const nameOfNote = /^[0-9a-f-]{36}\.json$/;
/** A workspace that was not opened for so long does not want to know any more. Milliseconds. */
const keptFor = 90 * 86_400_000;

export class SweepNotes {
  readonly #folder: string;

  /** @param user the user's folder */
  constructor(user: string) {
    this.#folder = path.join(user, 'sweeps-being-made');
  }

  /** What cannot be read is passed over. Throws the system's error. */
  async list(): Promise<readonly SweepNote[]> {
    const rankOf = (name: string) => (nameOfNote.test(name) ? 0 : undefined);
    const { names } = await chooseNames(this.#folder, { rankOf, most: mostNotes });
    const notes = await Promise.all(names.map((name) => readNote(path.join(this.#folder, name))));
    return notes.flatMap((note) => note ?? []);
  }

  /** Gives the file. Throws the system's error. */
  async write(workspace: string, sweep: NotedSweep): Promise<string> {
    await makeFolderWithParents(this.#folder, 0o700);
    await removeAbandoned(this.#folder, {
      name: /^[0-9a-f-]{36}\.json(\.[0-9a-f-]{36}\.tmp)?$/,
      isOurs: (entry) => entry.isFile(),
      most: mostNotes,
      afterMilliseconds: keptFor,
    });
    const file = path.join(this.#folder, `${randomUUID()}.json`);
    await writeAtomically(file, `${JSON.stringify({ workspace, sweep })}\n`);
    return file;
  }

  /** Throws the system's error. */
  async remove(files: readonly string[]): Promise<void> {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  }
}

async function readNote(file: string): Promise<SweepNote | undefined> {
  try {
    const read = parseBoundedJson(await readBounded(file, mostBytes), { depth: 4, values: 20, names: 20 });
    if (typeof read !== 'object' || read === null || !('workspace' in read && 'sweep' in read)) return undefined;
    const { workspace, sweep } = read;
    return typeof workspace === 'string' && isNotedSweep(sweep) ? { file, workspace, sweep } : undefined;
  } catch {
    return undefined;
  }
}

export function isNotedSweep(value: unknown): value is NotedSweep {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'runs' in value && 'runsFolder' in value && 'process' in value)) return false;
  const { id, runs, runsFolder, process } = value;
  return [typeof id, typeof runs, typeof runsFolder].join() === 'string,number,string' && isIdentity(process);
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  if (!('host' in value && 'pid' in value && 'startedAt' in value)) return false;
  const { host, pid, startedAt } = value;
  return typeof host === 'string' && Number.isSafeInteger(pid) && (startedAt === null || typeof startedAt === 'string');
}
