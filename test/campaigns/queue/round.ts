// A round: two windows and a terminal act on one queue for some time, then all of it comes to rest, and they are asked
// what they show.

import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { RunLister } from '../../../src/runs/listRuns.ts';
import { isEnded } from '../../../src/runs/runState.ts';
import { listTrash } from '../../../src/runs/trash/trash.ts';
import { waitFor } from '../../support/waitFor.ts';
import { type Choices, choicesOf } from '../choices.ts';
import { runFiles } from '../product.ts';
import type { Actor, Fault } from './actor.ts';
import { planDeed, type SeenRun } from './deeds.ts';
import type { Lengths } from './experiment.ts';
import { Ledger } from './ledger.ts';
import type { Place, QueuePrograms } from './place.ts';
import { Terminal } from './terminal.ts';
import { Window } from './window.ts';
import type { Showing } from './words.ts';

export interface RoundOptions {
  /** For so long the three act. */
  readonly seconds: number;
  /** So many runs wait at the beginning, and as many are open again and again. */
  readonly runs: number;
  readonly lengths: Lengths;
}

export interface QueueRound {
  readonly number: number;
  readonly faults: readonly Fault[];
  /** How often each deed was carried out or refused. */
  readonly counts: ReadonlyMap<string, number>;
  readonly made: number;
  readonly milliseconds: number;
}

/** Between two deeds of an actor, at most. */
const longestPauseMilliseconds = 700;
/** A window is closed and opened again so often, on average. */
const reopenedEverySeconds = 20;
/** All three have seen what is at rest after this. */
const sameWithinMilliseconds = 60_000;
/** One open run takes no longer to come to its end, with the others beside it. */
const endsWithinMilliseconds = 20_000;

export async function queueRound(
  number: number,
  folder: string,
  programs: QueuePrograms,
  options: RoundOptions,
): Promise<QueueRound> {
  const startedAt = performance.now();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const runsFolder = path.join(folder, 'runs');
  const home = path.join(folder, 'home');
  await Promise.all([mkdir(runsFolder, { recursive: true }), mkdir(home, { recursive: true })]);
  const place: Place = { folder, runsFolder, home, programs, lengths: options.lengths };
  const ledger = new Ledger();
  const [left, right, terminal] = [new Window('left', place), new Window('right', place), new Terminal(place)];
  const windows = [left, right];
  const problems: Fault[] = [];
  try {
    await Promise.all(windows.map((window) => window.open()));
    await fillQueue(number, options.runs, windows, ledger);
    const lister = new RunLister(runsFolder);
    const until = performance.now() + 1000 * options.seconds;
    const chosen = (actor: number) => choicesOf(4 * number + actor);
    await Promise.all([
      ...[left, right, terminal].map((actor, place) =>
        act(actor, chosen(place), { until, lister, ledger, most: options.runs, runsFolder }),
      ),
      reopen(windows, terminal, chosen(3), until),
    ]);
    await terminal.endKeeping();
    await comeToRest(windows, terminal, { runsFolder, lister, ledger, problems });
  } finally {
    await terminal.endKeeping();
    await Promise.all(windows.map((window) => window.close()));
  }
  const faults = [...ledger.faults, ...left.faults, ...right.faults, ...terminal.faults, ...problems];
  return { number, faults, counts: ledger.counts, made: ledger.made, milliseconds: performance.now() - startedAt };
}

async function fillQueue(number: number, runs: number, windows: readonly Window[], ledger: Ledger): Promise<void> {
  const choices = choicesOf(4 * number + 3);
  for (let made = 0; made < runs; made++) {
    const window = windows[made % windows.length];
    if (window === undefined) return;
    const beganAt = performance.now();
    const outcome = await window.carryOut({ deed: 'submit', id: undefined }, choices.integer(0, 1e9));
    ledger.note('submit', undefined, window.name, beganAt, outcome);
  }
}

interface Acting {
  readonly until: number;
  readonly lister: RunLister;
  readonly ledger: Ledger;
  readonly most: number;
  readonly runsFolder: string;
}

async function act(actor: Actor, choices: Choices, { until, lister, ledger, most, runsFolder }: Acting): Promise<void> {
  while (performance.now() < until) {
    const runs = await seenRuns(lister);
    const trashed = (await listTrash(runsFolder)).map(({ name }) => name);
    const planned = planDeed(choices, { runs, trashed, last: ledger.last });
    const isCrowded = runs.filter(({ state }) => !isEnded(state)).length >= most;
    if (planned !== undefined && !(planned.deed === 'submit' && isCrowded)) {
      const beganAt = performance.now();
      const outcome = await actor.carryOut(planned, choices.integer(0, 1e9));
      ledger.note(planned.deed, planned.id, actor.name, beganAt, outcome);
    }
    await delay(choices.number(0, longestPauseMilliseconds));
  }
}

