// A sweep whose disk fills while its runs are made or queued: what lies there then is told, with what to do with it.

import assert from 'node:assert/strict';
import fileSystem from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { carryOutSweep } from '../../../src/cli/carryOutSweep.ts';
import { CommandError, exitCodes } from '../../../src/cli/failures.ts';
import { prepareSweep } from '../../../src/launchers/sweeps/prepareSweep.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from './cliFixture.ts';

describe('a sweep whose disk fills', () => {
  const folder = useTemporaryFolder();
  const runsFolder = () => path.join(folder(), 'runs');

  /** Three runs, where making a file that `isRefused` fails with `error`. */
  async function sweep(isRefused: (file: string) => boolean, error: Error) {
    const assignments = ['algorithm.metaStepSize=0.25,0.5,1'];
    const source = new TextEncoder().encode(tinyExperiment);
    const prepared = await prepareSweep({
      file: '/somewhere/tiny.reptile.json',
      source,
      choices: { assignments, seeds: undefined },
    });
    assert.ok(prepared.kind === 'ready');
    const { terminal, messages } = recordTerminal(false);
    const forecast = { seconds: undefined, isGuess: true, diskBytes: undefined, memoryBytes: undefined };
    const context = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const settings = { runsFolder: runsFolder(), json: false, wait: false };
    const { open } = fileSystem;
    const refusing = mock.method(fileSystem, 'open', (...given: Parameters<typeof open>) =>
      given[1] === 'wx' && isRefused(String(given[0])) ? Promise.reject(error) : open(...given),
    );
    syncBuiltinESMExports();
    let failure: unknown;
    try {
      await carryOutSweep({ sweep: prepared, places: 1, forecast }, settings, context);
    } catch (thrown) {
      failure = thrown;
    } finally {
      refusing.mock.restore();
      syncBuiltinESMExports();
    }
    const runs = (await listRuns(runsFolder())).filter((listing) => listing.kind === 'run');
    return { failure, messages: messages(), runs };
  }

  const isFull = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  });
  const isInRun = (file: string) => file.startsWith(path.join(runsFolder(), '2'));

  it('says which runs are not in the queue, why, and how they are started or ended', async () => {
    const { failure, runs } = await sweep(isInRun, isFull);
    assert.deepEqual(
      runs.map(({ state, manifest }) => [state, manifest.queueTicket]),
      Array.from({ length: 3 }, () => ['queued', null]),
    );
    assert.ok(failure instanceof CommandError, String(failure));
    assert.equal(failure.exitCode, exitCodes.failed);
    assert.match(failure.message, /^The runs of the sweep lie in .*runs, but not all of them are in the queue yet/);
    assert.match(failure.message, /the disk is full\. Free some space/);
    assert.match(failure.message, /by hand: .* queue start --runs \S+ RUN/);
    assert.ok(failure.message.includes(`stop --sweep ${runs[0]?.manifest.group?.id} --runs `), failure.message);
  });

  it('says how many were made before it was full, and how they are ended', async () => {
    const begun = new Set<string>();
    const { failure, runs } = await sweep((file) => {
      const [, unfinished] = /[\\/](\.unfinished-[^\\/]+)/.exec(file) ?? [];
      if (unfinished !== undefined) begun.add(unfinished);
      return unfinished !== undefined && begun.size > 2;
    }, isFull);
    assert.equal(runs.length, 2);
    assert.ok(failure instanceof CommandError, String(failure));
    assert.equal(failure.exitCode, exitCodes.failed);
    assert.match(failure.message, /the disk is full.* 2 of 3 runs of the sweep were made .* lie in .*runs/);
    assert.ok(failure.message.includes(`stop --sweep ${runs[0]?.manifest.group?.id} --runs `), failure.message);
  });

  it('says nothing of runs where none was made', async () => {
    const { failure, runs } = await sweep((file) => file.includes('.unfinished-'), isFull);
    assert.deepEqual(runs, []);
    assert.ok(failure instanceof CommandError, String(failure));
    assert.match(failure.message, /^[^ ]*runs cannot be written: the disk is full\. Free some space and try again\.$/);
  });

  it('tells of the runs also where the fault is of no known kind, and where that comes from', async () => {
    const fault = new TypeError('undefined is not a function');
    const { failure, messages } = await sweep(isInRun, fault);
    assert.equal(failure, fault);
    assert.match(messages, /The runs of the sweep lie in [\s\S]* stop --sweep /);
  });
});
