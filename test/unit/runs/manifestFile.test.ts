// run.json: read with clear errors whatever stands in it, written atomically and not too often.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { ManifestError, ManifestWriter, readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { holdOf } from '../../support/holdOf.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('run.json', () => {
  const folder = useTemporaryFolder();

  async function readWith(content: string): Promise<Manifest> {
    await writeFile(path.join(folder(), 'run.json'), content);
    return readManifest(folder());
  }

  it('is refused with the reason and what to do', async () => {
    const refusedFor = (pattern: RegExp) => (error: unknown) =>
      error instanceof ManifestError && pattern.test(error.message);
    await assert.rejects(readManifest(folder()), refusedFor(/is not a run: it has no run\.json/));
    await assert.rejects(readManifest(path.join(folder(), 'none')), refusedFor(/is not a run/));
    await assert.rejects(readWith(''), refusedFor(/run\.json is damaged: it is not JSON/));
    await assert.rejects(readWith('{"formatVersion": 1, "id": "x"'), refusedFor(/not JSON/));
    await assert.rejects(readWith('[]'), refusedFor(/damaged/));
    await assert.rejects(readWith('{"formatVersion": 2}'), refusedFor(/newer Reptile Lab\. Update/));
    await assert.rejects(readWith('{"formatVersion": 1}'), refusedFor(/damaged: id, name, /));
    await mkdir(path.join(folder(), 'odd', 'run.json'), { recursive: true });
    await assert.rejects(
      readManifest(path.join(folder(), 'odd')),
      refusedFor(/run\.json is a folder where a file should be/),
    );
  });

  it('is refused where its numbers and times cannot be a run’s, while times that a run does not need count as unknown', async () => {
    const directory = await newTestRun(folder(), { process: { host: 'other', pid: 1, startedAt: null } });
    const { manifest: file } = runFiles(directory);
    const text = await readFile(file, 'utf8');
    const changedTo = async (changes: object) => {
      await writeFile(file, JSON.stringify({ ...JSON.parse(text), ...changes }));
      return readManifest(directory);
    };
    await assert.rejects(changedTo({ createdAt: 'yesterday' }), /createdAt is missing or not what it should be/);
    await assert.rejects(changedTo({ iteration: -5 }), /iteration is missing or not/);
    for (const pid of [0, -1])
      await assert.rejects(changedTo({ process: { host: 'h', pid, startedAt: null } }), /process\.pid/);
    for (const best of [
      { iteration: -5, loss: 1, lossCi95: 1 },
      { iteration: 5, loss: 1, lossCi95: -3 },
      { iteration: 5, loss: 1, lossCi95: 0, accuracy: 1.01 },
      { iteration: 5, loss: 1, lossCi95: 0, accuracy: -0.5 },
    ]) {
      await assert.rejects(changedTo({ best }), /best\./);
    }
    // Of an adaptation that diverged.
    const diverged = await changedTo({ best: { iteration: 5, loss: null, lossCi95: null, accuracy: null } });
    assert.deepEqual([diverged.best?.loss, diverged.best?.accuracy], [Number.NaN, Number.NaN]);
    const counts = await changedTo({ workers: -3, parameterCount: -7, memoryBytes: 0.5, checkpointIteration: 'ten' });
    const { workers, parameterCount, memoryBytes, checkpointIteration } = counts;
    assert.deepEqual([workers, parameterCount, memoryBytes, checkpointIteration], [null, null, null, null]);
    const paces = await changedTo({ metaIterationsPerSecond: -1, workerIdleShare: 1e21 });
    assert.deepEqual([paces.metaIterationsPerSecond, paces.workerIdleShare], [null, null]);
    await assert.rejects(changedTo({ createdAt: '1' }), /createdAt/);
    const read = await changedTo({ heartbeatAt: 'never', startedAt: '1', endedAt: 'soon' });
    assert.deepEqual([read.heartbeatAt, read.startedAt, read.endedAt], [null, null, null]);
  });

  it('is read although what is only shown of it is longer than it is written by now, and cut', async () => {
    const directory = await newTestRun(folder());
    const { manifest: file } = runFiles(directory);
    const content: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
    const failure = { message: 'm'.repeat(30_000), detail: 'd'.repeat(60_000) };
    const answeredRequests = Array.from({ length: 300 }, (_, place) => `request ${place}`);
    await writeFile(file, JSON.stringify({ ...content, failure, answeredRequests }));
    const read = await readManifest(directory);
    assert.deepEqual(read.failure, { message: 'm'.repeat(20_000), detail: 'd'.repeat(40_000) });
    assert.deepEqual([read.answeredRequests.length, read.answeredRequests.at(-1)], [100, 'request 299']);
  });

  it('is read although a newer version of this format added something', async () => {
    const directory = await newTestRun(folder());
    const { manifest: file } = runFiles(directory);
    const content: Record<string, unknown> = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...content, whatever: { comes: 'later' } }));
    assert.equal((await readManifest(directory)).id, path.basename(directory));
  });

  it('keeps a loss that is no number', async () => {
    const latest = { iteration: 3, loss: Number.NaN, lossCi95: Number.NaN };
    const directory = await newTestRun(folder(), { latest });
    assert.deepEqual((await readManifest(directory)).latest, latest);
  });

  describe('being written', () => {
    const onError = (error: unknown) => {
      throw error;
    };

    it('shows changes of state at once, and progress within the interval, together', async () => {
      const directory = await newTestRun(folder());
      const writer = new ManifestWriter(await holdOf(directory), await readManifest(directory), {
        interval: 300,
        onError,
      });
      await writer.write({ state: 'running' });
      assert.equal((await readManifest(directory)).state, 'running');
      const { ino } = await stat(runFiles(directory).manifest);
      for (let iteration = 1; iteration <= 50; iteration++) writer.update({ iteration });
      assert.equal((await readManifest(directory)).iteration, 0);
      const seen = await waitFor('progress', async () => {
        const { iteration } = await readManifest(directory);
        return iteration > 0 && iteration;
      });
      assert.equal(seen, 50);
      assert.notEqual((await stat(runFiles(directory).manifest)).ino, ino);
      await writer.close({ state: 'stopped' });
      assert.deepEqual((({ state, iteration }) => ({ state, iteration }))(await readManifest(directory)), {
        state: 'stopped',
        iteration: 50,
      });
    });

    it('is never seen half-written, and leaves no other file', async () => {
      const directory = await newTestRun(folder());
      const hold = await holdOf(directory);
      const names = await readdir(directory);
      const writer = new ManifestWriter(hold, await readManifest(directory), { interval: 0, onError });
      let isWriting = true;
      const reading = (async () => {
        for (; isWriting; ) await readManifest(directory);
      })();
      for (let iteration = 0; iteration < 200; iteration++)
        await writer.write({ iteration, failure: { message: 'x'.repeat(iteration * 50) } });
      isWriting = false;
      await reading;
      await writer.close({});
      assert.deepEqual(await readdir(directory), names);
    });

    it('is left alone after the last word', async () => {
      const directory = await newTestRun(folder());
      const writer = new ManifestWriter(await holdOf(directory), await readManifest(directory), {
        interval: 0,
        onError,
      });
      writer.update({ iteration: 1 });
      await writer.close({ state: 'stopped' });
      writer.update({ state: 'running' });
      await writer.write({ state: 'running' });
      assert.equal((await readManifest(directory)).state, 'stopped');
      assert.equal(writer.manifest.state, 'stopped');
    });

    it('tells of background writes that fail', async () => {
      const directory = await newTestRun(folder());
      const errors: unknown[] = [];
      const gone = path.join(directory, 'gone');
      const writer = new ManifestWriter(await holdOf(gone), await readManifest(directory), {
        interval: 0,
        onError: (error) => errors.push(error),
      });
      writer.update({ iteration: 1 });
      await waitFor('the failure', () => errors.length > 0);
      await assert.rejects(writer.write({ iteration: 2 }), { code: 'ENOENT' });
    });
  });
});
