// A sweep that is cut short while its runs are made or queued, by a full disk or by the person: what lies there then is
// told, with what to do with it.

import assert from 'node:assert/strict';
import fileSystem from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { carryOutSweep } from '../../../src/cli/carryOutSweep.ts';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { CommandError, exitCodes } from '../../../src/cli/failures.ts';
import { prepareSweep } from '../../../src/launchers/sweeps/prepareSweep.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { tinyExperiment } from './cliFixture.ts';

describe('a sweep that is cut short', () => {
  const folder = useTemporaryFolder();
  const runsFolder = () => path.join(folder(), 'runs');

  /** Three runs, where making a file that `isRefused` fails with `error`. */
  const sweepRefused = (isRefused: (file: string) => boolean, error: Error) =>
    sweep((file) => (isRefused(file) ? error : undefined));

  /** Three runs; `onMaking` is told of each file that is made, and may refuse it. */
  async function sweep(onMaking: (file: string, context: CommandContext) => Error | undefined) {
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
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const settings = { runsFolder: runsFolder(), json: false, wait: false };
    const { open } = fileSystem;
    const refusing = mock.method(fileSystem, 'open', (...given: Parameters<typeof open>) => {
      const refusal = given[1] === 'wx' ? onMaking(String(given[0]), context) : undefined;
      return refusal === undefined ? open(...given) : Promise.reject(refusal);
    });
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
  /** Gives which run a file belongs to that is being made, from 1 on; 0 for any other file. */
  function countBegun(): (file: string) => number {
    const begun: string[] = [];
    return (file) => {
      const [, unfinished] = /[\\/](\.unfinished-[^\\/]+)/.exec(file) ?? [];
      if (unfinished !== undefined && !begun.includes(unfinished)) begun.push(unfinished);
      return unfinished === undefined ? 0 : 1 + begun.indexOf(unfinished);
    };
  }

  const isInRun = (file: string) => file.startsWith(path.join(runsFolder(), '2'));

  it('says which runs are not in the queue, why, and how they are started or ended', async () => {
    const { failure, runs } = await sweepRefused(isInRun, isFull);
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
    const begins = countBegun();
    const { failure, runs } = await sweepRefused((file) => begins(file) > 2, isFull);
    assert.equal(runs.length, 2);
    assert.ok(failure instanceof CommandError, String(failure));
    assert.equal(failure.exitCode, exitCodes.failed);
    assert.match(failure.message, /the disk is full.* 2 of 3 runs of the sweep were made .* lie in .*runs/);
    assert.ok(failure.message.includes(`stop --sweep ${runs[0]?.manifest.group?.id} --runs `), failure.message);
  });

  it('says nothing of runs where none was made', async () => {
    const { failure, runs } = await sweepRefused((file) => file.includes('.unfinished-'), isFull);
    assert.deepEqual(runs, []);
    assert.ok(failure instanceof CommandError, String(failure));
    assert.match(failure.message, /^[^ ]*runs cannot be written: the disk is full\. Free some space and try again\.$/);
  });

  it('tells of the runs also where the fault is of no known kind, and where that comes from', async () => {
    const fault = new TypeError('undefined is not a function');
    const { failure, messages } = await sweepRefused(isInRun, fault);
    assert.equal(failure, fault);
    assert.match(messages, /The runs of the sweep lie in [\s\S]* stop --sweep /);
  });

  it('stops at a Ctrl+C between two runs, and says how many were made, and how they are ended', async () => {
    const begins = countBegun();
    const { failure, runs } = await sweep((file, { stopWork }) => {
      if (begins(file) === 2) stopWork?.();
      return undefined;
    });
    assert.equal(runs.length, 2);
    assert.ok(failure instanceof CommandError, String(failure));
    assert.equal(failure.exitCode, exitCodes.stopped);
    assert.match(
      failure.message,
      /^2 of 3 runs of the sweep were made .* lie in .*runs, and none of them starts by itself/,
    );
    assert.ok(failure.message.includes(`stop --sweep ${runs[0]?.manifest.group?.id} --runs `), failure.message);
  });

  it('says at a Ctrl+C while they are queued that it leaves once all of them are, and goes on queueing', async () => {
    let isAsked = false;
    const { failure, messages } = await sweep((file, { stopWork }) => {
      if (file.endsWith('.launching')) stopWork?.();
      isAsked ||= file.endsWith('.launching');
      // Nothing is to be started here.
      return isAsked && isInRun(file) ? isFull : undefined;
    });
    assert.match(messages, /Leaving as soon as all runs are in the queue\. Another Ctrl\+C leaves at once/);
    assert.ok(failure instanceof CommandError, String(failure));
    assert.match(failure.message, /not all of them are in the queue yet.*the disk is full/s);
  });
});
