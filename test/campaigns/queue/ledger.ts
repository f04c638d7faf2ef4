// What was asked of each run of a round, and whether what became of it is what was asked: no run is started twice, none
// is forgotten.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { failureWords } from '../../support/failureWords.ts';
import { type Manifest, readManifest, runFiles } from '../product.ts';
import type { Fault } from './actor.ts';
import type { Deed } from './deeds.ts';
import type { Outcome } from './words.ts';

/** A deed that was carried out; times by the campaign's own clock, in milliseconds. */
interface DoneDeed {
  readonly deed: Deed;
  readonly actor: string;
  readonly beganAt: number;
  readonly endedAt: number;
}

export class Ledger {
  readonly faults: Fault[] = [];
  readonly #done = new Map<string, DoneDeed[]>();
  readonly #counts = new Map<string, number>();

  /** Runs that were made and not queued, of which the person was told in words: they wait for another word. */
  readonly unqueued = new Set<string>();

  /** What somebody acted on last. */
  last: string | undefined;

  /** How often each deed was carried out or refused. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  note(deed: Deed, asked: string | undefined, actor: string, beganAt: number, outcome: Outcome): void {
    const id = asked ?? outcome.id;
    const name = outcome.kind === 'done' ? deed : `${deed}, ${outcome.kind}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (outcome.kind === 'broke')
      this.faults.push({ kind: 'an error without words', detail: `${actor}, ${deed}: ${outcome.message}` });
    if (id === undefined || (outcome.kind !== 'done' && asked !== undefined)) return;
    if (deed === 'submit' && outcome.kind === 'refused') this.unqueued.add(id);
    this.last = id;
    const done = this.#done.get(id) ?? [];
    done.push({ deed, actor, beganAt, endedAt: performance.now() });
    this.#done.set(id, done);
  }

  /** How many runs were made. */
  get made(): number {
    return this.#done.size;
  }

  /** To be called when nothing waits and nothing is at work. */
  async judge(runsFolder: string, trashed: ReadonlyMap<string, string>): Promise<void> {
    for (const [id, done] of this.#done) {
      const inFolder = path.join(runsFolder, id);
      const inTrash = trashed.get(id);
      const isInFolder = existsSync(runFiles(inFolder).manifest);
      const story = describe(done);
      const note = (kind: string, detail: string) => this.faults.push({ kind, detail: `${id}: ${detail}; ${story}` });
      if (isInFolder && inTrash !== undefined) note('in two places', 'in the folder and in the trash');
      const directory = isInFolder ? inFolder : inTrash;
      if (directory === undefined) {
        note('a run is gone', 'neither in the folder nor in the trash');
        continue;
      }
      const manifest = await readManifest(directory).catch((error: unknown) =>
        note('a run cannot be read', `${error}`),
      );
      if (typeof manifest !== 'object') continue;
      this.#judgePlace(isInFolder, done, note);
      if (manifest.state !== 'queued' || !this.unqueued.has(id)) judgeState(manifest, done, note);
      await judgeStarts(directory, done, note);
    }
    const strays = (await readdir(runsFolder)).filter((name) => !name.startsWith('.') && !this.#done.has(name));
    if (strays.length > 0) this.faults.push({ kind: 'runs that nobody made', detail: strays.join(', ') });
  }

  #judgePlace(isInFolder: boolean, done: readonly DoneDeed[], note: Note): void {
    const last = lastOf(done, ['delete', 'restore']);
    if (last?.deed === 'delete' && isInFolder) note('a deleted run is there', 'deleted, and not restored');
    if (last?.deed !== 'delete' && last !== undefined && !isInFolder)
      note('a restored run is deleted', 'restored, and not deleted again');
    if (!done.some(({ deed }) => deed === 'delete') && !isInFolder) note('a run is deleted', 'which nobody deleted');
  }
}

type Note = (kind: string, detail: string) => void;

function judgeState({ state, iteration, metaIterations, failure }: Manifest, done: readonly DoneDeed[], note: Note) {
  if (state !== 'completed' && state !== 'stopped') {
    note(`forgotten: ${state}`, failureWords(failure) || `at meta-iteration ${iteration}`);
    return;
  }
  if (state === 'completed' && iteration !== metaIterations)
    note('complete before its end', `${iteration} of ${metaIterations}`);
  const stops = done.filter(({ deed }) => deed === 'stop' || deed === 'withdraw');
  if (state === 'stopped' && stops.length === 0) note('stopped by nobody', `at meta-iteration ${iteration}`);
  const stoppedLast = Math.max(...stops.map(({ endedAt }) => endedAt));
  const isAskedForSince = done.some(({ deed, beganAt }) => deed === 'resume' && beganAt > stoppedLast);
  const isDeletedSince = done.some(({ deed, endedAt }) => deed === 'delete' && endedAt > stoppedLast);
  if (state === 'stopped' && isAskedForSince && !isDeletedSince)
    note('forgotten: resumed, and not at work again', `at meta-iteration ${iteration}`);
}

/** Every trainer that gets to work begins an event file; one that finds another at work says so in the log. */
async function judgeStarts(directory: string, done: readonly DoneDeed[], note: Note): Promise<void> {
  const names = await readdir(directory);
  const starts = names.filter((name) => name.startsWith('events.out.tfevents.')).length;
  const count = (...deeds: readonly Deed[]) => done.filter(({ deed }) => deeds.includes(deed)).length;
  const asked = 1 + count('resume', 'startNow');
  const ended = 1 + count('stop', 'withdraw');
  if (starts > Math.min(asked, ended))
    note('started twice', `${starts} trainers, asked for ${asked} times, stopped ${ended - 1} times`);
  const log = await readFile(runFiles(directory).log, 'utf8').catch(() => '');
  const refused = log.split('\n').filter((line) => line.includes('could not be taken up'));
  if (refused.length > 0) note('started while at work', refused.join(' '));
}

/** Undefined also where nobody can say which of several came last. */
function lastOf(done: readonly DoneDeed[], deeds: readonly Deed[]): DoneDeed | undefined {
  const relevant = done.filter(({ deed }) => deeds.includes(deed)).sort((a, b) => a.endedAt - b.endedAt);
  const last = relevant.at(-1);
  const isSure = relevant.every((each) => each === last || each.endedAt < (last?.beganAt ?? 0));
  return isSure ? last : undefined;
}

function describe(done: readonly DoneDeed[]): string {
  return done
    .map(({ deed, actor, beganAt, endedAt }) => `${deed} by ${actor} ${beganAt.toFixed(0)}–${endedAt.toFixed(0)}`)
    .join(', ');
}
