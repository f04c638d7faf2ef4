// Rounds: contestants take turns, so that whatever else the machine does meets all of them alike.

import type { Contestant } from './contestant.ts';
import { stepCount, type Workload } from './workloads.ts';

/** What one contestant's rounds gave. */
export interface Measurement {
  readonly contestant: Contestant;
  /** Seconds of an inner step, one value for each round. */
  readonly stepSeconds: readonly number[];
  /** Seconds of a meta-iteration, likewise. */
  readonly metaSeconds: readonly number[];
  /** Bytes. */
  readonly memory: number | undefined;
}

/** A round is long enough for the clock, and short enough for many of them. */
const roundSeconds = { steps: 0.03, metaIterations: 0.12 };
/** Who takes longer than this for one turn plays in every third round; its figure is steady enough. */
const slowSeconds = 1.5;
const slowEvery = 3;

/** Times every contestant in every round, one after another. */
export async function runRounds(
  workload: Workload,
  contestants: readonly Contestant[],
): Promise<readonly Measurement[]> {
  const perLoop = stepCount(workload);
  const steps = await takeTurns(contestants, workload.rounds, roundSeconds.steps, (contestant, loops, warm) =>
    contestant.timeLoops(loops, warm),
  );
  const meta = await takeTurns(
    contestants,
    workload.metaRounds,
    roundSeconds.metaIterations,
    (contestant, count, warm) => contestant.timeMetaIterations(count, warm),
  );
  const measurements: Measurement[] = [];
  for (const [index, contestant] of contestants.entries()) {
    measurements.push({
      contestant,
      stepSeconds: (steps[index] ?? []).map((seconds) => seconds / perLoop),
      metaSeconds: meta[index] ?? [],
      memory: await contestant.readMemory(),
    });
  }
  return measurements;
}

/** For each contestant, the seconds of one turn in each of its rounds. */
async function takeTurns(
  contestants: readonly Contestant[],
  rounds: number,
  targetSeconds: number,
  time: (contestant: Contestant, count: number, warm: boolean) => Promise<number>,
): Promise<readonly (readonly number[])[]> {
  const expected: number[] = [];
  for (const contestant of contestants) expected.push(await time(contestant, 1, false));
  const results: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const before = expected[index] ?? targetSeconds;
      if (before > slowSeconds && round % slowEvery > 0) continue;
      const count = Math.max(1, Math.round(targetSeconds / before));
      const seconds = (await time(contestant, count, before < targetSeconds)) / count;
      expected[index] = Math.min(before, seconds);
      results[index]?.push(seconds);
    }
  }
  return results;
}
