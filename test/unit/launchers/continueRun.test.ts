// A run that goes on from a checkpoint of another one: what it takes over, where it ends, and what stays as it was.

import assert from 'node:assert/strict';
import { existsSync, renameSync, statSync } from 'node:fs';
import fileSystem, { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { mock } from 'node:test';
import { carryAgreement } from '../../../src/launchers/carryAgreement.ts';
import { type Continuation, continueRun } from '../../../src/launchers/continueRun.ts';
import { agreementOn, type Origin } from '../../../src/launchers/frozenPart.ts';
import { isMadeHere, recordMadeHere } from '../../../src/launchers/madeHere.ts';
import { OutstandingTickets } from '../../../src/launchers/outstandingTickets.ts';
import { enqueue } from '../../../src/launchers/waitingRun.ts';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { frameRecord } from '../../../src/runs/eventRecords.ts';
import { readFrozenExperiment } from '../../../src/runs/frozenExperiment.ts';
import { chooseInitialization, takeInitialization } from '../../../src/runs/initialization.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { localLauncher } from '../../../src/runs/runOrigin.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { moduleFile, moduleSource, moduleTask } from '../../support/changingData.ts';
import { everyAlgorithm } from '../../support/everyAlgorithm.ts';
import { changeManifest } from '../../support/newTestRun.ts';
import { figureAt } from '../../support/runWithCheckpoints.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testSecret } from '../../support/testSecret.ts';
import {
  type ExperimentChanges,
  figuresOf,
  newRunOf,
  newTinyRun,
  resultOf,
  stateOf,
  tinyExperiment,
} from '../trainer/trainerFixture.ts';

const constant = { metaStepSchedule: 'constant' } as const;

describe('a run that goes on from a checkpoint of another one', () => {
  const folder = useTemporaryFolder();

  async function newTrainedRun(changes: ExperimentChanges = {}): Promise<string> {
    const directory = await newTinyRun(folder(), changes);
    await carryOutRun(directory);
    return directory;
  }

  async function goOn(directory: string, continuation: Partial<Continuation>, secret?: Uint8Array) {
    const maker = {
      runsFolder: folder(),
      askedBy: 'terminal',
      launcher: null,
      secret,
      version: '0',
    } as const;
    const whole = { checkpoint: 'latest', extendBy: 0, ...continuation } as const;
    return continueRun({ directory, manifest: await readManifest(directory) }, whole, maker);
  }

  it('extended, ends bit for bit as one that had the larger number from the beginning, with the same figures', async () => {
    const whole = await newTrainedRun({ algorithm: constant });
    const part = await newTrainedRun({ algorithm: { ...constant, metaIterations: 40 } });
    const before = await contentsOf(part);
    const { directory, iteration, metaIterations, stepSizeChange } = await goOn(part, { extendBy: 20 });
    assert.deepEqual([iteration, metaIterations, stepSizeChange], [40, 60, undefined]);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.deepEqual(await stateOf(directory), await stateOf(whole));
    assert.deepEqual(await figuresOf(directory), await figuresOf(whole));
    assert.deepEqual(await resultOf(directory), await resultOf(whole));
    assert.deepEqual(await contentsOf(part), before, 'the run that it goes on from is as it was');
  });

  for (const [name, algorithm] of Object.entries(everyAlgorithm)) {
    it(`extended twice, ends bit for bit as in one go: ${name}`, async () => {
      const schedule = 'kind' in algorithm && algorithm.kind === 'scratch' ? {} : constant;
      const input = (metaIterations: number) => ({
        ...tinyExperiment(),
        algorithm: { ...algorithm, ...schedule, metaIterations },
        evaluation: { ...tinyExperiment().evaluation, every: 2 },
        checkpoint: { every: 2, keep: 1 },
      });
      const whole = await newRunOf(folder(), input(6));
      await carryOutRun(whole);
      let directory = await newRunOf(folder(), input(2));
      await carryOutRun(directory);
      for (const step of [2, 2]) {
        ({ directory } = await goOn(directory, { extendBy: step }));
        await carryOutRun(directory);
      }
      assert.deepEqual(await stateOf(directory), await stateOf(whole));
      assert.deepEqual(await figuresOf(directory), await figuresOf(whole));
    });
  }

  it('from an earlier checkpoint, shows nothing of what came after it, and ends as the other did', async () => {
    const other = await newTrainedRun({ checkpoint: { every: 15, keep: 3 } });
    const { directory } = await goOn(other, { checkpoint: 30 });
    const manifest = await readManifest(directory);
    assert.deepEqual(
      [manifest.state, manifest.iteration, manifest.latest, manifest.checkpointIteration],
      ['queued', 30, null, 30],
    );
    const figures = await figuresOf(directory);
    assert.deepEqual(
      figures[recordedQuantities.loss.tags.mean]?.map(([iteration]) => iteration),
      [0, 20],
    );
    const { id } = await readManifest(other);
    assert.deepEqual([manifest.continues?.run, manifest.continues?.iteration], [id, 30]);
    assert.notEqual(manifest.id, id);
    await carryOutRun(directory);
    assert.deepEqual(await stateOf(directory), await stateOf(other));
    assert.deepEqual(await figuresOf(directory), await figuresOf(other));
    assert.deepEqual(await resultOf(directory), await resultOf(other));
  });

  it('takes the best checkpoint with it, and leaves a damaged one', async () => {
    const changes = {
      algorithm: { metaStepSize: 2, metaStepSizeFinal: 2 },
      checkpoint: { every: 15, keep: 1 },
    };
    const other = await newTrainedRun(changes);
    assert.deepEqual(await listCheckpoints(other), [60, 20, 0]);
    const { directory } = await goOn(other, { extendBy: 5 });
    assert.deepEqual(await listCheckpoints(directory), [60, 20, 0]);
    await writeFile(path.join(runFiles(other).checkpoints, '20', 'parameters.f32'), 'damage');
    const without = await goOn(other, { extendBy: 5 });
    assert.deepEqual(await listCheckpoints(without.directory), [60, 0]);
    const [told = '', ...more] = without.warnings;
    assert.deepEqual(more, []);
    assert.match(told, /^The new run goes without the checkpoint of meta-iteration 20\. .*parameters\.f32/);
    await assert.rejects(goOn(other, { checkpoint: 'best' }), /20\/parameters\.f32/);
  });

  it('of a run that began with another one’s parameters, takes the copy of these, and goes without a damaged one', async () => {
    const first = await newTrainedRun();
    const chosen = await chooseInitialization({ directory: first, manifest: await readManifest(first) }, 60);
    const other = await newTinyRun(folder(), { algorithm: constant });
    await changeManifest(other, await takeInitialization(chosen, other));
    await writeFile(runFiles(runFiles(other).initialization).split, '{}');
    await carryOutRun(other);
    const whole = await goOn(other, { extendBy: 5 });
    assert.deepEqual(whole.warnings, []);
    const copyOf = (run: string) => path.join(runFiles(run).initialization, '60');
    const [ours, theirs] = [copyOf(whole.directory), copyOf(other)];
    for (const name of await readdir(theirs))
      assert.deepEqual(await readFile(path.join(ours, name)), await readFile(path.join(theirs, name)), name);
    await carryOutRun(whole.directory);
    for (const [damage, told] of [
      [() => rm(path.join(theirs, 'parameters.f32')), /60 lacks one of its files/],
      [() => writeFile(path.join(theirs, 'state.json'), '{}'), /state\.json/],
      [() => rm(theirs, { recursive: true }), /60 lacks one of its files/],
    ] as const) {
      await damage();
      const { directory, warnings } = await goOn(other, { extendBy: 5 });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /^The new run goes without its copy of what it began with\. /);
      assert.match(warnings[0] ?? '', told);
      assert.deepEqual(await readdir(runFiles(directory).initialization), ['split.json'], 'which tells its classes');
      const { initializedFrom } = await readManifest(directory);
      assert.deepEqual(initializedFrom, (await readManifest(other)).initializedFrom);
      assert.equal((await carryOutRun(directory)).state, 'completed');
      assert.deepEqual(await stateOf(directory), await stateOf(whole.directory));
    }
  });

  it('of a run at work, goes on from another checkpoint where the chosen one is removed before it was copied', async () => {
    const other = await newTrainedRun({ checkpoint: { every: 15, keep: 3 } });
    await changeManifest(other, { state: 'running', best: null });
    const known = (await readdir(folder())).length;
    const restore = onceCopied(path.join('checkpoints', '60'), () => removeCheckpoint(other, 60));
    try {
      const { directory, iteration, warnings } = await goOn(other, { extendBy: 5 });
      assert.deepEqual([iteration, warnings, await listCheckpoints(directory)], [45, [], [45, 0]]);
      const { continues, checkpointIteration } = await readManifest(directory);
      assert.deepEqual([continues?.iteration, checkpointIteration], [45, 45]);
      await assert.rejects(goOn(other, { checkpoint: 60, extendBy: 5 }), /no checkpoint of meta-iteration 60\./);
    } finally {
      restore();
    }
    assert.equal((await readdir(folder())).length, known + 1);
    const restoreAgain = onceCopied(path.join('checkpoints', '30'), () => removeCheckpoint(other, 30));
    try {
      await assert.rejects(goOn(other, { checkpoint: 30 }), {
        name: 'NoSuchCheckpointError',
        message: /no checkpoint of meta-iteration 30\. It has those of 45, 0\./,
      });
    } finally {
      restoreAgain();
    }
    assert.equal((await readdir(folder())).length, known + 1);
  });

  it('of a run at work, takes the best by now with it where the earlier one is removed meanwhile', async () => {
    const other = await newTrainedRun({ checkpoint: { every: 15, keep: 3 } });
    const seen = await readManifest(other);
    const [before, after] = [figureAt(30), figureAt(45)];
    await changeManifest(other, { state: 'running', best: before });
    const restore = onceCopied(path.join('checkpoints', '30'), async () => {
      removeCheckpoint(other, 30);
      await changeManifest(other, { best: after });
    });
    try {
      const { directory, warnings } = await goOn(other, { extendBy: 5 });
      const { best } = await readManifest(directory);
      assert.deepEqual([warnings, best, await listCheckpoints(directory)], [[], after, [60, 45, 0]]);
    } finally {
      restore();
    }
    // As a list of runs knows it, which was read a while ago.
    const maker = { runsFolder: folder(), askedBy: 'editor', launcher: null, secret: undefined, version: '0' } as const;
    for (const checkpoint of ['latest', 'best'] as const) {
      const manifest = { ...seen, best: before };
      const { directory } = await continueRun({ directory: other, manifest }, { checkpoint, extendBy: 5 }, maker);
      assert.deepEqual((await readManifest(directory)).best, after);
    }
  });

  it('is not made while there is no room for all that it takes over', async () => {
    const other = await newTrainedRun();
    const known = (await readdir(folder())).length;
    const { open } = fileSystem;
    const isFull = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const inUntrained = path.join('checkpoints', '0', 'parameters.f32');
    const refusing = mock.method(fileSystem, 'open', (...given: Parameters<typeof open>) =>
      given[1] === 'wx' && String(given[0]).endsWith(inUntrained) ? Promise.reject(isFull) : open(...given),
    );
    syncBuiltinESMExports();
    try {
      await assert.rejects(goOn(other, { extendBy: 5 }), { code: 'ENOSPC' });
    } finally {
      refusing.mock.restore();
      syncBuiltinESMExports();
    }
    assert.equal((await readdir(folder())).length, known);
    assert.deepEqual((await goOn(other, { extendBy: 5 })).warnings, []);
  });

  it('says which figures it could not take with it, and says nothing where it took all', async () => {
    const other = await newTrainedRun();
    assert.deepEqual((await goOn(other, { extendBy: 5 })).warnings, []);
    const [events = ''] = await listEventFiles(other);
    const file = path.join(other, events);
    const bytes = await readFile(file);
    bytes.fill(0xaa, 1000, 1050);
    await writeFile(file, bytes);
    const [told = '', ...more] = (await goOn(other, { extendBy: 5 })).warnings;
    assert.deepEqual(more, []);
    assert.match(
      told,
      /tfevents\S* is damaged: [\d,]+ bytes of it are left out\. Figures that stood there are missing in the/,
    );
  });

  it('takes of a stranger’s run no more than it needs, however much nothing there is', async function () {
    this.timeout(60_000);
    const other = await newTrainedRun({ checkpoint: { every: 5, keep: 3 } });
    const [events = ''] = await listEventFiles(other);
    const wanted = await figuresOf(other);
    await truncate(path.join(other, events), 2 ** 40);
    const nothing = frameRecord(new Uint8Array(2 ** 20));
    await writeFile(path.join(other, 'events.out.tfevents.1900000000.x'), Buffer.concat([nothing, nothing]));
    const { initialization } = runFiles(other);
    await cp(runFiles(other).checkpoints, initialization, { recursive: true });
    const { directory } = await goOn(other, { checkpoint: 55, extendBy: 5 });
    assert.deepEqual(await listCheckpoints(directory), [55, ...bestOf(await readManifest(other), 55), 0]);
    assert.equal(existsSync(runFiles(directory).initialization), false, 'it began with nothing');
    const sizes = (await listEventFiles(directory)).map((name) => statSync(path.join(directory, name)).size);
    assert.ok(sizes.every((size) => size < 2 ** 17));
    const upTo = (figures: typeof wanted) => figures[recordedQuantities.loss.tags.mean]?.filter(([at]) => at <= 55);
    assert.deepEqual(upTo(await figuresOf(directory)), upTo(wanted));
  });

  it('says what becomes of a schedule that follows the share that is done', async () => {
    const other = await newTrainedRun({ algorithm: { metaStepSize: 1, metaStepSizeFinal: 0 } });
    const { stepSizeChange, directory } = await goOn(other, { checkpoint: 'latest', extendBy: 60 });
    assert.deepEqual(stepSizeChange, { before: 0, after: 0.5 });
    assert.equal((await goOn(other, { checkpoint: 45 })).stepSizeChange, undefined);
    const lengthsOf = async (run: string) => (await readManifest(run)).earlierLengths;
    assert.deepEqual(await lengthsOf(directory), [{ until: 60, metaIterations: 60 }], 'another training than of 120');
    const same = await goOn(other, { checkpoint: 45 });
    assert.deepEqual(await lengthsOf(same.directory), [], 'the same training');
    const constantOne = await newTrainedRun({ algorithm: constant });
    assert.deepEqual(await lengthsOf((await goOn(constantOne, { extendBy: 60 })).directory), []);
    const { experiment } = await readFrozenExperiment(directory, await readManifest(directory));
    assert.equal(experiment.algorithm.metaIterations, 120);
  });

  it('extended once more, sets the number of meta-iterations once', async () => {
    const other = await newTinyRun(folder(), { algorithm: constant }, ['algorithm.metaIterations=5', 'seed=4']);
    await carryOutRun(other);
    const { directory } = await goOn(other, { extendBy: 5 });
    assert.deepEqual((await readManifest(directory)).overrides, ['seed=4', 'algorithm.metaIterations=10']);
  });

  it('is the user’s own where the other is, and of a stranger’s only with the module that lay there', async () => {
    const module = path.join(folder(), moduleFile);
    await writeFile(module, moduleSource('agreed to'));
    const directory = await newRunOf(folder(), { ...tinyExperiment(), task: moduleTask });
    await carryOutRun(directory);
    const isOurs = async (run: string) => isMadeHere(run, await readManifest(run), testSecret);
    const ofStranger = (await goOn(directory, { extendBy: 20 }, testSecret)).directory;
    assert.deepEqual([await isOurs(ofStranger), await isOurs(directory)], [true, false]);
    await recordMadeHere(directory, testSecret);
    const ofOwn = (await goOn(directory, { extendBy: 20 }, testSecret)).directory;
    await writeFile(module, moduleSource('exchanged'));
    assert.deepEqual([await isOurs(ofStranger), await isOurs(ofOwn)], [false, true]);
  });

  it('is no more the user’s own where the editor queues it', async () => {
    const module = path.join(folder(), moduleFile);
    await writeFile(module, moduleSource('agreed to'));
    const directory = await newRunOf(folder(), { ...tinyExperiment(), task: moduleTask });
    await carryOutRun(directory);
    const queued = async () => {
      const made = (await goOn(directory, { extendBy: 20 })).directory;
      const agreed = await carryAgreement(made, await originOf(directory), testSecret);
      const issuer = { secret: testSecret, outstanding: OutstandingTickets.inMemory() };
      await changeManifest(made, { launcher: localLauncher });
      await enqueue(made, issuer, { askedBy: 'editor', acceptsChangedData: false }, agreed);
      return made;
    };
    const ofStranger = await queued();
    await recordMadeHere(directory, testSecret);
    const ofOwn = await queued();
    const isOurs = async (run: string) => isMadeHere(run, await readManifest(run), testSecret);
    assert.deepEqual([await isOurs(ofStranger), await isOurs(ofOwn)], [true, true]);
    await writeFile(module, moduleSource('exchanged'));
    assert.deepEqual([await isOurs(ofStranger), await isOurs(ofOwn)], [false, true]);
  });

  it('is not agreed to, and not kept, where the module was exchanged while all was copied', async () => {
    const module = path.join(folder(), moduleFile);
    await writeFile(module, moduleSource('agreed to'));
    const directory = await newRunOf(folder(), { ...tinyExperiment(), task: moduleTask });
    await carryOutRun(directory);
    const origin = await originOf(directory);
    const known = (await readdir(folder())).length;
    const { directory: made } = await goOn(directory, { extendBy: 20 });
    await writeFile(module, moduleSource('exchanged'));
    await assert.rejects(carryAgreement(made, origin, testSecret), {
      name: 'LaunchError',
      message: /has changed since/,
    });
    assert.equal((await readdir(folder())).length, known);
    // What the person made themselves they may change at any time.
    await recordMadeHere(directory, testSecret);
    const own = (await goOn(directory, { extendBy: 20 })).directory;
    assert.equal(await carryAgreement(own, await originOf(directory), testSecret), undefined);
  });

  it('is agreed to with another module only where the person named that', async () => {
    for (const name of [moduleFile, 'other.mjs']) await writeFile(path.join(folder(), name), moduleSource('agreed to'));
    const directory = await newRunOf(folder(), { ...tinyExperiment(), task: moduleTask });
    const elsewhere = { ...moduleTask, path: 'other.mjs' };
    const repeated = async () => newRunOf(folder(), { ...tinyExperiment(), task: elsewhere });
    const origin = await originOf(directory);
    const named = await repeated();
    const agreed = await carryAgreement(named, { ...origin, isChanged: true }, testSecret);
    assert.equal(agreed, await agreementOn(named, await readManifest(named)));
    await assert.rejects(carryAgreement(await repeated(), origin, testSecret), { name: 'LaunchError' });
    await assert.rejects(carryAgreement(named, { ...origin, agreed: undefined }, testSecret), { name: 'LaunchError' });
  });

  it('is refused where there is nothing left to train, no such checkpoint, or something foreign in the run', async () => {
    const other = await newTrainedRun();
    const known = (await readdir(folder())).length;
    await assert.rejects(goOn(other, {}), /there is nothing left to train\. Extend it/);
    await assert.rejects(goOn(other, { checkpoint: 7 }), /no checkpoint of meta-iteration 7\. It has those of 60, 45/);
    await rm(runFiles(other).samples, { recursive: true });
    await writeFile(runFiles(other).samples, '');
    await assert.rejects(goOn(other, { extendBy: 1 }), { name: 'RefusedFileError' });
    assert.equal((await readdir(folder())).length, known);
  });
});

