// A campaign of kills: programs and references once, then rounds, two at a time at most.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freezeRound } from './freezeRound.ts';
import { killRound, type Round } from './killRound.ts';
import { programRound } from './programRound.ts';
import { makePrograms } from './programs.ts';
import { makeReference } from './reference.ts';

export const roundKinds = ['kill', 'freeze', 'program'] as const;
type RoundKind = (typeof roundKinds)[number];

export interface PlannedRound {
  readonly kind: RoundKind;
  readonly number: number;
}

export interface CampaignOptions {
  readonly lanes: number;
  readonly onRound: (round: Round, planned: PlannedRound, done: number) => void;
}

/** A frozen trainer wakes while the other is at work: that takes a longer run. */
const metaIterations = { kill: 300, freeze: 1500 } as const;

export async function runKillCampaign(
  plan: readonly PlannedRound[],
  { lanes, onRound }: CampaignOptions,
): Promise<Round[]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-kills-'));
  try {
    const programs = await makePrograms();
    // What nothing is compared with is not made.
    const referenceOf = (kind: keyof typeof metaIterations) =>
      plan.some((planned) => planned.kind === kind)
        ? makeReference(path.join(home, `reference-${kind}`), metaIterations[kind])
        : undefined;
    const [kill, freeze] = [await referenceOf('kill'), await referenceOf('freeze')];
    const carryOut = async ({ kind, number }: PlannedRound, folder: string): Promise<Round> => {
      if (kind === 'program') return programRound(number, folder, programs);
      const reference = kind === 'kill' ? kill : freeze;
      if (reference === undefined) throw new Error(`Rounds of kind ${kind} were not planned.`);
      return (kind === 'kill' ? killRound : freezeRound)(number, folder, programs, reference);
    };
    const waiting = [...plan];
    const rounds: Round[] = [];
    const work = async (lane: number) => {
      const folder = path.join(home, `lane-${lane}`);
      for (let planned = waiting.shift(); planned !== undefined; planned = waiting.shift()) {
        await mkdir(path.join(folder, 'home'), { recursive: true });
        const round = await carryOut(planned, path.join(folder, 'project')).catch(
          (error: unknown): Round => failedRound(planned.number, error),
        );
        rounds.push(round);
        onRound(round, planned, rounds.length);
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
    return rounds;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A round that could not be carried out has shown nothing, and must not count as one that found nothing. */
function failedRound(number: number, error: unknown): Round {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { number, story: [], kills: [], faults: [{ kind: 'the round failed', detail }], milliseconds: 0 };
}
