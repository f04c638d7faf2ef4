// `reptile-lab delete`, `restore` and `trash`: what is deleted comes back until it is removed for good.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('reptile-lab delete, restore and trash', () => {
  const folder = useTemporaryFolder();

  const carryOut = (verb: string, ...words: string[]) => carryOutWords(verb, '--runs', folder(), ...words);

  const newRun = (seed = 1) => newTestRun(folder(), { seed, state: 'completed' });
  const trashed = async (): Promise<{ id: string; bytes: number; directory: string; deletedAt: string }[]> =>
    JSON.parse((await carryOut('trash', '--json')).output);

  it('move runs to the trash, list them there with their sizes, and bring them back', async () => {
    const [one, two] = [await newRun(1), await newRun(2)];
    const deleted = await carryOut('delete', path.basename(one), two);
    assert.equal(deleted.exitCode, 0, deleted.messages);
    assert.ok(!existsSync(one) && !existsSync(two));
    assert.match(deleted.messages, /^Moved .*\nMoved .*\nBring one back with: .*restore --runs \S+ RUN\n$/);
    assert.ok(deleted.messages.endsWith(`restore --runs ${folder()} RUN\n`), deleted.messages);
    const [first] = await trashed();
    assert.ok(first !== undefined && first.bytes > 0 && existsSync(first.directory));
    assert.ok(Math.abs(Date.parse(first.deletedAt) - Date.now()) < 60_000);
    const listed = await carryOut('trash');
    assert.match(listed.output, /^run +deleted +size\n\d{8}T\S+ .* kB\n/);
    const restored = await carryOut('restore', path.basename(one));
    assert.deepEqual([restored.exitCode, restored.output], [0, `${one}\n`]);
    assert.ok(existsSync(runFiles(one).manifest));
    assert.deepEqual(
      (await trashed()).map(({ id }) => id),
      [path.basename(two)],
    );
  });

  it('delete a run that cannot be read, and none that is at work or waits, which is told', async () => {
    const [damaged, atWork, waiting] = [await newRun(1), await newRun(2), await newRun(3)];
    await writeFile(runFiles(damaged).manifest, '{');
    await changeManifest(atWork, { state: 'running', process: currentProcess() });
    await changeManifest(waiting, { state: 'queued' });
    const { exitCode, messages } = await carryOut('delete', damaged, atWork, waiting);
    assert.equal(exitCode, 4);
    assert.match(messages, /was not deleted\. It is at work or waits in the queue\. Stop it before you delete it\./);
    assert.deepEqual([damaged, atWork, waiting].map(existsSync), [false, true, true]);
  });

  it('delete nothing where one of the words means no run', async () => {
    const run = await newRun();
    assert.equal((await carryOut('delete', path.basename(run), 'nothing-like-it')).exitCode, 2);
    assert.ok(existsSync(run));
  });

  it('say what a word may mean, and what stands in the way', async () => {
    const [one, two] = [await newRun(1), await newRun(2)];
    await carryOut('delete', one, two);
    const several = await carryOut('restore', '20');
    assert.equal(several.exitCode, 2);
    assert.match(several.messages, /"20" is the beginning of 2 deleted runs: /);
    assert.match((await carryOut('restore', 'x')).messages, /There is no deleted run "x"/);
    await mkdir(one);
    const taken = await carryOut('restore', path.basename(one));
    assert.equal(taken.exitCode, 2);
    assert.match(taken.messages, /is there again\. Move it away, then restore the deleted run\./);
  });

  it('remove for good all, or what was deleted longer ago, and nothing unasked', async () => {
    await carryOut('delete', await newRun());
    const refused = await carryOut('trash', '--older-than', '3');
    assert.equal(refused.exitCode, 2);
    assert.match(
      (await carryOut('trash', '--empty', '--older-than', '1')).messages,
      /^Removed 0 deleted runs for good/,
    );
    assert.equal((await trashed()).length, 1);
    const emptied = await carryOut('trash', '--empty');
    assert.match(emptied.messages, /^Removed 1 deleted run for good: \d+ kB\.\n$/);
    assert.deepEqual(await trashed(), []);
    assert.match((await carryOut('trash')).messages, /^There are no deleted runs in /);
  });
});
