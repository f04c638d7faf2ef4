// Whose a run is, as its manifest shows to whoever knows the user's secret.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { agreementOn } from '../../../src/launchers/frozenPart.ts';
import { isMadeHere, recordMadeHere } from '../../../src/launchers/madeHere.ts';
import { OutstandingTickets } from '../../../src/launchers/outstandingTickets.ts';
import { enqueue } from '../../../src/launchers/waitingRun.ts';
import { readFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { withRunLock } from '../../../src/runs/runLock.ts';
import { failReads } from '../../support/failingReads.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the proof that a run was made here', () => {
  const folder = useTemporaryFolder();
  const secret = randomBytes(32);
  const isOurs = async (directory: string, by = secret) => isMadeHere(directory, await readManifest(directory), by);

  it('is there for a run that the user made or agreed to, and for no other user', async () => {
    const directory = await newTestRun(folder());
    assert.equal(await isOurs(directory), false);
    await recordMadeHere(directory, secret);
    assert.equal(await isOurs(directory), true);
    assert.equal(await isOurs(directory, randomBytes(32)), false);
  });

  it('is there for a run that the user queued, and stays when its ticket goes', async () => {
    const directory = await newTestRun(folder());
    await enqueue(
      directory,
      { secret, outstanding: OutstandingTickets.inMemory() },
      { askedBy: 'editor', acceptsChangedData: false },
    );
    await changeManifest(directory, { state: 'failed', queueTicket: null });
    assert.equal(await isOurs(directory), true);
  });

  it('is worth nothing in another place, for another id, and where it is damaged', async () => {
    const directory = await newTestRun(folder());
    await recordMadeHere(directory, secret);
    const copy = path.join(folder(), 'copy');
    await cp(directory, copy, { recursive: true });
    assert.equal(await isOurs(copy), false);
    const { madeHere } = await readManifest(directory);
    await changeManifest(directory, { id: 'another' });
    assert.equal(await isOurs(directory), false);
    await changeManifest(directory, { id: path.basename(directory), madeHere: 'x' });
    assert.equal(await isOurs(directory), false);
    await changeManifest(directory, { madeHere });
    assert.equal(await isOurs(directory), true);
  });

  it('is worth nothing where what the run executes was exchanged', async () => {
    const directory = await newTestRun(folder());
    await recordMadeHere(directory, secret);
    const { source, experiment } = runFiles(directory);
    for (const file of [source, experiment]) {
      const bytes = await readFile(file);
      await writeFile(file, Buffer.concat([bytes, Buffer.from('\n')]));
      assert.equal(await isOurs(directory), false, file);
      await writeFile(file, bytes);
      assert.equal(await isOurs(directory), true);
    }
    const { experimentPath } = await readManifest(directory);
    await changeManifest(directory, { experimentPath: path.join(folder(), 'elsewhere', 'x.reptile.json') });
    assert.equal(await isOurs(directory), false);
    await changeManifest(directory, { experimentPath });
    assert.equal(await isOurs(directory), true);
  });

  it('is not taken for missing where the run’s experiment cannot be read just now', async () => {
    const directory = await newTestRun(folder());
    await recordMadeHere(directory, secret);
    const { size } = await stat(runFiles(directory).experiment);
    const mend = await failReads(size, 0);
    try {
      await assert.rejects(isOurs(directory), {
        name: 'LaunchError',
        message: /^Whose the run “.*” is cannot be told just now, .*EIO.* Try again in a moment\.$/,
      });
    } finally {
      mend();
    }
    assert.equal(await isOurs(directory), true);
    await rm(runFiles(directory).experiment);
    assert.equal(await isOurs(directory), false);
  });

  it('is not written while a trainer has the run', async () => {
    const directory = await newTestRun(folder());
    await withRunLock(directory, () => recordMadeHere(directory, secret));
    assert.equal((await readManifest(directory)).madeHere, null);
  });

  it('is given to what the person was asked about, and not to what lies there after the answer', async () => {
    const issuer = { secret, outstanding: OutstandingTickets.inMemory() };
    const mark = (directory: string, agreed: string) => recordMadeHere(directory, secret, agreed);
    const queue = (directory: string, agreed: string) =>
      enqueue(directory, issuer, { askedBy: 'editor', acceptsChangedData: false }, agreed);
    for (const execute of [mark, queue]) {
      const directory = await newTestRun(folder());
      const agreed = await agreementOn(directory, await readManifest(directory));
      await changeManifest(directory, { experimentPath: '/elsewhere/x.reptile.json' });
      const changed = await readManifest(directory);
      await assert.rejects(execute(directory, agreed), /has changed since you were asked about it/);
      assert.deepEqual(await readManifest(directory), changed);
    }
    const directory = await newTestRun(folder());
    await changeManifest(directory, { state: 'stopped', latest: null });
    const agreed = await agreementOn(directory, await readManifest(directory));
    await changeManifest(directory, { state: 'failed' });
    for (const execute of [mark, queue]) await execute(directory, agreed);
    assert.equal(await isOurs(directory), true);
  });

  describe('of a run whose tasks a module makes', () => {
    const modulePath = () => path.join(folder(), 'tasks.mjs');

    async function newModuleRun(): Promise<string> {
      await writeFile(modulePath(), 'export default 1;');
      const directory = await newTestRun(folder(), { state: 'stopped' });
      const { source, experiment } = runFiles(directory);
      const { experiment: whole } = await readFrozenExperiment(directory, await readManifest(directory));
      const text = JSON.stringify({ ...whole, task: { kind: 'module', path: modulePath(), settings: {} } });
      for (const file of [source, experiment]) await writeFile(file, text);
      await changeManifest(directory, { taskKind: 'module' });
      return directory;
    }

    it('stays where the user made the run, and changes the module later', async () => {
      const directory = await newModuleRun();
      await recordMadeHere(directory, secret);
      await writeFile(modulePath(), 'export default 2;');
      assert.equal(await isOurs(directory), true);
      // Also where it is queued again.
      const agreed = await agreementOn(directory, await readManifest(directory));
      const issuer = { secret, outstanding: OutstandingTickets.inMemory() };
      await enqueue(directory, issuer, { askedBy: 'editor', acceptsChangedData: false }, agreed);
      await writeFile(modulePath(), 'export default 3;');
      assert.equal(await isOurs(directory), true);
    });

    it('is worth nothing for another module than the one that the user agreed to', async () => {
      const issuer = { secret, outstanding: OutstandingTickets.inMemory() };
      for (const agreeTo of [
        (directory: string, agreed: string) => recordMadeHere(directory, secret, agreed),
        (directory: string, agreed: string) =>
          enqueue(directory, issuer, { askedBy: 'editor', acceptsChangedData: false }, agreed),
      ]) {
        const directory = await newModuleRun();
        await agreeTo(directory, await agreementOn(directory, await readManifest(directory)));
        assert.equal(await isOurs(directory), true);
        await writeFile(modulePath(), 'export default 2;');
        assert.equal(await isOurs(directory), false);
      }
    });

    it('is not given where the module was exchanged while the question stood', async () => {
      const directory = await newModuleRun();
      const agreed = await agreementOn(directory, await readManifest(directory));
      await writeFile(modulePath(), 'export default 2;');
      await assert.rejects(recordMadeHere(directory, secret, agreed), /has changed since you were asked about it/);
      assert.equal(await isOurs(directory), false);
    });
  });
});
