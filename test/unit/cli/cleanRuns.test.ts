// `reptile-lab clean`: says what runs take and what it would free, frees that, and nothing else.

import assert from 'node:assert/strict';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { runWithCheckpoints } from '../../support/runWithCheckpoints.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('reptile-lab clean', () => {
  const folder = useTemporaryFolder();

  const carryOut = (...words: string[]) => carryOutWords('clean', '--runs', folder(), ...words);

  const newRun = () => runWithCheckpoints(folder(), [0, 100, 200, 300], 100);

  it('tells what goes without touching it, then frees it in all runs or in those that are named', async () => {
    const [one, two] = [await newRun(), await newRun()];
    const dry = await carryOut('--dry-run');
    assert.equal(dry.exitCode, 0, dry.messages);
    assert.match(
      dry.output,
      /^2 runs +size +nothing refers to\ncheckpoints +\d+ kB +\d+ kB \(2\)\nsamples +\d+ kB +\d+ kB \(2\)\n/,
    );
    assert.match(dry.output, /\ncache of decoded data +0 kB\ntrash +0 kB\n$/);
    assert.match(dry.messages, /^It would free \d+ kB: 2 checkpoints and 2 samples\.\n$/);
    assert.deepEqual(await listCheckpoints(one), [300, 200, 100, 0]);
    assert.match((await carryOut(two)).messages, /^Freed \d+ kB: 1 checkpoint and 1 sample\.\n$/);
    assert.deepEqual(
      [await listCheckpoints(one), await listCheckpoints(two)],
      [
        [300, 200, 100, 0],
        [300, 100, 0],
      ],
    );
    const { runs, dryRun, use } = JSON.parse((await carryOut('--json')).output);
    assert.deepEqual([runs.length, dryRun], [2, false]);
    const told = runs.find(({ directory }: { directory: string }) => directory === one);
    assert.deepEqual([told.checkpoints, told.samples, told.problems], [[200], [200], []]);
    assert.ok(told.bytes > 0 && told.freedBytes === told.bytes && use.checkpoints > 0 && use.trash === 0);
    assert.deepEqual(await listCheckpoints(one), [300, 100, 0]);
    assert.equal((await carryOut()).messages, 'There is nothing to free.\n');
  });

  it('leaves a run at work as it is, and says so', async () => {
    const directory = await newRun();
    await changeManifest(directory, { state: 'running', process: currentProcess() });
    const { exitCode, messages } = await carryOut();
    assert.equal(exitCode, 0);
    assert.match(messages, /is left as it is\. It is at work or waits in the queue\.\nThere is nothing to free\.\n$/);
    assert.deepEqual(await listCheckpoints(directory), [300, 200, 100, 0]);
  });
});
