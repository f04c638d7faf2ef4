// Whether a run is lost: its process gone on this machine, its heartbeat silent on another, its pid now somebody
// else's.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { currentProcess, isAlive } from '../../../src/base/processIdentity.ts';
import { type Manifest, newManifest, type RunProcess } from '../../../src/runs/manifest.ts';
import { observeState, silentForSeconds } from '../../../src/runs/observeState.ts';
import { placeOf } from '../../../src/runs/processPlace.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { sineExperiment } from '../../support/toyDistributions.ts';
import { waitFor } from '../../support/waitFor.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now - seconds * 1000).toISOString();

function manifest(changes: Partial<Manifest>): Manifest {
  const run = { id: 'x', experiment: sineExperiment(), experimentPath: '/x.reptile.json', overrides: [], version: '0' };
  return {
    ...newManifest({ ...run, createdAt: secondsAgo(1000), askedBy: 'editor', launcher: { kind: 'local' } }),
    ...changes,
  };
}

/** Of manifests that name no folder. */
const here = '/nowhere';

const working = ['starting', 'running', 'paused', 'stopping'] as const;
const elsewhere: RunProcess = { host: 'another-machine', pid: process.pid, startedAt: currentProcess().startedAt };

/** Where another boot or another container gave a process the same host name and pid. */
function namesakes(): RunProcess[] {
  const { startedAt } = currentProcess();
  if (process.platform !== 'linux' || startedAt === null) return [];
  const places = [startedAt.replace(/^\w{8}/, 'ffffffff'), startedAt.replace(/pid:\[\d+\]/, 'pid:[1]')];
  assert.ok(!places.includes(startedAt));
  return places.map((place) => ({ ...currentProcess(), startedAt: place }));
}

describe('the state of a run', () => {
  const folder = useTemporaryFolder();

  it('is what its manifest says while its process lives', async () => {
    for (const state of working) {
      assert.equal(
        await observeState(manifest({ state, process: currentProcess(), heartbeatAt: secondsAgo(5000) }), here, now),
        state,
      );
    }
  });

  it('is lost when its process has ended, whatever the heartbeat', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const { pid = 0 } = child;
    await once(child, 'exit');
    for (const state of working) {
      const gone = { ...currentProcess(), pid };
      assert.equal(
        await observeState(manifest({ state, process: gone, heartbeatAt: secondsAgo(0) }), here, now),
        'lost',
      );
    }
  });

  it('follows the heartbeat in a copy of a run that is at work, and stays the process’s in its own folder, renamed or linked', async () => {
    const directory = path.join(folder(), 'run');
    const copy = path.join(folder(), 'copy');
    for (const made of [directory, copy]) await mkdir(made);
    const process = { ...currentProcess(), place: placeOf(directory) };
    const observed = (place: string, seconds: number) =>
      observeState(manifest({ state: 'running', process, heartbeatAt: secondsAgo(seconds) }), place, now);
    assert.deepEqual([await observed(directory, 5000), await observed(copy, 5000)], ['running', 'lost']);
    assert.equal(await observed(copy, silentForSeconds - 1), 'running');
    await rename(directory, path.join(folder(), 'renamed'));
    await symlink(path.join(folder(), 'renamed'), path.join(folder(), 'link'));
    for (const name of ['renamed', 'link']) assert.equal(await observed(path.join(folder(), name), 5000), 'running');
  });

  it('is lost when another process has its pid by now', async function () {
    const { startedAt } = currentProcess();
    if (startedAt === null) return this.skip();
    const reused = { ...currentProcess(), startedAt: `${startedAt}0` };
    assert.equal(
      await observeState(manifest({ state: 'running', process: reused, heartbeatAt: secondsAgo(0) }), here, now),
      'lost',
    );
  });

  it('follows the heartbeat where the process cannot be looked at', async () => {
    const unknownStart = { ...currentProcess(), startedAt: null };
    for (const owner of [elsewhere, unknownStart, ...namesakes()]) {
      const observed = (heartbeatAt: string) =>
        observeState(manifest({ state: 'paused', process: owner, heartbeatAt }), here, now);
      assert.equal(await observed(secondsAgo(silentForSeconds - 1)), 'paused');
      assert.equal(await observed(secondsAgo(silentForSeconds + 1)), 'lost');
      // Clocks of two machines differ.
      assert.equal(await observed(secondsAgo(-30)), 'paused');
      // Nobody is at work from tomorrow on, nor since a time that is none.
      assert.equal(await observed(secondsAgo(-86_400)), 'lost');
      assert.equal(await observed('soon'), 'lost');
    }
  });

  it('is lost when a starting process does not give its name for a minute', async () => {
    assert.equal(await observeState(manifest({ state: 'starting', startedAt: secondsAgo(10) }), here, now), 'starting');
    assert.equal(await observeState(manifest({ state: 'starting', startedAt: secondsAgo(100) }), here, now), 'lost');
  });

  it('is lost when a terminal never began what it created, while the queue of an editor may be long', async () => {
    const waiting = { state: 'queued', process: null } as const;
    assert.equal(
      await observeState(
        manifest({ ...waiting, askedBy: 'terminal', launcher: null, createdAt: secondsAgo(5) }),
        here,
        now,
      ),
      'queued',
    );
    assert.equal(
      await observeState(
        manifest({ ...waiting, askedBy: 'terminal', launcher: null, createdAt: secondsAgo(100) }),
        here,
        now,
      ),
      'lost',
    );
    assert.equal(
      await observeState(
        manifest({ ...waiting, askedBy: 'editor', launcher: { kind: 'local' }, createdAt: secondsAgo(1e6) }),
        here,
        now,
      ),
      'queued',
    );
  });

  it('is lost when the terminal that created it is gone before it began', async () => {
    const created = { state: 'queued', askedBy: 'terminal', launcher: null, createdAt: secondsAgo(5) } as const;
    assert.equal(await observeState(manifest({ ...created, process: currentProcess() }), here, now), 'queued');
    assert.equal(
      await observeState(manifest({ ...created, process: { ...currentProcess(), pid: 0x7ffffffe } }), here, now),
      'lost',
    );
  });

  it('stays as it is when nobody is expected to be at work', async () => {
    const gone = { ...currentProcess(), pid: 0x7ffffffe };
    for (const state of ['queued', 'completed', 'stopped', 'failed'] as const) {
      assert.equal(
        await observeState(manifest({ state, process: gone, heartbeatAt: secondsAgo(9000) }), here, now),
        state,
      );
    }
  });
});

describe('a process', () => {
  it('is alive until it ends, even before anybody waits for it', async function () {
    if (process.platform !== 'linux') return this.skip();
    // The shell's child ends at once and stays a zombie: the program that the shell becomes never waits for it.
    const shell = spawn('sh', ['-c', 'sh -c "echo $$; kill -9 $$" & exec sleep 30', 'x'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = await once(shell.stdout, 'data');
    const zombie = { ...currentProcess(), pid: Number(String(line)) };
    try {
      await waitFor('the child to end', async () => (await isAlive(zombie)) === false);
      assert.doesNotThrow(() => process.kill(zombie.pid, 0), 'it is no zombie, so this shows nothing');
    } finally {
      shell.kill('SIGKILL');
    }
  });

  it('knows itself', async () => {
    assert.equal(await isAlive(currentProcess()), currentProcess().startedAt === null ? undefined : true);
  });
});
