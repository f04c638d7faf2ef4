// Several windows and terminals act on one queue at once: no run is started twice, and none is forgotten.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { LaunchError } from '../../../src/launchers/launcher.ts';
import { LocalLauncher } from '../../../src/launchers/localLauncher.ts';
import { OutstandingTickets } from '../../../src/launchers/outstandingTickets.ts';
import { makeSweep } from '../../../src/launchers/sweeps/makeSweep.ts';
import { prepareSweep } from '../../../src/launchers/sweeps/prepareSweep.ts';
import { enqueue } from '../../../src/launchers/waitingRun.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { builtProgram } from '../../support/builtCli.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { tinyExperiment } from '../cli/cliFixture.ts';

const arranger = fileURLToPath(new URL('programs/arranger.ts', import.meta.url));
const run = promisify(execFile);

describe('a queue that several processes act on', () => {
  const folder = useTemporaryFolder();

  it('says in words that a run was moved away while it was queued', async () => {
    const directory = await newTestRun(path.join(folder(), 'runs'));
    const outstanding = OutstandingTickets.inMemory();
    const issuer = {
      outstanding,
      // Asked for when the run's lock is held and its manifest is read.
      get secret() {
        rmSync(directory, { recursive: true });
        return randomBytes(32);
      },
    };
    await assert.rejects(
      enqueue(directory, issuer, { askedBy: 'editor', acceptsChangedData: false }),
      (error) => error instanceof LaunchError && /was moved or deleted just then/.test(error.message),
    );
  });

  it('starts each run once and forgets none, whoever polls, moves, holds, releases and starts', async function () {
    this.timeout(300_000);
    const [runsFolder, userFolder] = [path.join(folder(), 'runs'), path.join(folder(), 'user')];
    const file = path.join(folder(), 'tiny.reptile.json');
    await writeFile(file, tinyExperiment);
    const trainer = await builtProgram('trainer.js');
    const choices = { assignments: ['algorithm.metaIterations=3', 'algorithm.metaStepSize=0.5,1'], seeds: 5 };
    const prepared = await prepareSweep({ file, source: new TextEncoder().encode(tinyExperiment), choices });
    assert.equal(prepared.kind, 'ready');
    const errors: unknown[] = [];
    const launcher = new LocalLauncher({
      command: { program: process.execPath, script: trainer, environment: {} },
      askedBy: 'terminal',
      runsFolders: () => [runsFolder],
      mayStart: () => true,
      userFolder,
      places: () => 2,
      onError: (error) => errors.push(error),
    });
    const maker = { runsFolder, askedBy: 'terminal', secret: undefined, version: '0.0.0' } as const;
    const { directories } = await makeSweep(prepared, maker);
    const started = [...(await launcher.submitAll(directories))].filter(({ kind }) => kind === 'started');

    const acting = [1, 2, 3].map((seed) =>
      run(process.execPath, ['--import', 'tsx', arranger, runsFolder, userFolder, trainer, String(seed), '25']),
    );
    const told = (await Promise.all(acting)).map(({ stdout }) => stdout.split('\n').filter((line) => line !== ''));
    const starts = [...started.map(({ directory }) => directory), ...told.flat()];

    const queued = async () => {
      const states = await Promise.all(directories.map(async (directory) => (await readManifest(directory)).state));
      return directories.filter((_, index) => states[index] === 'queued');
    };
    // Held ones are nobody's to start.
    for (const directory of await queued()) await launcher.arrange(directory, 'release').catch(() => undefined);
    await waitFor(
      'all runs to be completed',
      async () => {
        for (const { kind, directory } of await launcher.poll()) if (kind === 'started') starts.push(directory);
        const states = await Promise.all(directories.map(async (directory) => (await readManifest(directory)).state));
        return states.every((state) => state === 'completed');
      },
      120_000,
    );
    assert.deepEqual(starts.toSorted(), directories.toSorted());
    assert.deepEqual(errors, []);
  });
});
