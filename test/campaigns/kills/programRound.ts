// A round of kills of a run that another program trains: the program, the trainer that watches it or the window that
// started it is killed, several times, and the run is resumed to its end. Nothing of the program may be left.

import type { ChildProcess } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/waitFor.ts';
import { type Choices, choicesOf } from '../choices.ts';
import { environmentIn } from '../environment.ts';
import { type Ended, endOf, isProcessThere, startProcess } from '../processes.ts';
import { documentedExitCodes, stateOfRun } from '../product.ts';
import { judgeCount, processesOf, programOf, stepsWritten, writeCountingProgram } from './countingProgram.ts';
import type { Round } from './killRound.ts';
import {
  hasTrainer,
  isComplete,
  killProcess,
  killTrainers,
  legLimits,
  letTimePass,
  newestOf,
  type Place,
  type Starter,
  starters,
  trainersEnd,
  trainersOf,
  wordsOf,
} from './leg.ts';
import type { Programs } from './programs.ts';
import { type Fault, Witness } from './witness.ts';

type Victim = 'program' | 'trainer' | 'window alone' | 'window and trainer';

interface Blow {
  readonly victim: Victim;
  /** It falls once so many steps were written since the process was started, */
  readonly steps: number;
  /** and so much later. */
  readonly milliseconds: number;
}

interface Gathered {
  readonly story: string[];
  readonly kills: string[];
  readonly faults: Fault[];
}

const attempts = 3;
/** What is left is looked for every 50 ms, on machines that may be busy. */
const goneWithin = 20_000;

export async function programRound(number: number, folder: string, programs: Programs): Promise<Round> {
  const started = performance.now();
  const choices = choicesOf(number);
  const place: Place = { folder, programs };
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(path.join(folder, 'runs'), { recursive: true });
  await writeCountingProgram(folder);
  const round: Gathered = { story: [], kills: [], faults: [] };
  let directory: string | undefined;
  let witness: Witness | undefined;
  try {
    const kills = choices.integer(2, 4);
    for (let index = 0; index < kills + attempts; index++) {
      // The command line makes its run itself, so that it belongs to the user who takes it up.
      const starter = directory === undefined ? 'cli' : choices.pick(starters);
      directory = await leg(starter, directory, index < kills ? chooseBlow(starter, choices) : undefined, place, round);
      if (directory === undefined) continue;
      witness ??= new Witness(directory);
      await witness.ask(path.join(folder, 'runs'));
      if (await isComplete(directory)) break;
      await letTimePass(directory);
    }
    if (directory === undefined) throw new Error('No run was made.');
    if (await isComplete(directory)) round.faults.push(...(await judgeCount(directory)));
    else round.faults.push({ kind: 'never complete', detail: await stateOfRun(directory) });
  } finally {
    await witness?.end();
    if (directory !== undefined) {
      await killTrainers(directory);
      for (const pid of await processesOf(directory)) killProcess(pid);
    }
  }
  return {
    number,
    ...round,
    faults: [...round.faults, ...(witness?.faults ?? [])],
    milliseconds: performance.now() - started,
  };
}

function chooseBlow(starter: Starter, choices: Choices): Blow {
  const victims: readonly Victim[] =
    starter === 'window' ? ['program', 'trainer', 'window alone', 'window and trainer'] : ['program', 'trainer'];
  const steps = choices.pick([0, 0, 1, 5, 15]);
  return { victim: choices.pick(victims), steps, milliseconds: choices.number(0, steps === 0 ? 900 : 30) };
}

/** One process takes the run up; undefined: to its end. Gives the run's directory, where there is one by then. */
async function leg(
  starter: Starter,
  known: string | undefined,
  blow: Blow | undefined,
  place: Place,
  round: Gathered,
): Promise<string | undefined> {
  const find = async () => known ?? (await newestOf(place, []));
  const before = known === undefined ? 'queued' : await stateOfRun(known);
  const child = startProcess(wordsOf(starter, known, place), {
    folder: place.folder,
    environment: environmentIn(path.join(place.folder, 'home')),
  });
  const end = endOf(child, legLimits);
  const struck = blow === undefined ? undefined : await strike(starter, child, blow, find);
  if (struck !== undefined && struck.victim !== 'window alone') await seeGone(struck.processes, round.faults);
  const ended = await end;
  const directory = await find();
  const what = struck === undefined ? 'nothing killed' : `${struck.victim} killed`;
  round.story.push(`${starter}, ${what}: ${ended.exitCode ?? ended.signal}`);
  if (struck !== undefined) round.kills.push(`${starter}: ${struck.victim}`);
  if (directory === undefined) return undefined;
  if (struck?.victim === 'window alone') await trainersEnd(directory);
  if (!(await hasTrainer(directory))) await seeGone(await processesOf(directory), round.faults);
  round.faults.push(...(await judgeLeg(starter, struck?.victim, ended, directory, before)));
  return directory;
}

