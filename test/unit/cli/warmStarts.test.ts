// Runs that begin with what others have learned on another split or on other data: what was trained on before, and
// inputs that stand for something else, are told where figures are read.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { changingData, experimentOn } from '../../support/changingData.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const genres = ['folk', 'jazz', 'pop', 'rock'];

/** Rows of twelve users, whose genres are called as `names` says; `shift` moves the numbers. */
function tableOf(names: readonly string[], shift = 0): string {
  const rows = Array.from({ length: 12 * 8 }, (_, row) => {
    const [user, take] = [Math.floor(row / 8), row % 8];
    return `u${user},${((take * (user + 1)) % 7) + shift},${names[(user + take) % 4]},${take - user}`;
  });
  return `user,x,genre,y\n${rows.join('\n')}\n`;
}

function experimentOnTable(name: string, file: string, seed = 0): object {
  return {
    name,
    task: {
      kind: 'table',
      dataset: { path: file, taskColumn: 'user', features: ['x', 'genre'], target: 'y' },
      split: { by: 'seed', heldOutShare: 0.4, seed },
      shots: 2,
      queries: 2,
    },
    model: { kind: 'mlp', hidden: [4] },
    algorithm: {
      metaIterations: 4,
      metaBatch: 2,
      innerSteps: 1,
      innerBatch: 2,
      innerOptimizer: { kind: 'sgd', learningRate: 0.01 },
    },
    evaluation: { every: 4, tasks: 3, innerSteps: 1, innerBatch: 2 },
    checkpoint: { every: 4 },
    engine: { workers: 1 },
  };
}

describe('a run that begins with what another one has learned', function () {
  // Several runs each.
  this.timeout(120_000);
  const folder = useTemporaryFolder();

  async function command(...words: string[]): Promise<string> {
    const { terminal, output, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const exitCode = await runCommandLine([...words, '--runs', path.join(folder(), 'runs')], context);
    assert.equal(exitCode, 0, messages());
    return `${output()}${messages()}`.replaceAll(/\s+/g, ' ');
  }

  /** Gives what was said, and the run's directory. */
  async function train(experiment: { readonly name?: string }, ...words: string[]) {
    const file = path.join(folder(), `${experiment.name}.reptile.json`);
    await writeFile(file, JSON.stringify(experiment));
    const said = await command('train', file, ...words);
    const listings = await listRuns(path.join(folder(), 'runs'));
    const made = listings.find((listing) => listing.kind === 'run' && listing.manifest.name === experiment.name);
    assert.ok(made);
    return { said, directory: made.directory };
  }

  it('says that tasks of a table are held out that were trained on before, by any run before it, wherever figures are read', async () => {
    await writeFile(path.join(folder(), 'table.csv'), tableOf(genres));
    const first = await train(experimentOnTable('first', 'table.csv'));
    const same = await train(experimentOnTable('same', 'table.csv'), '--initialize-from', first.directory);
    assert.doesNotMatch(same.said, /held-out classes/);
    assert.doesNotMatch(await command('show', same.directory), /may have been|warning/);
    const seen =
      /\d of the \d held-out classes are called like training classes of the run that this one begins with.*u\d.*: its figures are not those of classes that were never seen/;
    const second = await train(experimentOnTable('second', 'table.csv', 7), '--initialize-from', first.directory);
    assert.match(second.said, seen);
    const shown = await command('show', second.directory);
    assert.match(
      shown,
      /held out \d tasks never trained on, but for \d that were, or may have been, by what the run begins/,
    );
    assert.match(shown, /begins with \S+first\S+@4 /);
    assert.match(shown, seen);
    const measured = await command('eval', second.directory, '--tasks', '2');
    assert.match(measured, seen);
    assert.match(measured, /begins with \S+first\S+@4 /);
    // Its own split is that of the run before it, but not that of the one before that.
    const third = await train(experimentOnTable('third', 'table.csv', 7), '--initialize-from', second.directory);
    assert.match(third.said, seen);
    assert.match(third.said, /begins with or of one before it \(/);
    assert.match(await command('resume', third.directory, '--extend', '2'), seen);
    const scratch = await train(experimentOnTable('scratch', 'table.csv', 7));
    assert.doesNotMatch(scratch.said, /held-out classes/);
    const compared = await command('compare', scratch.directory, third.directory, '--tasks', '2');
    assert.match(compared, new RegExp(`third · not extended: ${seen.source}`));
    assert.match(compared, /begins with \S+second\S+@4: third/);
    assert.doesNotMatch(compared, /scratch: \d/);
  });

  it('says where its inputs stand for something else, or lie elsewhere, and is silent where they do not', async () => {
    await writeFile(path.join(folder(), 'first.csv'), tableOf(genres));
    await writeFile(path.join(folder(), 'other.csv'), tableOf(['a-rock', '0-jazz', 'pop', 'z-folk']));
    await writeFile(path.join(folder(), 'moved.csv'), tableOf(genres, 1000));
    const first = await train(experimentOnTable('first', 'first.csv'));
    const begin = ['--initialize-from', first.directory];
    const same = await train(experimentOnTable('same', 'first.csv'), ...begin);
    assert.doesNotMatch(same.said, /stand for|standardised/);
    const other = await train(experimentOnTable('other', 'other.csv'), ...begin);
    const difference =
      /Inputs or outputs stand for something else than in the run that this one begins with: input 2 was "genre = folk" and is "genre = 0-jazz" and 2 more\./;
    assert.match(other.said, difference);
    assert.doesNotMatch(other.said, /standardised/);
    for (const words of [['show'], ['eval', '--tasks', '2']])
      assert.match(await command(words[0] ?? '', other.directory, ...words.slice(1)), difference);
    const moved = await train(experimentOnTable('moved', 'moved.csv'), ...begin);
    assert.match(moved.said, /standardised otherwise .* "x" was \d\.\d+ ± \d\.\d+ and is 100\d(\.\d+)? ± \d\.\d+\./);
    assert.doesNotMatch(moved.said, /stand for/);
  });

  for (const [name, change, meaning] of [
    ['images', 'task.dataset.invert=true', /task\.dataset\.invert was "false" and is "true"/],
    ['texts', 'task.split.seed=9', /vocabulary was "[0-9a-f]{32}" and is "[0-9a-f]{32}"/],
    ['recordings', 'task.features.dynamicRange=60', /task\.features\.dynamicRange was "80" and is "60"/],
  ] as const)
    it(`says of ${name} where they are read or encoded otherwise`, async () => {
      const data = changingData.find((one) => one.name === name);
      assert.ok(data);
      await data.write(folder());
      const first = await train({ ...experimentOn(data), name: 'first' });
      const again = await train({ ...experimentOn(data), name: 'again' }, '--initialize-from', first.directory);
      assert.doesNotMatch(again.said, /stand for/);
      const words = ['--initialize-from', first.directory, '--set', change];
      assert.match((await train({ ...experimentOn(data), name: 'other' }, ...words)).said, meaning);
    });
});
