// `reptile-lab resume --from` and `--extend` in this process: a new run, told of, and the other one left as it is.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { carryOutWords } from '../../support/carryOutWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun, stateOf } from '../trainer/trainerFixture.ts';

describe('reptile-lab resume --from and --extend', () => {
  const folder = useTemporaryFolder();

  const resume = (...words: string[]) => carryOutWords('resume', ...words);

  async function otherThan(directory: string): Promise<string> {
    const names = (await readdir(folder(), { withFileTypes: true })).filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== path.basename(directory),
    );
    assert.equal(names.length, 1);
    return path.join(folder(), names[0]?.name ?? '');
  }

  it('extends a completed run in a new one, and says what becomes of a schedule', async () => {
    const directory = await newTinyRun(folder(), { algorithm: { metaIterations: 20, metaStepSizeFinal: 0 } });
    await carryOutRun(directory);
    const before = await readManifest(directory);
    const { exitCode, output, messages } = await resume(directory, '--extend', '20');
    assert.equal(exitCode, 0, messages);
    assert.match(messages, /A new run goes on from meta-iteration 20 of 40: /);
    assert.match(messages, /warning: The meta step size follows the share .* with 0\.5; it was 0\./);
    assert.match(output, /after 40 of 40 meta-iterations/);
    assert.deepEqual(await readManifest(directory), before);
    const { state, iteration, continues } = await readManifest(await otherThan(directory));
    assert.deepEqual([state, iteration, continues?.run, continues?.iteration], ['completed', 40, before.id, 20]);
  });

  it('goes on from an earlier checkpoint in a new run, which ends as the other did', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const { exitCode, messages } = await resume(directory, '--from', '45');
    assert.equal(exitCode, 0, messages);
    assert.deepEqual(await stateOf(await otherThan(directory)), await stateOf(directory));
  });

  it('says what is wrong, and makes nothing', async () => {
    const directory = await newTinyRun(folder(), { algorithm: { metaIterations: 20 } });
    await carryOutRun(directory);
    const known = await readdir(folder());
    for (const [words, message] of [
      [['--from', 'latest'], /there is nothing left to train\. Extend it by more/],
      [['--from', '7'], /no checkpoint of meta-iteration 7\. It has those of 20, 15, 0\./],
      [['--from', 'first'], /a meta-iteration, best or latest/],
      [['--extend', '0'], /a whole number from 1/],
    ] as const) {
      const { exitCode, messages } = await resume(directory, ...words);
      assert.equal(exitCode, 2);
      assert.match(messages, message);
    }
    assert.deepEqual(await readdir(folder()), known);
  });
});
