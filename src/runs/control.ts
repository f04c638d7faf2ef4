// Control requests: anyone puts a small file into `control/`; the trainer carries it out and names it in the manifest.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readBoundedText } from '../base/boundedFile.ts';
import { type ChosenNames, chooseNames } from '../base/folderNames.ts';
import { makeFolder } from '../base/plainFolder.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import { writeAtomically } from '../base/writeAtomically.ts';
import { runFiles } from './runDirectory.ts';

const requestSchema = z.object({ kind: z.enum(['pause', 'continue', 'stop', 'checkpoint']) });
const mostRequestBytes = 4096;
const mostFilesLookedAt = 1000;
const mostNames = 12_000;

/** `checkpoint` saves the state at the next meta-iteration; `stop` saves it and ends the process. */
export type ControlKind = z.output<typeof requestSchema>['kind'];

export interface ControlRequest {
  readonly name: string;
  readonly kind: ControlKind;
}

/** What a file in `control/` is. A request made by hand may not be written to its end yet. */
export type FoundRequest =
  | { readonly kind: 'request'; readonly request: ControlRequest }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'foreign' };

/** Requests of one process are carried out in their order, even when they are made within a millisecond. */
let lastMadeAt = 0;

/**
 * Asks the run's trainer for something. Returns the request's name, which appears in the manifest's `answeredRequests`
 * when it was carried out.
 */
export async function requestControl(directory: string, kind: ControlKind): Promise<string> {
  const { control } = runFiles(directory);
  await makeFolder(control);
  lastMadeAt = Math.max(Date.now(), lastMadeAt + 1);
  const name = `${lastMadeAt}-${randomBytes(4).toString('hex')}-${kind}.json`;
  await writeAtomically(path.join(control, name), `${JSON.stringify({ kind })}\n`);
  return name;
}

/** Names as `requestControl` gives them. */
const ownName = /^(\d+)-[0-9a-f]{8}-(?:pause|continue|stop|checkpoint)\.json$/;

/**
 * Names of what may be a request, oldest first. Those that a program gave come before all others, which may be very
 * many and no requests; of more than `most` those are taken that a program made nearest to this moment.
 */
export async function listRequestNames(directory: string, most = mostNames): Promise<ChosenNames> {
  const now = Date.now();
  const rankOf = (name: string) => {
    if (!name.endsWith('.json')) return undefined;
    const madeAt = ownName.exec(name)?.[1];
    return madeAt === undefined ? Number.POSITIVE_INFINITY : Math.abs(Number(madeAt) - now);
  };
  const chosen = await chooseNames(runFiles(directory).control, { rankOf, most });
  const names = chosen.names.toSorted();
  return {
    ...chosen,
    names: [...names.filter((name) => ownName.test(name)), ...names.filter((name) => !ownName.test(name))],
  };
}

/** The file of this name, which `listRequestNames` gave. Throws the system's error when it cannot be read. */
export async function readRequest(directory: string, name: string): Promise<FoundRequest> {
  try {
    const text = await readBoundedText(path.join(runFiles(directory).control, name), mostRequestBytes);
    const request = requestSchema.safeParse(JSON.parse(text));
    return request.success ? { kind: 'request', request: { name, kind: request.data.kind } } : { kind: 'foreign' };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'unfinished' };
    if (error instanceof RefusedFileError || hasCode(error, 'ENOENT')) return { kind: 'foreign' };
    throw error;
  }
}

/** Takes answered requests away. */
export async function removeRequests(directory: string, requests: readonly ControlRequest[]): Promise<void> {
  const { control } = runFiles(directory);
  for (const { name } of requests) await rm(path.join(control, name), { force: true });
}

/** Takes all requests away: nobody will answer them. What is no request is left alone. */
export async function dropRequests(directory: string): Promise<void> {
  await removeRequests(directory, await readRequests(directory));
}

/**
 * The requests that wait, in the order of `listRequestNames`; of a folder with thousands of files, those nearest to
 * this moment.
 */
export async function readRequests(directory: string): Promise<ControlRequest[]> {
  const requests: ControlRequest[] = [];
  for (const name of (await listRequestNames(directory, mostFilesLookedAt)).names) {
    const found = await readRequest(directory, name);
    if (found.kind === 'request') requests.push(found.request);
  }
  return requests;
}
