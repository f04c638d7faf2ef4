// A round of freezing: a trainer is stopped in its tracks and made to look dead, another one takes its run over, and
// the first wakes.

import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/waitFor.ts';
import { choicesOf } from '../choices.ts';
import { environmentIn } from '../environment.ts';
import { endOf, startProcess } from '../processes.ts';
import { listEventFiles, queueRun, readManifest, runFiles, trainerExitCodes } from '../product.ts';
import { judgeEnd } from './judgeEnd.ts';
import type { Round } from './killRound.ts';
import type { Programs } from './programs.ts';
import type { Reference } from './reference.ts';
import { type Fault, Witness } from './witness.ts';

const limits = { milliseconds: 60_000, bytes: 600e6 };
const anotherHost = 'a-machine-that-is-not-this-one';
const silentForMilliseconds = 200_000;

export async function freezeRound(
  number: number,
  folder: string,
  programs: Programs,
  reference: Reference,
): Promise<Round> {
  const started = performance.now();
  const choices = choicesOf(number);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(path.join(folder, 'runs'), { recursive: true });
  const experimentPath = path.join(folder, 'killed.reptile.json');
  await writeFile(experimentPath, reference.experiment);
  const directory = await queueRun(path.join(folder, 'runs'), experimentPath, reference.experiment);
  const story: string[] = [];
  const faults: Fault[] = [];
  const start = () => {
    const child = startProcess([programs.trainer, directory], {
      folder,
      environment: environmentIn(path.join(folder, 'home')),
    });
    return { child, end: endOf(child, limits) };
  };
  const manifest = () => readManifest(directory);

  const first = start();
  const isTakenUp = async () => (await manifest()).process?.pid === first.child.pid || first.child.exitCode !== null;
  await waitFor('the first trainer to be at work', isTakenUp, 30_000);
  if (choices.number(0, 1) < 0.8)
    await waitFor('it to train', async () => (await listEventFiles(directory)).length > 0, 30_000);
  await delay(choices.number(0, 500));
  first.child.kill('SIGSTOP');
  story.push(`frozen at ${(await manifest()).iteration}`);
  if ((await manifest()).state === 'completed') {
    first.child.kill('SIGKILL');
    return { number, story, kills: [], faults, milliseconds: performance.now() - started };
  }
  await lookDead(directory);

  const witness = new Witness(directory);
  const second = start();
  const isAtWork = async () => (await manifest()).process?.pid === second.child.pid || second.child.exitCode !== null;
  await waitFor('the second trainer to take over', isAtWork, 30_000).catch((error: unknown) =>
    faults.push({ kind: 'no take-over', detail: String(error) }),
  );
  await delay(choices.number(0, 300));
  const before = await sizesOf(directory, first.child.pid ?? 0);
  const pidsBefore = witness.pids.length;
  first.child.kill('SIGCONT');
  story.push(`woken at ${(await manifest()).iteration}`);
  const [firstEnd, secondEnd] = await Promise.all([first.end, second.end]);
  await witness.look();
  await witness.end();

  if (firstEnd.endedFor !== undefined)
    faults.push({ kind: 'the woken one does not end', detail: firstEnd.messages.slice(-300) });
  else if (firstEnd.exitCode === null || !trainerExitCodes.includes(firstEnd.exitCode)) {
    faults.push({
      kind: 'crash',
      detail: `the woken one: ${firstEnd.exitCode ?? firstEnd.signal}: ${firstEnd.messages.slice(-300)}`,
    });
  }
  if (secondEnd.exitCode !== 0) {
    faults.push({
      kind: 'the second one failed',
      detail: `${secondEnd.exitCode ?? secondEnd.signal}: ${secondEnd.messages.slice(-300)}`,
    });
  }
  story.push(
    `the first ended with ${firstEnd.exitCode ?? firstEnd.signal}, the second with ${secondEnd.exitCode ?? secondEnd.signal}`,
  );
  const writers = witness.pids.slice(pidsBefore);
  if (writers.includes(first.child.pid ?? 0))
    faults.push({ kind: 'two writers of run.json', detail: writers.join(', ') });
  const after = await sizesOf(directory, first.child.pid ?? 0);
  for (const [name, size] of after) {
    // It may take back what it had written of figures that nobody counts, see `EventWriter`.
    if (size > (before.get(name) ?? 0))
      faults.push({ kind: 'the woken one wrote events', detail: `${name}: ${before.get(name)} bytes, then ${size}` });
  }
  faults.push(...(await judgeEnd(directory, reference)), ...witness.faults);
  return { number, story, kills: ['freeze'], faults, milliseconds: performance.now() - started };
}

/** As if its trainer were on a machine that cannot be looked at, and had not said a word for minutes. */
async function lookDead(directory: string): Promise<void> {
  const silentSince = new Date(Date.now() - silentForMilliseconds);
  const { manifest, lock } = runFiles(directory);
  await rewrite(manifest, (found) => ({
    ...found,
    process: { ...asObject(found.process), host: anotherHost },
    heartbeatAt: silentSince.toISOString(),
  }));
  await rewrite(lock, (found) => ({ ...found, host: anotherHost }));
  for (const file of [manifest, lock]) await utimes(file, silentSince, silentSince);
}

async function rewrite(file: string, change: (found: Record<string, unknown>) => object): Promise<void> {
  const found: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, `${JSON.stringify(change(asObject(found)), null, 2)}\n`);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Sizes of the event files that this process wrote. */
async function sizesOf(directory: string, pid: number): Promise<Map<string, number>> {
  const own = (await listEventFiles(directory)).filter((name) => name.includes(`.${pid}.`));
  return new Map(
    await Promise.all(own.map(async (name) => [name, (await stat(path.join(directory, name))).size] as const)),
  );
}
