// Control requests: anyone puts a small file into `control/`; the trainer carries it out and names it in the manifest.

import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { hasCode } from '../base/systemErrors.ts';
import { makeFolder } from './makeFolder.ts';
import { runFiles } from './runDirectory.ts';
import { writeAtomically } from './writeAtomically.ts';

const requestSchema = z.object({ kind: z.enum(['pause', 'continue', 'stop', 'checkpoint']) });

/** `checkpoint` saves the state at the next meta-iteration; `stop` saves it and ends the process. */
export type ControlKind = z.output<typeof requestSchema>['kind'];

export interface ControlRequest {
  readonly name: string;
  readonly kind: ControlKind;
}

/** Requests of one process are carried out in their order, even when they are made within a millisecond. */
let lastMadeAt = 0;

/** Asks the run's trainer for something. Returns the request's name, which appears in the manifest's `answeredRequests` when it was carried out. */
export async function requestControl(directory: string, kind: ControlKind): Promise<string> {
  const { control } = runFiles(directory);
  await makeFolder(control);
  lastMadeAt = Math.max(Date.now(), lastMadeAt + 1);
  const name = `${lastMadeAt}-${randomBytes(4).toString('hex')}-${kind}.json`;
  await writeAtomically(path.join(control, name), `${JSON.stringify({ kind })}\n`);
  return name;
}

/** The requests that wait, oldest first. What is no request is left alone. */
export async function readRequests(directory: string): Promise<ControlRequest[]> {
  const { control } = runFiles(directory);
  let names: string[];
  try {
    names = (await readdir(control)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
  const requests = await Promise.all(names.map((name) => readRequest(control, name)));
  return requests.filter((request) => request !== undefined);
}

/** Takes answered requests away. */
export async function removeRequests(directory: string, requests: readonly ControlRequest[]): Promise<void> {
  const { control } = runFiles(directory);
  await Promise.all(requests.map(({ name }) => rm(path.join(control, name), { force: true })));
}

/** Takes all requests away: nobody will answer them. */
export async function dropRequests(directory: string): Promise<void> {
  await removeRequests(directory, await readRequests(directory));
}

async function readRequest(control: string, name: string): Promise<ControlRequest | undefined> {
  try {
    const request = requestSchema.safeParse(JSON.parse(await readFile(path.join(control, name), 'utf8')));
    return request.success ? { name, kind: request.data.kind } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT') || hasCode(error, 'EISDIR')) return undefined;
    throw error;
  }
}
