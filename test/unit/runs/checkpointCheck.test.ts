// Checking checkpoints for whoever shows a run: every flipped bit is told, good ones are read once.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { CheckpointCheck } from '../../../src/runs/checkpointCheck.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { failReads } from '../../support/failingReads.ts';
import { holdOf } from '../../support/holdOf.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const owner = { seed: 1, metaIterations: 100 };

describe('the check of checkpoints', () => {
  const folder = useTemporaryFolder();
  const folderOf = (iteration: number) => path.join(runFiles(folder()).checkpoints, String(iteration));

  async function save(iteration: number, values = 4): Promise<void> {
    const numbers = () => Float32Array.from({ length: values }, (_, index) => index + iteration);
    const state = {
      iteration,
      parameters: numbers(),
      optimizerState: { steps: 1, moments: numbers() },
      outerMoments: numbers(),
    };
    await saveCheckpoint(await holdOf(folder()), {
      state,
      id: 'own',
      seed: 1,
      layout: [{ name: 'a', shape: [values], offset: 0 }],
    });
  }

  function flipBit(file: string, place = 0): void {
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    writeFileSync(file, bytes);
  }

  it('finds nothing wrong where nothing is, and nothing where there are none', async () => {
    assert.deepEqual([...(await new CheckpointCheck(folder()).look(owner))], []);
    await save(0);
    await save(20);
    assert.deepEqual([...(await new CheckpointCheck(folder()).look(owner))], []);
  });

  for (const name of ['parameters.f32', 'optimizer.f32', 'outer.f32', 'state.json', 'SHA256SUMS']) {
    it(`tells one flipped bit of ${name}, and that the checkpoint is passed over`, async () => {
      await save(0);
      await save(20);
      flipBit(path.join(folderOf(20), name));
      const problems = await new CheckpointCheck(folder()).look(owner);
      assert.deepEqual([...problems.keys()], [folderOf(20)]);
      assert.match(
        noticeWords(problems.get(folderOf(20))),
        /does not match its checksum.* passed over when the run is resumed/,
      );
    });
  }

  it('reads large files in stretches, to their last bit', async () => {
    await save(20, 700_001);
    assert.equal((await new CheckpointCheck(folder()).look(owner)).size, 0);
    flipBit(path.join(folderOf(20), 'parameters.f32'), 4 * 700_000 + 3);
    assert.equal((await new CheckpointCheck(folder()).look(owner)).size, 1);
  });

  it('checks one again that a disk did not give for a moment, though it is the same', async () => {
    await save(20, 999);
    const check = new CheckpointCheck(folder());
    const mend = await failReads(999 * 4, 0);
    assert.deepEqual([...(await check.look(owner)).keys()], [folderOf(20)]);
    mend();
    assert.equal(await check.isAnyMended(), true);
    assert.equal((await check.look(owner)).size, 0);
    assert.equal(await check.isAnyMended(), false);
  });

  it("tells a missing file, a link, and another run's checkpoint", async () => {
    for (const iteration of [10, 20, 30]) await save(iteration);
    await rm(path.join(folderOf(10), 'optimizer.f32'));
    await rm(path.join(folderOf(20), 'parameters.f32'));
    await symlink(path.join(folderOf(30), 'parameters.f32'), path.join(folderOf(20), 'parameters.f32'));
    const problems = await new CheckpointCheck(folder()).look({ ...owner, metaIterations: 25 });
    assert.match(noticeWords(problems.get(folderOf(10))), /lacks one of its files/);
    assert.match(noticeWords(problems.get(folderOf(20))), /link/);
    assert.match(noticeWords(problems.get(folderOf(30))), /is another run's/);
  });

  it('notices at the next look what was damaged, mended or added since', async () => {
    await save(20);
    await cp(folderOf(20), path.join(folder(), 'copy'), { recursive: true });
    const check = new CheckpointCheck(folder());
    assert.equal((await check.look(owner)).size, 0);
    flipBit(path.join(folderOf(20), 'parameters.f32'));
    await save(30);
    assert.deepEqual([...(await check.look(owner)).keys()], [folderOf(20)]);
    await rm(folderOf(20), { recursive: true });
    await cp(path.join(folder(), 'copy'), folderOf(20), { recursive: true });
    assert.equal((await check.look(owner)).size, 0);
  });

  it('stops after ten damaged ones, and says so', async () => {
    for (let iteration = 1; iteration <= 30; iteration++) await mkdir(folderOf(iteration), { recursive: true });
    const problems = [...(await new CheckpointCheck(folder()).look(owner)).values()];
    assert.equal(problems.length, 11);
    assert.match(noticeWords(problems[10]), /meta-iteration 20 and older ones were not checked/);
  });

  it('ends when it is not wanted any more', async () => {
    await save(20);
    await assert.rejects(new CheckpointCheck(folder()).look(owner, AbortSignal.abort(new Error('closed'))), /closed/);
  });
});