/** Windows are closed and opened again; a terminal keeps the queue for a while. */
async function reopen(windows: readonly Window[], terminal: Terminal, choices: Choices, until: number): Promise<void> {
  for (;;) {
    const wait = 1000 * choices.number(reopenedEverySeconds / 2, 1.5 * reopenedEverySeconds);
    if (performance.now() + wait > until) return;
    await delay(wait);
    if (choices.flag()) terminal.keep();
    else await terminal.endKeeping();
    await choices.pick(windows).reopen();
  }
}

async function seenRuns(lister: RunLister): Promise<readonly SeenRun[]> {
  return (await lister.list()).flatMap((listing) =>
    listing.kind === 'run'
      ? [
          {
            id: listing.directory.slice(listing.directory.lastIndexOf(path.sep) + 1),
            state: listing.state,
            isHeld: listing.manifest.queuePlace?.isHeld ?? false,
          },
        ]
      : [],
  );
}

interface Rest {
  readonly runsFolder: string;
  readonly lister: RunLister;
  readonly ledger: Ledger;
  readonly problems: Fault[];
}

/** First with all that waits in its place, then with nothing left to do. */
async function comeToRest(windows: readonly Window[], terminal: Terminal, rest: Rest): Promise<void> {
  const { lister, ledger, problems, runsFolder } = rest;
  await Promise.all(windows.map((window) => window.letAtWork(0)));
  await terminal.settle();
  // A run whose trainer is on its way waits by its manifest still.
  const waits = ({ id, state }: SeenRun) =>
    state === 'queued' && !existsSync(runFiles(path.join(runsFolder, id)).launchClaim);
  await waitForRest('what was at work to end', lister, waits, problems);
  problems.push(...(await compare('what waits', [...windows, terminal])));
  for (const { id, isHeld } of await seenRuns(lister))
    if (isHeld) await windows[0]?.carryOut({ deed: 'release', id }, 0);
  await Promise.all(windows.map((window) => window.letAtWork(undefined)));
  await waitForRest('all that waited to end', lister, () => false, problems);
  problems.push(...(await compare('what has ended', [...windows, terminal])));
  const trashed = new Map((await listTrash(runsFolder)).map(({ name, directory }) => [name, directory]));
  await ledger.judge(runsFolder, trashed);
}

async function waitForRest(
  what: string,
  lister: RunLister,
  mayStay: (run: SeenRun) => boolean,
  problems: Fault[],
): Promise<void> {
  const open = async () => (await seenRuns(lister)).filter((run) => !isEnded(run.state) && !mayStay(run));
  const limit = 30_000 + endsWithinMilliseconds * (await open()).length;
  await waitFor(what, async () => (await open()).length === 0 && (await delay(200, true)), limit).catch(
    async (error: unknown) => {
      const left = (await open()).map(({ id, state }) => `${id} ${state}`).join(', ');
      problems.push({ kind: 'forgotten', detail: `${String(error)} ${left}` });
    },
  );
}

async function compare(what: string, actors: readonly Actor[]): Promise<readonly Fault[]> {
  let shown: Showing[] = [];
  const areSame = async () => {
    shown = await Promise.all(actors.map(async (actor) => inOneOrder(await actor.show())));
    return shown.every((each) => isDeepStrictEqual(each, shown[0])) || (await delay(200, false));
  };
  return waitFor('all three to show the same', areSame, sameWithinMilliseconds).then(
    () => [],
    () => [{ kind: `not the same: ${what}`, detail: differencesOf(actors, shown) }],
  );
}

/** By which rule tree, table and terminal order runs is their own. */
function inOneOrder({ runs, trashed }: Showing): Showing {
  return { runs: runs.toSorted((a, b) => (a.id < b.id ? -1 : 1)), trashed: trashed.toSorted() };
}

function differencesOf(actors: readonly Actor[], shown: readonly Showing[]): string {
  const lines = shown.map(({ runs, trashed }) => [...runs, ...trashed].map((each) => JSON.stringify(each)));
  return actors
    .map(({ name }, place) => {
      const others = lines.filter((_, other) => other !== place);
      const own = (lines[place] ?? []).filter((line) => !others.every((other) => other.includes(line)));
      return `${name}: ${own.slice(0, 5).join(' ')}`;
    })
    .join('\n');
}
