// Following a real run from outside: what a panel hears adds up to what the files say, however the run was stopped and
// resumed.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { RunTail, type RunUpdate } from '../../../src/runs/tailRun.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { figuresOf, newTinyRun } from './trainerFixture.ts';

/** Iterations of each series, kept as a panel keeps them; also every state and sample, in order. */
class Follower {
  readonly figures = new Map<string, Map<number, number>>();
  readonly states: string[] = [];
  readonly problems = new Set<string>();
  readonly samples: number[] = [];
  readonly withdrawals: number[] = [];

  readonly hear = (updates: readonly RunUpdate[]): void => {
    for (const update of updates) this.#hearOne(update);
  };

  #hearOne(update: RunUpdate): void {
    switch (update.kind) {
      case 'figures':
        for (const { tag, iteration, value } of update.figures) {
          const series = this.figures.get(tag) ?? new Map<number, number>();
          assert.ok(!series.has(iteration), `${tag} at ${iteration} was told twice`);
          this.figures.set(tag, series.set(iteration, value));
        }
        return;
      case 'withdrawn':
        this.withdrawals.push(update.fromIteration);
        for (const series of this.figures.values()) {
          for (const iteration of series.keys()) if (iteration >= update.fromIteration) series.delete(iteration);
        }
        return;
      case 'manifest':
        if (this.states.at(-1) !== update.state) this.states.push(update.state);
        return;
      case 'sample':
        this.samples.push(update.drawn.iteration);
        return;
      case 'caughtUp':
        return;
      case 'unreadable':
        this.problems.add(update.file);
        return;
      case 'readable':
        this.problems.delete(update.file);
        return;
      case 'restarted':
      case 'damaged':
      case 'unavailable':
        throw new Error(`The follower heard of ${update.kind}.`);
    }
  }

  all(): Record<string, (readonly [number, number])[]> {
    const series = [...this.figures].filter(([tag]) => !tag.startsWith('perf/')).sort();
    return Object.fromEntries(series.map(([tag, figures]) => [tag, [...figures].sort(([a], [b]) => a - b)]));
  }
}

describe('following a run that is stopped and resumed', () => {
  const folder = useTemporaryFolder();

  it('tells each figure once, and takes back what a resumed run measures again', async () => {
    const directory = await newTinyRun(folder());
    const follower = new Follower();
    const tail = new RunTail(directory, follower.hear);
    tail.start();
    const hasCaughtUp = (state: string) =>
      waitFor(`the follower to hear of ${state}`, async () => {
        if (follower.states.at(-1) !== state) return false;
        return JSON.stringify(follower.all()) === JSON.stringify(await figuresOf(directory));
      });
    try {
      const stop = new AbortController();
      const stopped = await carryOutRun(directory, {
        signal: stop.signal,
        onProgress: (progress) => progress.kind === 'evaluation' && progress.iteration === 40 && stop.abort(),
      });
      await hasCaughtUp('stopped');
      assert.deepEqual([...follower.problems], []);
      assert.equal(follower.samples.at(-1), 40);
      // The newest checkpoint is no good, so the run goes back before its last evaluation.
      const newest = path.join(runFiles(directory).checkpoints, String(stopped.manifest.iteration));
      await writeFile(path.join(newest, 'parameters.f32'), 'damage');
      await carryOutRun(directory);
      await hasCaughtUp('completed');
      assert.deepEqual(follower.withdrawals, [0, 31]);
      assert.equal(follower.samples.at(-1), 60);
      await waitFor('the damage to be told', () => follower.problems.size > 0);
      assert.deepEqual([...follower.problems], [newest]);
    } finally {
      tail.stop();
    }
  });
});
