// Which tickets still count: one a run, from when the run is queued until it is taken up or leaves the queue. A ticket
// alone could be replayed.

import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readBoundedText } from '../base/boundedFile.ts';
import { explainSystemError } from '../base/explainSystemError.ts';
import { chooseNames } from '../base/folderNames.ts';
import { makeFolderWithParents } from '../base/parentFolders.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, messageOf, pathOf } from '../base/systemErrors.ts';
import { writeAtomically } from '../base/writeAtomically.ts';

const ticketSchema = z.object({
  /** Absolute path of the run, as it was queued. */
  directory: z.string(),
  /** The folder that holds it, without links. */
  runsFolder: z.string(),
  /** SHA-256 of the ticket's proof. */
  digest: z.string(),
  /** Whether a trainer was started with it already. */
  isSpent: z.boolean(),
});

type OutstandingTicket = z.output<typeof ticketSchema>;

const longestTicket = 64 * 1024;
/** Of runs that wait in queues; of more, some wait for the person's word. */
const mostTickets = 10_000;

/** Where they are kept: a map from the name of a run's place. */
interface TicketStore {
  read(name: string): Promise<OutstandingTicket | undefined>;
  write(name: string, ticket: OutstandingTicket): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

export type TicketStanding = 'unknown' | 'unspent' | 'spent';

/** Calls for the runs of one folder come one after another, under the folder's lock. */
export class OutstandingTickets {
  readonly #store: TicketStore;

  private constructor(store: TicketStore) {
    this.#store = store;
  }

  /**
   * Kept in files under the user's folder, where every window finds them. What cannot be written there is kept for as
   * long as this process lives, and `onError` hears why.
   */
  static keptIn(userFolder: string, onError: (error: Error) => void): OutstandingTickets {
    return new OutstandingTickets(new TicketFiles(path.join(userFolder, 'queued-runs'), onError));
  }

  /** For as long as this process lives. */
  static inMemory(): OutstandingTickets {
    const tickets = new Map<string, OutstandingTicket>();
    return new OutstandingTickets({
      read: async (name) => tickets.get(name),
      write: async (name, ticket) => void tickets.set(name, ticket),
      remove: async (name) => void tickets.delete(name),
      names: async () => [...tickets.keys()],
    });
  }

  /** From now on only this ticket counts for the run. */
  async keep(directory: string, proof: string): Promise<void> {
    const absolute = path.resolve(directory);
    const runsFolder = await realpath(path.dirname(absolute));
    await this.#store.write(await nameOf(directory), {
      directory: absolute,
      runsFolder,
      digest: digestOf(proof),
      isSpent: false,
    });
  }

  /** Throws the system's error where the run is gone or what is kept cannot be read. */
  async standingOf(directory: string, proof: string): Promise<TicketStanding> {
    const ticket = await this.#store.read(await nameOf(directory));
    if (ticket === undefined || ticket.digest !== digestOf(proof)) return 'unknown';
    return ticket.isSpent ? 'spent' : 'unspent';
  }

  /** Says that a trainer is being started with it: it starts no other one. */
  async spend(directory: string): Promise<void> {
    const name = await nameOf(directory);
    const ticket = await this.#store.read(name);
    if (ticket !== undefined) await this.#store.write(name, { ...ticket, isSpent: true });
  }

  async drop(directory: string): Promise<void> {
    await this.#store.remove(await nameOf(directory));
  }

  /** The runs in `runsFolder` that still wait with one, as paths in it; drops those of runs that wait no more. */
  async waitingIn(runsFolder: string, waits: (directory: string) => Promise<boolean>): Promise<string[]> {
    const folder = await realpath(runsFolder);
    const waiting: string[] = [];
    for (const name of await this.#store.names()) {
      const ticket = await this.#store.read(name);
      if (ticket?.runsFolder !== folder) continue;
      if (await waits(ticket.directory)) waiting.push(path.resolve(runsFolder, path.basename(ticket.directory)));
      else await this.#store.remove(name);
    }
    return waiting;
  }
}

class TicketFiles implements TicketStore {
  readonly #folder: string;
  readonly #onError: (error: Error) => void;
  /** What could not be written, or removed: then undefined. */
  readonly #unwritten = new Map<string, OutstandingTicket | undefined>();
  #hasTold = false;

  constructor(folder: string, onError: (error: Error) => void) {
    this.#folder = folder;
    this.#onError = onError;
  }

  async read(name: string): Promise<OutstandingTicket | undefined> {
    if (this.#unwritten.has(name)) return this.#unwritten.get(name);
    try {
      const parsed = ticketSchema.safeParse(JSON.parse(await readBoundedText(this.#fileOf(name), longestTicket)));
      return parsed.success ? parsed.data : undefined;
    } catch (error) {
      // A damaged one counts as none: its run then waits for the person's word.
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  write(name: string, ticket: OutstandingTicket): Promise<void> {
    return this.#change(name, ticket, async () => {
      await makeFolderWithParents(this.#folder, 0o700);
      await writeAtomically(this.#fileOf(name), JSON.stringify(ticket));
    });
  }

  remove(name: string): Promise<void> {
    return this.#change(name, undefined, () => rm(this.#fileOf(name), { force: true }));
  }

  /** A home that is full, read-only or somebody else's must not keep runs from being started. */
  async #change(name: string, ticket: OutstandingTicket | undefined, write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.#unwritten.delete(name);
    } catch (error) {
      this.#unwritten.set(name, ticket);
      if (this.#hasTold) return;
      this.#hasTold = true;
      const reason = explainSystemError(error, this.#placeOf(error)) ?? messageOf(error);
      this.#onError(
        new Error(`Which runs wait in the queue is remembered by this window alone. ${reason}`, { cause: error }),
      );
    }
  }

  /** The part of the way to the folder that is why, if one is; files in it have another name at each attempt. */
  #placeOf(error: unknown): string {
    const place = pathOf(error);
    return place !== undefined && this.#folder.startsWith(place) ? place : this.#folder;
  }

  async names(): Promise<readonly string[]> {
    const rankOf = (name: string) => (/^[0-9a-f]{64}\.json$/.test(name) ? 0 : undefined);
    const { names } = await chooseNames(this.#folder, { rankOf, most: mostTickets }).catch(nothingInAFile);
    return [...new Set([...names.map((name) => name.slice(0, 64)), ...this.#unwritten.keys()])];
  }

  #fileOf(name: string): string {
    return path.join(this.#folder, `${name}.json`);
  }
}

/** Where a file has the folder's place, nothing was ever kept. */
function nothingInAFile(error: unknown): { readonly names: readonly string[] } {
  if (error instanceof RefusedFileError) return { names: [] };
  throw error;
}

async function nameOf(directory: string): Promise<string> {
  return digestOf(await realpath(path.resolve(directory)));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