async function originOf(directory: string): Promise<Origin> {
  const manifest = await readManifest(directory);
  return { directory, manifest, agreed: await agreementOn(directory, manifest), isChanged: false };
}

function removeCheckpoint(directory: string, iteration: number): void {
  renameSync(
    path.join(runFiles(directory).checkpoints, String(iteration)),
    path.join(directory, `removed-${iteration}`),
  );
}

/** Calls `act` once a folder of this ending is about to be made, and no more when the returned function was called. */
function onceCopied(ending: string, act: () => unknown): () => void {
  const { mkdir } = fileSystem;
  let isDue = true;
  const acting = mock.method(fileSystem, 'mkdir', async (folder: string, mode?: number) => {
    const isNow = isDue && folder.endsWith(ending);
    isDue &&= !isNow;
    if (isNow) await act();
    return mkdir(folder, mode);
  });
  syncBuiltinESMExports();
  return () => {
    acting.mock.restore();
    syncBuiltinESMExports();
  };
}

function bestOf({ best }: Manifest, before: number): readonly number[] {
  return best !== null && best.iteration > 0 && best.iteration < before ? [best.iteration] : [];
}

async function contentsOf(directory: string): Promise<Record<string, string>> {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = files.map(async ({ parentPath, name }) => {
    const file = path.join(parentPath, name);
    return [file, (await readFile(file)).toString('base64')] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}