interface Struck {
  readonly victim: Victim;
  /** The program and all that it had started by then. */
  readonly processes: readonly number[];
}

/** Undefined where there was nothing to be killed, or no more. */
async function strike(
  starter: Starter,
  child: ChildProcess,
  { victim, steps, milliseconds }: Blow,
  find: () => Promise<string | undefined>,
): Promise<Struck | undefined> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const first = await find();
  const before = first === undefined ? 0 : await stepsWritten(first);
  while (steps > 0 && !hasEnded()) {
    const directory = await find();
    if (directory !== undefined && (await stepsWritten(directory)) >= before + steps) break;
    await delay(5);
  }
  await delay(milliseconds);
  const directory = await find();
  if (hasEnded()) return undefined;
  const processes = directory === undefined ? [] : await processesOf(directory);
  const struck = { victim, processes };
  switch (victim) {
    case 'program': {
      const program = directory === undefined ? undefined : await programOf(directory);
      if (program === undefined) return undefined;
      killProcess(program);
      return struck;
    }
    case 'trainer': {
      const trainers =
        starter === 'window'
          ? (await trainersOf(directory ?? '')).filter((pid) => pid !== child.pid)
          : [child.pid ?? 0];
      for (const trainer of trainers) killProcess(trainer);
      return trainers.length > 0 ? struck : undefined;
    }
    case 'window alone':
      child.kill('SIGKILL');
      return struck;
    case 'window and trainer':
      child.kill('SIGKILL');
      await killTrainers(directory ?? '');
      return struck;
  }
}

async function seeGone(pids: readonly number[], faults: Fault[]): Promise<void> {
  await waitFor('the processes to be gone', () => !pids.some(isProcessThere), goneWithin).catch(() =>
    faults.push({ kind: 'orphan', detail: pids.filter(isProcessThere).join(', ') }),
  );
}

/** What a person is told of the run, and what its starter ended with. */
async function judgeLeg(
  starter: Starter,
  victim: Victim | undefined,
  { endedFor, exitCode, signal, output, messages }: Ended,
  directory: string,
  before: string,
): Promise<Fault[]> {
  const words = `${starter} ended with ${exitCode ?? signal}: ${(output + messages).slice(-400)}`;
  if (endedFor !== undefined) return [{ kind: endedFor === 'time' ? 'hang' : 'too much memory', detail: words }];
  const wasKilled =
    victim === 'window alone' || victim === 'window and trainer' || (victim === 'trainer' && starter !== 'window');
  if (wasKilled ? signal !== 'SIGKILL' : exitCode === null || !documentedExitCodes.includes(exitCode))
    return [{ kind: 'crash', detail: words }];
  const state = await stateOfRun(directory);
  // Who was killed before it took the run up has left it as it was.
  const expected = wasKilled ? [...statesAfter(starter, victim), before] : statesAfter(starter, victim);
  return expected.includes(state) ? [] : [{ kind: 'wrong state', detail: `${state}; ${words}` }];
}

/** A window resumes what has ended before its time, and its trainers outlive it. */
function statesAfter(starter: Starter, victim: Victim | undefined): readonly string[] {
  switch (victim) {
    case undefined:
      return ['completed'];
    case 'program':
      return starter === 'window' ? ['completed'] : ['completed', 'failed'];
    case 'trainer':
      return starter === 'window' ? ['completed'] : ['completed', 'lost', 'queued'];
    case 'window alone':
      // It may not have come to starting one.
      return ['completed', 'queued', 'failed', 'lost'];
    case 'window and trainer':
      return ['completed', 'lost', 'queued', 'failed'];
  }
}
