// Opening what a run has learned: the newest good checkpoint, whatever the run is doing, and nothing of the run is
// changed.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Evaluator,
  openTrainedRun,
  startEvaluator,
  type TrainedRun,
} from '../../../src/evaluation/openTrainedRun.ts';
import { evaluateState } from '../../../src/meta/heldOutEvaluation.ts';
import { NoSuchCheckpointError } from '../../../src/runs/chosenCheckpoint.ts';
import { loadCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { asRecorded } from '../../../src/trainer/runFigures.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun } from '../trainer/trainerFixture.ts';

describe('opening a trained run', () => {
  const folder = useTemporaryFolder();
  let evaluator: Evaluator | undefined;

  afterEach(async () => {
    await evaluator?.executor.dispose();
    evaluator = undefined;
  });

  async function open(directory: string, changes: readonly string[] = []): Promise<TrainedRun & Evaluator> {
    const run = await openTrainedRun(directory);
    evaluator = await startEvaluator(run, { workers: 1, changes });
    return { ...run, ...evaluator, warnings: [...run.warnings, ...evaluator.warnings] };
  }

  it('gives what the run itself measured, before and after training', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const before = await contentsOf(directory);
    const { manifest, experiment, executor, trained, untrained, warnings } = await open(directory);
    assert.deepEqual(
      [manifest.state, trained.iteration, untrained.iteration, warnings.length],
      ['completed', 60, 0, 0],
    );
    const first = await loadCheckpoint(path.join(runFiles(directory).checkpoints, '0'));
    assert.deepEqual(untrained, first);
    for (const [state, figure] of [
      [trained, manifest.latest],
      [untrained, manifest.untrained],
    ] as const) {
      const { loss } = await evaluateState(executor, state, experiment.evaluation);
      assert.deepEqual(
        [asRecorded(loss.at(-1)?.mean ?? Number.NaN), asRecorded(loss.at(-1)?.ci95 ?? Number.NaN)],
        [figure?.loss, figure?.lossCi95],
      );
    }
    assert.deepEqual(await contentsOf(directory), before);
  });

  it('passes over a damaged checkpoint, and says so', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    await writeFile(path.join(runFiles(directory).checkpoints, '60', 'optimizer.f32'), '');
    const { trained, warnings } = await open(directory);
    assert.equal(trained.iteration, 45);
    assert.match(
      warnings.join('\n'),
      /^The checkpoint 60 is passed over: .*optimizer\.f32 does not match its checksum/,
    );
  });

  it('passes over a checkpoint of another run, and says so', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const other = await newTinyRun(folder(), {}, ['seed=99', 'algorithm.metaIterations=75']);
    await carryOutRun(other);
    const place = (run: string, iteration: number) => path.join(runFiles(run).checkpoints, String(iteration));
    const resumed = (run: string) =>
      openTrainedRun(run).then(({ trained, warnings }) => [trained.iteration, warnings.join('\n')]);

    await rm(place(directory, 60), { recursive: true });
    await cp(place(other, 60), place(directory, 60), { recursive: true });
    const [named, byName] = await resumed(directory);
    assert.equal(named, 45);
    assert.match(String(byName), /^The checkpoint 60 is passed over: .*another run's: it was saved by .*-tiny-/);

    await forgetRun(place(directory, 60));
    const [iteration, warnings] = await resumed(directory);
    assert.equal(iteration, 45);
    assert.match(
      String(warnings),
      /^The checkpoint 60 is passed over: .*another run's: it was saved with seed 99, and this run has 3\.$/,
    );
    await assert.rejects(openTrainedRun(directory, { checkpoint: 60 }), /another run's: it was saved with seed 99/);

    const longer = await newTinyRun(folder(), {}, ['algorithm.metaIterations=75']);
    await carryOutRun(longer);
    await cp(place(longer, 75), place(directory, 75), { recursive: true });
    await forgetRun(place(directory, 75));
    assert.match(
      String((await resumed(directory))[1]),
      /The checkpoint 75 is passed over: .*this run has 60 meta-iterations/,
    );
  });

  it('passes over a checkpoint of another model, and says so', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const other = await newTinyRun(folder(), {}, ['model.hidden=[8]']);
    await carryOutRun(other);
    const place = (run: string) => path.join(runFiles(run).checkpoints, '60');
    await rm(place(directory), { recursive: true });
    await cp(place(other), place(directory), { recursive: true });
    await forgetRun(place(directory));
    await assert.rejects(
      openTrainedRun(directory, { checkpoint: 60 }),
      /60 is another run's: it holds \d+ parameters, and this run has/,
    );
    const { trained, warnings } = await openTrainedRun(directory);
    assert.equal(trained.iteration, 45);
    assert.match(warnings[0] ?? '', /The checkpoint 60 is passed over: .* is another run's/);
  });

  it('believes neither a checkpoint nor the manifest about the size of the model', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const huge = path.join(runFiles(directory).checkpoints, '60');
    const count = 2 ** 28;
    const state = {
      formatVersion: 1,
      iteration: 60,
      seed: (await readManifest(directory)).seed,
      optimizerSteps: 0,
      parameters: [{ name: 'all', shape: [count], offset: 0 }],
    };
    const text = JSON.stringify(state);
    await writeFile(path.join(huge, 'state.json'), text);
    await truncate(path.join(huge, 'parameters.f32'), 4 * count);
    const sum = createHash('sha256').update(text).digest('hex');
    const others = ['parameters.f32', 'optimizer.f32'].map((name) => `${'0'.repeat(64)}  ${name}\n`);
    await writeFile(path.join(huge, 'SHA256SUMS'), `${others.join('')}${sum}  state.json\n`);
    await changeManifest(directory, { parameterCount: count });
    const { trained, warnings } = await openTrainedRun(directory);
    assert.equal(trained.iteration, 45);
    assert.match(
      warnings[0] ?? '',
      /The checkpoint 60 is passed over: .* is another run's: it holds 268435456 parameters/,
    );
  });

  it('takes the checkpoint that is asked for, and says which there are where it is not kept', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const { trained } = await openTrainedRun(directory, { checkpoint: 45 });
    assert.equal(trained.iteration, 45);
    await assert.rejects(
      openTrainedRun(directory, { checkpoint: 15 }),
      /no checkpoint of meta-iteration 15\. It has those of 60, 45, 30, 0\./,
    );
    await writeFile(path.join(runFiles(directory).checkpoints, '45', 'optimizer.f32'), '');
    await assert.rejects(openTrainedRun(directory, { checkpoint: 45 }), /optimizer\.f32 does not match its checksum/);
  });

  it('makes tasks of other sizes, by the rules of experiment files', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const { experiment, outline } = await open(directory, ['task.shots=3', 'evaluation.innerSteps=7']);
    assert.deepEqual([outline.kind === 'supervised' && outline.supportSize, experiment.evaluation.innerSteps], [3, 7]);
    const run = await openTrainedRun(directory);
    const impossible = startEvaluator(run, { workers: 1, changes: ['task.shots=50'] });
    await assert.rejects(impossible, /All 50 points .*\(too-few-points\)/);
  });

  it('works while the run is at work', async () => {
    const directory = await newTinyRun(folder(), { algorithm: { metaIterations: 1_000_000 } });
    const stop = new AbortController();
    let noticeCheckpoint = () => {};
    const hasLearned = new Promise<void>((resolve) => {
      noticeCheckpoint = resolve;
    });
    const training = carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => progress.kind === 'checkpoint' && progress.iteration === 30 && noticeCheckpoint(),
    });
    try {
      await Promise.race([hasLearned, training]);
      const { manifest, trained } = await open(directory);
      assert.equal(manifest.state, 'running');
      assert.ok(trained.iteration >= 30);
    } finally {
      stop.abort();
      await training;
    }
  });

  it('is refused where nothing has been learned', async () => {
    const directory = await newTinyRun(folder());
    await assert.rejects(open(directory), NoSuchCheckpointError);
    assert.equal((await readManifest(directory)).state, 'queued');
  });
});

async function contentsOf(directory: string): Promise<Record<string, string>> {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = files.map(async ({ parentPath, name }) => {
    const file = path.join(parentPath, name);
    return [file, (await readFile(file)).toString('base64')] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

/** Takes the name of its run out of a checkpoint, as those of earlier versions have none. */
async function forgetRun(checkpoint: string): Promise<void> {
  const [state, sums] = [path.join(checkpoint, 'state.json'), path.join(checkpoint, 'SHA256SUMS')];
  const { run, ...others } = JSON.parse(await readFile(state, 'utf8'));
  assert.equal(typeof run, 'string');
  const text = JSON.stringify(others);
  await writeFile(state, text);
  const sum = createHash('sha256').update(text).digest('hex');
  await writeFile(sums, (await readFile(sums, 'utf8')).replace(/^[0-9a-f]+(?= {2}state\.json$)/m, sum));
}
