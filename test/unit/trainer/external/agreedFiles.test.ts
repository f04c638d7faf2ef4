// What a run's program consists of is changed after whoever starts the run has looked at it, and before it starts.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { executedCommands } from '../../../../src/experiment/external/fillCommand.ts';
import { isExternal } from '../../../../src/experiment/whoTrains.ts';
import { LocalLauncher } from '../../../../src/launchers/localLauncher.ts';
import { readAnyFrozenExperiment } from '../../../../src/runs/frozenExperiment.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { digestOfAll, digestsOfPrograms } from '../../../../src/runs/programFiles.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { localLauncher } from '../../../../src/runs/runOrigin.ts';
import { isEnded } from '../../../../src/runs/runState.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { builtProgram } from '../../../support/builtCli.ts';
import { changeManifest } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { newProgramRun } from './programFixture.ts';

describe('the files of a program, changed before it starts', function () {
  this.timeout(120_000);
  before(function () {
    // There is no shell.
    if (process.platform === 'win32') this.skip();
  });
  const folder = useTemporaryFolder();
  const place = (name: string) => path.join(folder(), 'project', name);
  const good = 'touch good';
  const other = 'touch other';

  async function lookAt(directory: string): Promise<string> {
    const { experiment } = await readAnyFrozenExperiment(directory, await readManifest(directory));
    assert.ok(isExternal(experiment));
    const programs = executedCommands(experiment, runFiles(directory).program);
    return digestOfAll(await digestsOfPrograms(programs, path.join(folder(), 'project')));
  }

  /** @param meanwhile what happens in the trainer's process before the trainer does anything */
  async function startByQueue(directory: string, meanwhile: string): Promise<void> {
    const script = path.join(folder(), 'slowTrainer.mjs');
    const trainer = pathToFileURL(await builtProgram('trainer.js')).href;
    await writeFile(
      script,
      `import { writeFileSync } from 'node:fs';\n${meanwhile}\nawait import(${JSON.stringify(trainer)});\n`,
    );
    await changeManifest(directory, { launcher: localLauncher });
    const launcher = new LocalLauncher({
      askedBy: 'editor',
      command: { program: process.execPath, script, environment: {} },
      runsFolders: () => [path.dirname(directory)],
      mayStart: () => true,
      userFolder: path.join(folder(), 'user'),
      places: () => 1,
      onError: assert.ifError,
    });
    assert.equal((await launcher.submit(directory)).kind, 'started');
    await waitFor('the end', async () => isEnded((await readManifest(directory)).state), 60_000);
  }

  it('are not executed where the queue has looked at others, and the run can be started once more', async () => {
    const directory = await newProgramRun(folder(), good);
    await startByQueue(directory, `writeFileSync(${JSON.stringify(place('train.sh'))}, ${JSON.stringify(other)});`);
    const { state, failure, startedAt } = await readManifest(directory);
    assert.deepEqual([state, failure, startedAt], ['failed', { code: 'programChanged' }, null]);
    assert.ok(!existsSync(place('other')));
    await startByQueue(directory, '');
    assert.equal((await readManifest(directory)).state, 'completed');
    assert.ok(existsSync(place('other')));
  });

  it('are not executed where another one is covered than the queue has looked at', async () => {
    const directory = await newProgramRun(folder(), good, { command: ['sh', 'train.sh', 'more'] });
    await startByQueue(directory, `writeFileSync(${JSON.stringify(place('more'))}, 'more');`);
    assert.deepEqual((await readManifest(directory)).failure, { code: 'programChanged' });
    assert.ok(!existsSync(place('good')));
  });

  it('are looked at once more right before the program starts', async () => {
    const directory = await newProgramRun(folder(), good);
    const { state, manifest } = await carryOutRun(directory, {
      programFiles: await lookAt(directory),
      onProgress: ({ kind }) => {
        if (kind === 'started') writeFileSync(place('train.sh'), other);
      },
    });
    assert.deepEqual([state, manifest.failure], ['failed', { code: 'programChanged' }]);
    assert.ok(!existsSync(place('other')));
  });

  it('may be those that the trainer itself writes and removes', async () => {
    const directory = await newProgramRun(folder(), good, { command: ['sh', 'train.sh', '${run}/stop'] });
    const { program } = runFiles(directory);
    await mkdir(program);
    await writeFile(path.join(program, 'stop'), '');
    const { state } = await carryOutRun(directory, { programFiles: await lookAt(directory) });
    assert.equal(state, 'completed');
    assert.ok(existsSync(place('good')));
  });
});
