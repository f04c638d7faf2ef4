// `reptile-lab train --initialization`: a run that begins with weights made elsewhere.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from '../../../src/cli/commandContext.ts';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { toStateDict } from '../../../src/engine/weights/stateDict.ts';
import { encodeTensors } from '../../../src/engine/weights/tensorFormats.ts';
import { readLearnedWeights } from '../../../src/evaluation/runWeights.ts';
import { loadCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { repairRun } from '../../../src/trainer/repair/repairRun.ts';
import { changingData, experimentOn } from '../../support/changingData.ts';
import { recordTerminal } from '../../support/recordTerminal.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newRunOf, newTinyRun, stateOf, tinyExperiment } from '../trainer/trainerFixture.ts';

describe('reptile-lab train --initialization', () => {
  const folder = useTemporaryFolder();

  async function train(experiment: object, ...words: string[]) {
    const file = path.join(folder(), 'begun.reptile.json');
    const runs = path.join(folder(), 'begun');
    await rm(runs, { recursive: true, force: true });
    await writeFile(file, JSON.stringify({ ...experiment, name: 'begun' }));
    const { terminal, messages } = recordTerminal(false);
    const context: CommandContext = { terminal, exitCode: 0, stopWork: undefined, failWork: undefined };
    const exitCode = await runCommandLine(['train', file, '--runs', runs, ...words], context);
    const made = (await readdir(runs).catch(() => [])).find((name) => name.includes('begun'));
    return { exitCode, messages: messages(), directory: made === undefined ? undefined : path.join(runs, made) };
  }

  it('begins with the parameters of the file, of images too, keeps a copy and says which file it was', async () => {
    const [images] = changingData;
    assert.ok(images !== undefined);
    await images.write(folder());
    const model = { kind: 'convnet', blocks: 2, filters: 4 } as const;
    const experiment = { ...experimentOn(images), model };
    const first = await newRunOf(folder(), experiment);
    await carryOutRun(first);
    const learned = await readLearnedWeights(first, await readManifest(first), 'latest');
    for (const format of ['safetensors', 'npz'] as const) {
      const file = path.join(folder(), `weights.${format}`);
      await writeFile(file, encodeTensors(format, toStateDict(learned.model, learned.state.parameters), {}));
      const { exitCode, messages, directory } = await train(experiment, '--initialization', file);
      assert.equal(exitCode, 0, messages);
      assert.ok(directory !== undefined);
      const untrained = await loadCheckpoint(path.join(runFiles(directory).checkpoints, '0'));
      assert.deepEqual(untrained.parameters, learned.state.parameters);
      const { initializedFrom } = await readManifest(directory);
      assert.equal(initializedFrom?.run, `weights.${format}`);
      assert.equal(
        initializedFrom?.fileSha256,
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      );
    }
  });

  it('goes on bit for bit with run.json rebuilt and the file gone', async () => {
    const first = await newTinyRun(path.join(folder(), 'first'));
    await carryOutRun(first);
    const { model, state } = await readLearnedWeights(first, await readManifest(first), 45);
    const file = path.join(folder(), 'weights.npz');
    await writeFile(file, encodeTensors('npz', toStateDict(model, state.parameters), {}));
    const { directory } = await train(tinyExperiment(), '--initialization', file);
    assert.ok(directory !== undefined);
    const whole = await stateOf(directory);
    await rm(file);
    await rm(runFiles(directory).checkpoints, { recursive: true });
    await rm(runFiles(directory).manifest);
    await repairRun(directory, {});
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await stateOf(directory), whole);
  });

  it('refuses other tensors by name, files that are none, and two initializations, and makes nothing', async () => {
    const file = path.join(folder(), 'weights.safetensors');
    const other = [
      { name: 'dense1.weight', shape: [1, 16], values: new Float32Array(16) },
      { name: 'fc.weight', shape: [1], values: new Float32Array(1) },
    ];
    await writeFile(file, encodeTensors('safetensors', other, {}));
    const refused = await train(tinyExperiment(), '--initialization', file);
    assert.equal(refused.exitCode, 2);
    assert.match(
      refused.messages,
      /another model: dense1\.weight is 16 × 1 in the model and 1 × 16 in the file; dense1\.bias/,
    );
    await writeFile(file, 'pickle');
    assert.match((await train(tinyExperiment(), '--initialization', file)).messages, /cannot be used: it is too short/);
    await rm(file);
    await mkdir(file);
    for (const words of [
      ['--initialization', file],
      ['--initialization', path.join(folder(), 'none.npz')],
      ['--initialization', 'model.pt'],
      ['--initialization', file, '--initialize-from', 'latest'],
    ]) {
      const { exitCode, directory } = await train(tinyExperiment(), ...words);
      assert.deepEqual([exitCode, directory], [2, undefined], words.join(' '));
    }
  });
});
