// `reptile-lab train --initialize-from` in this process: what a run begins with, says, keeps and refuses.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { initializationOfRun, loadChosenInitialization, takeInitialization } from '../../../src/runs/initialization.ts';
import { loadCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { repairRun } from '../../../src/trainer/repair/repairRun.ts';
import { changingData, experimentOn } from '../../support/changingData.ts';
import { failureWords } from '../../support/failureWords.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { type ExperimentChanges, newRunOf, newTinyRun, stateOf, tinyExperiment } from '../trainer/trainerFixture.ts';

describe('reptile-lab train --initialize-from', () => {
  const folder = useTemporaryFolder();

  async function train(changes: object, ...words: string[]) {
    const file = path.join(folder(), 'second.reptile.json');
    const runs = path.join(folder(), 'second');
    await writeFile(file, JSON.stringify({ ...tinyExperiment(), seed: 8, ...changes, name: 'second' }));
    const { terminal, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const runsThere = async () => (await readdir(runs).catch(() => [])).filter((name) => /second/.test(name));
    // Names do not order runs of one second.
    const before = new Set(await runsThere());
    const exitCode = await runCommandLine(['train', file, '--runs', runs, ...words], context);
    const made = (await runsThere()).find((name) => !before.has(name)) ?? '';
    return { exitCode, messages: messages(), directory: path.join(runs, made) };
  }

  async function newTrainedRun(changes: ExperimentChanges = {}): Promise<string> {
    const directory = await newTinyRun(folder(), changes);
    await carryOutRun(directory);
    return directory;
  }

  const parametersOf = async (directory: string, iteration: number) =>
    (await loadCheckpoint(path.join(runFiles(directory).checkpoints, String(iteration)))).parameters;

  it('begins with the parameters of the checkpoint, measures them as its untrained ones, and says whose they are', async () => {
    // Without moments, which are not taken over.
    const changes = { algorithm: { innerOptimizer: { kind: 'sgd', learningRate: 0.01 } } } as const;
    const first = await newTrainedRun(changes);
    const input = tinyExperiment(changes);
    const { exitCode, messages, directory } = await train(input, '--initialize-from', `${first}@45`);
    assert.equal(exitCode, 0, messages);
    assert.deepEqual(await parametersOf(directory, 0), await parametersOf(first, 45));
    const [manifest, ofFirst] = [await readManifest(directory), await readManifest(first)];
    assert.deepEqual([manifest.initializedFrom?.run, manifest.initializedFrom?.iteration], [ofFirst.id, 45]);
    assert.notEqual(manifest.untrained?.loss, ofFirst.untrained?.loss);
    const last = await train(input, '--initialize-from', first, '--set', 'algorithm.metaIterations=1');
    const { untrained } = await readManifest(last.directory);
    assert.equal(untrained?.loss, ofFirst.latest?.loss, 'the same tasks, the same parameters');
  });

  it('leaves a copy that another run can begin with, whatever becomes of the run that learned it', async () => {
    const first = await newTrainedRun();
    const { directory } = await train({}, '--initialize-from', `${first}@45`);
    const parameters = await parametersOf(first, 45);
    await rm(first, { recursive: true });
    const manifest = await readManifest(directory);
    const again = await initializationOfRun(directory, manifest);
    assert.ok(again);
    assert.ok(again.kind === 'checkpoint');
    const { folder: copy, ...others } = again;
    // No numbers of it: they may take gigabytes, and the editor's process looks at them.
    const split = path.join(runFiles(directory).initialization, 'split.json');
    const known = { kind: 'checkpoint', split, parameterCount: parameters.length, warnings: [] };
    assert.deepEqual(others, { ...known, learned: manifest.initializedFrom });
    assert.deepEqual((await loadChosenInitialization(again)).parameters, parameters);
    const taken = path.join(folder(), 'taken');
    await mkdir(taken);
    assert.deepEqual(await takeInitialization(again, taken), { initializedFrom: manifest.initializedFrom });
    const twice = await initializationOfRun(taken, manifest);
    assert.deepEqual(twice && (await loadChosenInitialization(twice)).parameters, parameters);
    await rm(path.join(copy, 'parameters.f32'));
    await assert.rejects(initializationOfRun(directory, manifest), /cannot be used: .*Put the folder back/);
    assert.equal(await initializationOfRun(directory, { initializedFrom: null }), undefined);
  });

  it('takes step sizes times as much as the learning rate is larger, whose beginning they were', async () => {
    const withRate = (learningRate: number) => ({
      algorithm: {
        kind: 'metaSgd' as const,
        metaIterations: 2,
        innerSteps: 2,
        innerOptimizer: { kind: 'sgd' as const, learningRate },
      },
    });
    const first = await newRunOf(folder(), { ...tinyExperiment(), ...withRate(0.01) });
    await carryOutRun(first);
    const learned = await parametersOf(first, 2);
    const count = learned.length / 2;
    const scaled = (factor: number) =>
      learned.map((value, index) => (index < count ? value : Math.fround(value * factor)));
    const same = await train(withRate(0.01), '--initialize-from', first);
    assert.deepEqual(await parametersOf(same.directory, 0), learned);
    assert.doesNotMatch(same.messages, /step sizes/);
    const smaller = await train(withRate(0.001), '--initialize-from', first);
    assert.deepEqual(await parametersOf(smaller.directory, 0), scaled(0.001 / 0.01));
    assert.match(smaller.messages, /step sizes .* times 0\.1: .* 0\.01 there and is 0\.001 here/);
    // Run again, as the copy says.
    const manifest = await readManifest(smaller.directory);
    assert.equal((await initializationOfRun(smaller.directory, manifest))?.learned.learningRate, 0.01);
    // Its own step sizes are those of its own rate.
    const again = await train(withRate(0.01), '--initialize-from', `${smaller.directory}@0`);
    assert.deepEqual(
      await parametersOf(again.directory, 0),
      scaled(0.001 / 0.01).map((value, index) => (index < count ? value : Math.fround(value * (0.01 / 0.001)))),
    );
    // As an earlier version made it: bits stay, and it is said.
    const { initializedFrom, ...others } = manifest;
    const { learningRate, ...earlier } = initializedFrom ?? assert.fail();
    assert.equal(learningRate, 0.01);
    const { checkpoints, manifest: file } = runFiles(smaller.directory);
    await writeFile(file, JSON.stringify({ ...others, initializedFrom: earlier, state: 'queued', iteration: 0 }));
    await rm(checkpoints, { recursive: true });
    await carryOutRun(smaller.directory);
    assert.deepEqual(await parametersOf(smaller.directory, 0), learned);
    assert.match(
      await readFile(runFiles(smaller.directory).log, 'utf8'),
      /learning rate of 0\.001 has no effect on them/,
    );
  });

  it('goes on bit for bit after a stop, also one before the first checkpoint, and with run.json rebuilt', async () => {
    const first = await newTrainedRun();
    const whole = await train({}, '--initialize-from', `${first}@best`);
    for (const isLater of [false, true]) {
      const stopped = await train({}, '--initialize-from', `${first}@best`, '--set', 'algorithm.metaIterations=60');
      const { checkpoints, manifest } = runFiles(stopped.directory);
      if (isLater) await rm(path.join(checkpoints, '60'), { recursive: true });
      else await rm(checkpoints, { recursive: true });
      await rm(manifest);
      await repairRun(stopped.directory, {});
      assert.equal((await readManifest(stopped.directory)).initializedFrom?.iteration, 60);
      assert.equal((await carryOutRun(stopped.directory)).state, 'completed');
      assert.deepEqual(await stateOf(stopped.directory), await stateOf(whole.directory));
    }
  });

  it('refuses another model by the names of its tensors, and makes nothing', async () => {
    const first = await newTrainedRun();
    const { exitCode, messages } = await train({ model: { kind: 'mlp', hidden: [16, 8] } }, '--initialize-from', first);
    assert.equal(exitCode, 2);
    assert.match(messages, /of another model: dense2\/\S+ is 16 × 8 in the experiment and 16 × 16 there/);
    await assert.rejects(readdir(path.join(folder(), 'second')));
    assert.match((await train({}, '--initialize-from', `${first}@7`)).messages, /no checkpoint of meta-iteration 7/);
  });

  it('says that classes are held out which the parameters were trained on, and is silent where there are none', async () => {
    const [images] = changingData;
    assert.ok(images !== undefined);
    await images.write(folder());
    const first = await newRunOf(folder(), experimentOn(images));
    await carryOutRun(first);
    const sameSplit = await train(experimentOn(images), '--initialize-from', first);
    assert.equal(sameSplit.exitCode, 0, sameSplit.messages);
    assert.doesNotMatch(sameSplit.messages, /training classes of the run/);
    const otherSplit = ['--set', 'task.dataset.splitSeed=3'];
    const other = await train(experimentOn(images), '--initialize-from', first, ...otherSplit);
    assert.match(
      other.messages,
      /\d of the \d held-out classes are training classes of the run that this one begins with \(c\d.*\): its figures are not those of classes/,
    );
  });

  it('never begins at random where its copy is damaged', async () => {
    const first = await newTrainedRun();
    const { directory } = await train({}, '--initialize-from', `${first}@45`);
    const { checkpoints, initialization } = runFiles(directory);
    await rm(checkpoints, { recursive: true });
    await writeFile(path.join(initialization, '45', 'parameters.f32'), 'damage');
    await rm(runFiles(directory).manifest);
    await repairRun(directory, {});
    const failed = await carryOutRun(directory);
    assert.equal(failed.state, 'failed');
    assert.match(failureWords(failed.manifest.failure), /cannot be used.*Put the folder back/);
  });
});
