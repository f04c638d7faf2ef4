// A round of kills: one run, killed several times at chosen moments by way of the command line, the trainer or a
// window, then resumed to its end.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Choices, choicesOf } from '../choices.ts';
import { documentedExitCodes, queueRun } from '../product.ts';
import { judgeEnd } from './judgeEnd.ts';
import {
  carryOutLeg,
  hasTrainer,
  isComplete,
  killTrainers,
  type LegEnd,
  letTimePass,
  newestOf,
  type Place,
  runNames,
  type Starter,
  starters,
  trainersEnd,
} from './leg.ts';
import { chooseMoment, type Moment } from './moments.ts';
import type { Programs } from './programs.ts';
import type { Reference } from './reference.ts';
import { type Fault, Witness } from './witness.ts';

export interface Round {
  readonly number: number;
  /** What happened, leg by leg. */
  readonly story: readonly string[];
  readonly kills: readonly string[];
  readonly faults: readonly Fault[];
  readonly milliseconds: number;
}

const lastAttempts = 3;

export async function killRound(
  number: number,
  folder: string,
  programs: Programs,
  reference: Reference,
): Promise<Round> {
  const started = performance.now();
  const choices = choicesOf(number);
  const place: Place = { folder, programs };
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(path.join(folder, 'runs'), { recursive: true });
  await writeFile(path.join(folder, 'killed.reptile.json'), reference.experiment);
  const round = { story: [] as string[], kills: [] as string[], faults: [] as Fault[] };
  const first = choices.pick(starters);
  // The command line makes its run itself.
  let directory =
    first === 'cli'
      ? undefined
      : await queueRun(path.join(folder, 'runs'), path.join(folder, 'killed.reptile.json'), reference.experiment);
  let witness = directory === undefined ? undefined : new Witness(directory);
  try {
    for (const [index, moment] of chooseMoments(choices).entries()) {
      const starter = index === 0 ? first : choices.pick(starters);
      const before = await runNames(place);
      await leg(starter, directory, moment, place, round);
      directory ??= await newestOf(place, before);
      if (directory === undefined) continue;
      witness ??= new Witness(directory);
      await witness.ask(path.join(folder, 'runs'));
      await letTimePass(directory);
      if ((await isComplete(directory)) || (await hasTrainer(directory))) break;
    }
    // Another window waits for a trainer that outlived its own; a command line would be told that the run is at work.
    const isAtWork = directory !== undefined && (await hasTrainer(directory));
    directory = await finish(directory, isAtWork ? 'window' : choices.pick(starters), place, round);
    if (directory !== undefined) {
      witness ??= new Witness(directory);
      await witness.look();
      await trainersEnd(directory);
      round.faults.push(...(await judgeEnd(directory, reference)));
    }
  } finally {
    await witness?.end();
    if (directory !== undefined) await killTrainers(directory);
  }
  round.faults.push(...(witness?.faults ?? []));
  return { number, ...round, milliseconds: performance.now() - started };
}

function chooseMoments(choices: Choices): Moment[] {
  return Array.from({ length: choices.integer(2, 4) }, () => chooseMoment(choices));
}

type Gathered = { readonly story: string[]; readonly kills: string[]; readonly faults: Fault[] };

async function leg(
  starter: Starter,
  directory: string | undefined,
  moment: Moment | undefined,
  place: Place,
  round: Gathered,
): Promise<number | null> {
  const end = await carryOutLeg(starter, directory, moment, place);
  const how = end.wasKilled ? 'killed' : `ended with ${end.exitCode ?? end.signal}`;
  const when =
    moment === undefined
      ? 'to the end'
      : `${moment.kind} ${moment.count > 0 ? `${moment.count} ` : ''}+ ${moment.milliseconds.toFixed(0)} ms`;
  round.story.push(`${starter} ${when}: ${how}`);
  const alone = starter === 'window' && moment?.sparesTrainer === true ? ' alone' : '';
  if (end.wasKilled && moment !== undefined) round.kills.push(`${starter}${alone}, ${moment.kind}`);
  if (end.endedFor !== undefined) {
    const kind = end.endedFor === 'time' ? 'hang' : 'too much memory';
    round.faults.push({ kind, detail: `${starter}: ${(end.output + end.messages).slice(-400)}` });
  } else if (!end.wasKilled && end.exitCode !== 0 && !cameTooLate(starter, end)) {
    const isKnown = end.exitCode !== null && documentedExitCodes.includes(end.exitCode);
    const kind = isKnown ? 'a run could not be taken up' : 'crash';
    round.faults.push({
      kind,
      detail: `${starter} ended with ${end.exitCode ?? end.signal}: ${(end.output + end.messages).slice(-400)}`,
    });
  }
  return end.exitCode;
}

/** A trainer that outlived its window without being seen yet may have been faster, and a command line is told so. */
function cameTooLate(starter: Starter, { exitCode, messages }: LegEnd): boolean {
  return starter === 'cli' && exitCode === 2 && /has completed all of its meta-iterations/.test(messages);
}

/** Lets the run come to its end, which must succeed at once. */
async function finish(
  directory: string | undefined,
  starter: Starter,
  place: Place,
  round: Gathered,
): Promise<string | undefined> {
  let known = directory;
  for (let attempt = 0; attempt < lastAttempts; attempt++) {
    if (known !== undefined && (await isComplete(known))) return known;
    const before = await runNames(place);
    if (known !== undefined) await letTimePass(known);
    await leg(starter, known, undefined, place, round);
    known ??= await newestOf(place, before);
    if (known !== undefined && (await isComplete(known))) return known;
  }
  round.faults.push({ kind: 'never complete', detail: `after ${lastAttempts} attempts` });
  return known;
}
