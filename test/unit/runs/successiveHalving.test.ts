// Which runs go on: as a plain simulation of the published rule says, whatever runs end in which order.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { HalvingRule } from '../../../src/runs/runOrigin.ts';
import { type HalvedRun, runsToPromote, standingOnRung } from '../../../src/runs/successiveHalving.ts';

/** What is known of a configuration: the losses at the ends of the rungs that it has come to; NaN: it failed. */
type Configuration = readonly number[];

/**
 * Li et al. 2020, algorithm 2, `get_job`: for k from the second rung from the top down, the candidates are the top
 * |rung k| / η of rung k; the first that was not promoted is. Here with losses in tables, rung by rung.
 */
function getJob(
  table: readonly Configuration[],
  rungs: number,
  eta: number,
): { config: number; rung: number } | undefined {
  for (let rung = rungs - 2; rung >= 0; rung--) {
    const inRung = table.flatMap((losses, config) => {
      const loss = losses[rung];
      return loss === undefined ? [] : [{ config, loss: Number.isNaN(loss) ? Infinity : loss }];
    });
    inRung.sort((a, b) => (a.loss === b.loss ? a.config - b.config : a.loss - b.loss));
    for (const { config, loss } of inRung.slice(0, Math.floor(inRung.length / eta))) {
      if (table[config]?.length === rung + 1 && loss < Infinity) return { config, rung };
    }
  }
  return undefined;
}

/** A run for each rung that a configuration has come to. */
function runsOf(table: readonly Configuration[]): readonly HalvedRun[] {
  const rungs = Math.max(0, ...table.map(({ length }) => length));
  return Array.from({ length: rungs }, (_, rung) => rung).flatMap((rung) =>
    table.flatMap((losses, config) => {
      if (rung >= losses.length) return [];
      const promotedAs = losses.length > rung + 1 ? `${config} on ${rung + 1}` : undefined;
      return [{ id: `${config} on ${rung}`, rung, value: losses[rung], promotedAs }];
    }),
  );
}

const ruleOf = (rungs: number, reductionFactor: number): HalvingRule => ({
  reductionFactor,
  rungs: Array.from({ length: rungs }, (_, rung) => 10 * reductionFactor ** rung),
  quantity: 'loss',
});

describe('asynchronous successive halving', () => {
  it('lets those go on, one after another, that a plain simulation of the rule does', () => {
    const loss = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    const plan = fc.record({
      eta: fc.integer({ min: 2, max: 4 }),
      rungs: fc.integer({ min: 2, max: 4 }),
      losses: fc.array(fc.array(loss, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(plan, ({ eta, rungs, losses }) => {
        const table: number[][] = [];
        for (const [config, [first = 0]] of losses.entries()) {
          table.push([first]);
          for (;;) {
            const job = getJob(table, rungs, eta);
            const [next] = runsToPromote(runsOf(table), ruleOf(rungs, eta));
            assert.equal(next?.id, job === undefined ? undefined : `${job.config} on ${job.rung}`, `after ${config}`);
            if (job === undefined) break;
            table[job.config]?.push(losses[job.config]?.[job.rung + 1] ?? 0);
          }
        }
      }),
      { numRuns: 300, seed: 20_260 },
    );
  });

  it('compares by the highest where more is better, and lets no run go on that has not come to its end', () => {
    const rule = { ...ruleOf(2, 2), quantity: 'accuracy' } as const;
    const run = (id: string, value: number | undefined): HalvedRun => ({ id, rung: 0, value, promotedAs: undefined });
    const runs = [run('a', 0.4), run('b', undefined), run('c', 0.9), run('d', undefined)];
    assert.deepEqual(
      runsToPromote(runs, rule).map(({ id }) => id),
      ['c'],
    );
    assert.deepEqual(runsToPromote(runs.slice(0, 2), rule), []);
  });

  it('compares figures of the same held-out data alone', () => {
    const rule = ruleOf(2, 2);
    const run = (id: string, value: number, data?: string): HalvedRun => ({
      id,
      rung: 0,
      value,
      promotedAs: undefined,
      data,
    });
    // The untrained ones are measured on easier data; of one that failed nobody knows on which.
    const runs = [run('a', 4, 'hard'), run('b', 5, 'hard'), run('c', 1, 'easy'), run('d', Number.NaN)];
    assert.deepEqual(
      runsToPromote(runs, rule).map(({ id }) => id),
      ['a', 'c'],
    );
    assert.deepEqual(standingOnRung(runs[1] ?? assert.fail(), runs, rule), {
      finished: 3,
      quota: 1,
      place: 2,
      onOtherData: 1,
    });
    assert.deepEqual(runsToPromote([run('a', 4, 'hard'), run('c', 1, 'easy')], rule), []);
  });

  it('says how a run stands among those that came as far', () => {
    const rule = ruleOf(3, 2);
    const run = (id: string, rung: number, value: number | undefined): HalvedRun => ({
      id,
      rung,
      value,
      promotedAs: undefined,
    });
    const runs = [run('a', 0, 3), run('b', 0, 1), run('c', 0, undefined), run('d', 2, 1)];
    const standings = runs.map((one) => standingOnRung(one, runs, rule));
    assert.deepEqual(standings, [
      { finished: 2, quota: 1, place: 2, onOtherData: 0 },
      { finished: 2, quota: 1, place: 1, onOtherData: 0 },
      { finished: 2, quota: 1, place: undefined, onOtherData: 0 },
      { finished: 1, quota: 0, place: 1, onOtherData: 0 },
    ]);
    assert.throws(() => standingOnRung(run('e', 0, 1), runs, rule), /e is no run/);
  });
});
