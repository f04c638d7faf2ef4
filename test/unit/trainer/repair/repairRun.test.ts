// Runs whose run.json is empty, damaged or gone: rebuilt from everything else, so that they go on as if nothing had
// happened.

import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RefusedFileError } from '../../../../src/base/refusedFile.ts';
import { continueRun } from '../../../../src/launchers/continueRun.ts';
import { notePromotion } from '../../../../src/launchers/waitingRun.ts';
import { checkpointOwnerOf } from '../../../../src/runs/checkpointOwner.ts';
import { listCheckpoints } from '../../../../src/runs/checkpoints.ts';
import { frameRecord } from '../../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../../src/runs/events.ts';
import { ExperimentRefused } from '../../../../src/runs/frozenExperiment.ts';
import { listRuns } from '../../../../src/runs/listRuns.ts';
import { loadNewestCheckpoint } from '../../../../src/runs/loadCheckpoint.ts';
import { locateExperiment } from '../../../../src/runs/locateExperiment.ts';
import type { Manifest } from '../../../../src/runs/manifest.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { RunLockedError } from '../../../../src/runs/runHold.ts';
import { lockRun } from '../../../../src/runs/runLock.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { RepairRefused, repairRun } from '../../../../src/trainer/repair/repairRun.ts';
import { salvageManifest } from '../../../../src/trainer/repair/salvageManifest.ts';
import { changingData, experimentOn } from '../../../support/changingData.ts';
import { failReads } from '../../../support/failingReads.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { figuresOf, newRunOf, newTinyRun, resultOf, stateOf } from '../trainerFixture.ts';

describe('repairing a run', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();

  /** Stopped at meta-iteration 37. */
  async function stoppedRun(overrides: readonly string[] = []): Promise<string> {
    const directory = await newTinyRun(folder(), {}, overrides);
    const stop = new AbortController();
    await carryOutRun(directory, {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.kind === 'iteration' && progress.iteration === 37) stop.abort();
      },
    });
    return directory;
  }

  const manifestOf = (directory: string) => runFiles(directory).manifest;
  const keptIn = async (directory: string) => (await readdir(directory)).filter((name) => name.includes('damaged'));

  const damages: Readonly<Record<string, (file: string) => Promise<void>>> = {
    empty: (file) => truncate(file, 0),
    'cut off': async (file) => truncate(file, Math.floor((await readFile(file)).length / 2)),
    'of zeros': async (file) => writeFile(file, Buffer.alloc((await readFile(file)).length)),
    'no JSON': (file) => writeFile(file, '<<<<<<< HEAD\n{"state": "running"'),
    'another thing': (file) => writeFile(file, '{"formatVersion": 1, "experimentPath": 5, "overrides": ["seed=99"]}'),
    gone: (file) => rm(file),
  };

  for (const [name, damage] of Object.entries(damages)) {
    it(`whose run.json is ${name}: it says what it said, and goes on bit for bit`, async () => {
      const overrides = ['algorithm.metaStepSize=0.5', 'tags=["a b"]', 'name=an = "odd" name'];
      const [directory, whole] = [await stoppedRun(overrides), await stoppedRun(overrides)];
      const before = await readManifest(directory);
      const result = await resultOf(directory);
      await damage(manifestOf(directory));
      const damaged = await readFile(manifestOf(directory)).catch(() => undefined);
      const { manifest, kept, report } = await repairRun(directory);
      assert.deepEqual(await resultOf(directory), result);
      assert.deepEqual(await readManifest(directory), manifest);
      for (const key of ['id', 'name', 'seed', 'tags', 'taskKind', 'algorithmKind', 'metaIterations'] as const)
        assert.deepEqual(manifest[key], before[key], key);
      assert.equal(locateExperiment(directory, manifest), before.experimentPath);
      assert.match(
        report.join('\n'),
        /run\.json was rebuilt from .* checkpoint is that of meta-iteration 37, so the run counts as stopped/,
      );
      assert.match(await readFile(runFiles(directory).log, 'utf8'), /run\.json was rebuilt from/);
      assert.deepEqual(kept === undefined ? undefined : await readFile(kept), damaged);
      assert.equal((await keptIn(directory)).length, damaged === undefined ? 0 : 1);
      await (await lockRun(directory)).release();
      assert.equal((await carryOutRun(directory)).state, 'completed');
      await carryOutRun(whole);
      assert.deepEqual(await stateOf(directory), await stateOf(whole));
      assert.deepEqual(await figuresOf(directory), await figuresOf(whole));
    });
  }

  it('takes nothing that was cut for whole, wherever its run.json ends', async () => {
    const directory = await newTinyRun(folder());
    const before = {
      ...(await readManifest(directory)),
      activeSeconds: 12.345,
      earlierLengths: [100, 2500],
      memoryBytes: 123_456_789,
      workers: 12,
    };
    const text = JSON.stringify(before, null, 2);
    for (let length = 0; length <= text.length; length++) {
      await writeFile(manifestOf(directory), text.slice(0, length));
      const salvaged = await salvageManifest(directory);
      const said = Object.fromEntries(Object.entries(before).filter(([key]) => key in salvaged));
      assert.deepEqual(salvaged, said, text.slice(Math.max(0, length - 100), length));
    }
    assert.equal((await salvageManifest(directory)).activeSeconds, 12.345);
  });

  for (const name of ['cut off', 'gone']) {
    it(`whose run.json is ${name}, in a folder that was renamed: its checkpoints stay its own, and no other run’s`, async () => {
      const [directory, other] = [await stoppedRun(), await newTinyRun(folder(), {}, ['algorithm.metaStepSize=0.5'])];
      const { id } = await readManifest(directory);
      await carryOutRun(other);
      const state = await stateOf(directory);
      const renamed = path.join(folder(), 'renamed');
      await rename(directory, renamed);
      await damages[name]?.(manifestOf(renamed));
      assert.deepEqual([(await repairRun(renamed)).manifest.id, await stateOf(renamed)], [id, state]);
      const [newest] = await listCheckpoints(other);
      const { checkpoints } = runFiles(renamed);
      await cp(path.join(runFiles(other).checkpoints, String(newest)), path.join(checkpoints, String(newest)), {
        recursive: true,
      });
      const owner = await checkpointOwnerOf(renamed, await readManifest(renamed));
      const loaded = await loadNewestCheckpoint(renamed, owner);
      assert.deepEqual([loaded.state?.iteration, loaded.damaged.length], [37, 1]);
    });
  }

  it('that had completed: it counts as completed', async () => {
    const directory = await newTinyRun(folder());
    await carryOutRun(directory);
    const result = await resultOf(directory);
    await truncate(manifestOf(directory), 0);
    const { manifest } = await repairRun(directory);
    assert.deepEqual(await resultOf(directory), result);
    assert.ok(manifest.endedAt !== null && manifest.activeSeconds > 0);
  });

  /** Of a run of 20 meta-iterations; part of a sweep, too. */
  async function extendedRun(): Promise<string> {
    const origin = await newTinyRun(folder(), { algorithm: { metaIterations: 20 } });
    await carryOutRun(origin);
    const group = {
      id: 'sweep',
      name: 'Sweep',
      varies: ['seed'],
      halving: { reductionFactor: 2, rungs: [20, 40], quantity: 'loss' as const },
    };
    const { directory } = await continueRun(
      { directory: origin, manifest: await readManifest(origin) },
      { checkpoint: 'latest', extendBy: 20 },
      { runsFolder: folder(), askedBy: 'terminal', launcher: null, group, secret: undefined, version: '0' },
    );
    await carryOutRun(directory);
    return directory;
  }

  const originIn = ({ group, continues, earlierLengths, initializedFrom }: Manifest) => {
    return { group, continues, earlierLengths, initializedFrom };
  };
  const nothingTells = /Nothing tells whether the run /;

  for (const [name, damage] of Object.entries(damages)) {
    it(`that was extended, of a sweep, whose run.json is ${name}: it is no run of its length from the beginning`, async () => {
      const directory = await extendedRun();
      const origin = originIn(await readManifest(directory));
      assert.deepEqual(origin.earlierLengths, [{ until: 20, metaIterations: 20 }]);
      await damage(manifestOf(directory));
      const { manifest, report } = await repairRun(directory);
      assert.deepEqual(originIn(manifest), origin);
      assert.equal(manifest.state, 'completed');
      assert.doesNotMatch(report.join('\n'), nothingTells);
    });
  }

  it('says what nothing tells of where a run comes from: that is not taken for nothing', async () => {
    const directory = await extendedRun();
    const origin = originIn(await readManifest(directory));
    const text = await readFile(manifestOf(directory), 'utf8');
    const { origin: file } = runFiles(directory);
    const whole = await readFile(file, 'utf8');
    for (const written of [whole.replace('"until":20', '"until":10'), whole.slice(0, -40), '{}', '', undefined]) {
      await rm(file, { force: true });
      if (written !== undefined) await writeFile(file, written);
      await truncate(manifestOf(directory), 0);
      const { manifest, report } = await repairRun(directory);
      assert.deepEqual(originIn(manifest), { group: null, continues: null, earlierLengths: [], initializedFrom: null });
      assert.match(
        report.join('\n'),
        written === undefined
          ? /Nothing tells whether the run goes on from another one, was extended or belongs to a sweep:/
          : /Whether the run goes on from another one, was extended or belongs to a sweep, its origin\.json would tell, which is not as it was written: /,
      );
    }
    await writeFile(file, whole);
    await truncate(manifestOf(directory), 0);
    const mend = await failReads(Buffer.byteLength(whole), 0);
    const { report } = await repairRun(directory).finally(mend);
    assert.match(report.join('\n'), /could not be read \(.*origin\.json cannot be read: the disk reports an error\./);
    await writeFile(manifestOf(directory), text.replace('"state": "completed"', '"state": "sleeping"'));
    await writeFile(file, whole.slice(0, -40));
    const told = await repairRun(directory);
    assert.deepEqual(originIn(told.manifest), origin);
    assert.doesNotMatch(told.report.join('\n'), nothingTells);
    const { group, ...rest } = JSON.parse(text);
    await writeFile(manifestOf(directory), JSON.stringify({ ...rest, state: 'sleeping', group: { id: group.id } }));
    assert.match(
      (await repairRun(directory)).report.join('\n'),
      /Whether the run belongs to a sweep, its origin\.json would tell, which is not/,
    );
  });

  it('that went on as another run by successive halving: it does so no second time', async () => {
    const directory = await stoppedRun();
    const text = JSON.stringify({ ...(await readManifest(directory)), promotedAs: 'another' });
    await writeFile(manifestOf(directory), text.replace('"state":"stopped"', '"state":"sleeping"'));
    const { manifest } = await repairRun(directory);
    assert.deepEqual([manifest.state, manifest.promotedAs], ['stopped', 'another']);
  });

  it('that went on as another run, whose run.json is empty: it does so no second time', async () => {
    for (const hasOrigin of [true, false]) {
      const directory = await extendedRun();
      if (!hasOrigin) await rm(runFiles(directory).origin);
      const origin = originIn(await readManifest(directory));
      assert.equal(await notePromotion(directory, 'another'), 'another');
      await truncate(manifestOf(directory), 0);
      const { manifest, report } = await repairRun(directory);
      assert.deepEqual([originIn(manifest), manifest.promotedAs], [origin, 'another']);
      assert.doesNotMatch(report.join('\n'), nothingTells);
    }
  });

  it('notes as what a run went on where its origin.json has no room, too', async () => {
    const directory = await extendedRun();
    await rm(runFiles(directory).origin);
    await mkdir(runFiles(directory).origin);
    assert.equal(await notePromotion(directory, 'another'), 'another');
    assert.equal((await readManifest(directory)).promotedAs, 'another');
  });

  it('whose run.json is that of no run: its checkpoints say whose they are', async () => {
    for (const text of ['{"id":"x"}', '{"id":7,"state":"stopped"}', '[]', '"run"', 'null']) {
      const directory = await stoppedRun();
      const { id } = await readManifest(directory);
      await writeFile(manifestOf(directory), text);
      const { manifest } = await repairRun(directory);
      assert.deepEqual([manifest.id, manifest.checkpointIteration], [id, 37], text);
    }
  });

  it('keeps of a damaged manifest what is whole', async () => {
    const directory = await stoppedRun();
    const before = await readManifest(directory);
    await writeFile(
      manifestOf(directory),
      JSON.stringify({ ...before, state: 'sleeping', experimentPath: '/else/x.reptile.json' }),
    );
    const { manifest } = await repairRun(directory);
    assert.equal(manifest.experimentPath, '/else/x.reptile.json');
    for (const key of [
      'backend',
      'engineVariant',
      'versions',
      'parameterCount',
      'gitCommit',
      'createdAt',
      'startedAt',
    ] as const)
      assert.deepEqual(manifest[key], before[key], key);
    assert.deepEqual([manifest.madeHere, manifest.queueTicket, manifest.process], [null, null, null]);
  });

  it('keeps the split that the run keeps, and its digest', async () => {
    for (const data of changingData) {
      const project = path.join(folder(), data.name.replaceAll(/\W/g, '-'));
      await mkdir(project, { recursive: true });
      await data.write(project);
      const directory = await newRunOf(project, experimentOn(data));
      const { manifest } = await carryOutRun(directory);
      assert.notEqual(manifest.splitDigest, null);
      await truncate(manifestOf(directory), 0);
      await repairRun(directory);
      assert.equal((await readManifest(directory)).splitDigest, manifest.splitDigest, data.name);
    }
  });

  it('takes the file that the person names, and otherwise says which one it supposes', async () => {
    const directory = await stoppedRun();
    await rename(path.join(folder(), 'tiny.reptile.json'), path.join(folder(), 'other.reptile.json'));
    await rm(manifestOf(directory));
    const byText = await repairRun(directory);
    assert.match(byText.report.join(), /taken to be .*other\.reptile\.json, whose text is the same/);
    await rm(path.join(folder(), 'other.reptile.json'));
    await rm(manifestOf(directory));
    assert.match(
      (await repairRun(directory)).report.join(),
      /Nothing tells which experiment file .* --experiment FILE/,
    );
    await rm(manifestOf(directory));
    const named = path.join(folder(), 'named.reptile.json');
    const { manifest, report } = await repairRun(directory, { experimentPath: named });
    assert.equal(locateExperiment(directory, manifest), named);
    assert.doesNotMatch(report.join(), /experiment file/);
  });

  it('without a good checkpoint: it begins anew, and damaged ones are told', async () => {
    const directory = await stoppedRun();
    for (const name of await readdir(runFiles(directory).checkpoints))
      await writeFile(path.join(runFiles(directory).checkpoints, name, 'parameters.f32'), 'damage');
    await truncate(manifestOf(directory), 0);
    const { manifest, report } = await repairRun(directory);
    assert.deepEqual([manifest.iteration, manifest.checkpointIteration, manifest.latest], [0, null, null]);
    assert.match(
      report.join('\n'),
      /No checkpoint is good: resumed, the run begins anew[\s\S]*checkpoint 37 is passed over/,
    );
    assert.equal((await carryOutRun(directory)).state, 'completed');
  });

  it('never replaces a manifest that can be read, or that a newer version wrote', async () => {
    const directory = await stoppedRun();
    const text = await readFile(manifestOf(directory), 'utf8');
    await assert.rejects(repairRun(directory), /run\.json can be read, so there is nothing to repair/);
    assert.equal(await readFile(manifestOf(directory), 'utf8'), text);
    const newer = text.replace('"formatVersion": 1', '"formatVersion": 2');
    await writeFile(manifestOf(directory), newer);
    await assert.rejects(repairRun(directory), /newer Reptile Lab.* It is not damaged, so it is left as it is/);
    assert.equal(await readFile(manifestOf(directory), 'utf8'), newer);
    assert.deepEqual(await keptIn(directory), []);
  });

  it('never writes while another process works on the run', async () => {
    const directory = await stoppedRun();
    await truncate(manifestOf(directory), 0);
    const hold = await lockRun(directory);
    await assert.rejects(repairRun(directory), (error) => error instanceof RunLockedError);
    assert.equal((await readFile(manifestOf(directory))).length, 0);
    assert.deepEqual(await keptIn(directory), []);
    await hold.release();
    await repairRun(directory);
  });

  it('refuses links, folders that are no runs, and a run whose experiment is damaged, too', async function () {
    const empty = path.join(folder(), 'empty');
    await mkdir(empty);
    await assert.rejects(
      repairRun(empty),
      (error) => error instanceof RepairRefused && /is not a run/.test(error.message),
    );
    assert.deepEqual(await readdir(empty), []);
    const directory = await stoppedRun();
    await truncate(manifestOf(directory), 0);
    const experiment = await readFile(runFiles(directory).experiment);
    await writeFile(runFiles(directory).experiment, '{');
    await assert.rejects(
      repairRun(directory),
      (error) => error instanceof ExperimentRefused && /experiment\.json is damaged/.test(error.message),
    );
    await writeFile(runFiles(directory).experiment, experiment);
    assert.equal((await readFile(manifestOf(directory))).length, 0);
    if (process.platform === 'win32') this.skip();
    const outside = path.join(folder(), 'outside');
    await writeFile(outside, '');
    await rm(manifestOf(directory));
    await symlink(outside, manifestOf(directory));
    await assert.rejects(
      repairRun(directory),
      (error) => error instanceof RepairRefused || error instanceof RefusedFileError,
    );
    assert.equal((await readFile(outside)).length, 0);
  });

  it('gives one that can be read, whatever figures and times its event files hold', async () => {
    const last = 'train/inner_loss_last';
    const odd: readonly (readonly [wallTime: number, iteration: number, scalars: Readonly<Record<string, number>>])[] =
      [
        [-1.7e308, 5, { [last]: Number.NaN }],
        [1.7e308, 6, { [last]: Number.POSITIVE_INFINITY }],
        [0, 7, { [last]: 1 }],
        [1.7e308, 8, { [last]: 1 }],
        [1, 9, { 'eval/loss': -1e30, 'eval/loss_ci95': -1 }],
        [1, 10, { 'eval/loss': -1e30, 'eval/accuracy': Number.NaN, 'eval/accuracy_ci95': 0 }],
        [1, 11, { 'eval/loss': Number.NaN, 'eval/accuracy': Number.POSITIVE_INFINITY }],
        [1, 12, { 'eval/return': Number.POSITIVE_INFINITY, 'eval/return_ci95': -1 }],
      ];
    const directory = await stoppedRun();
    const before = await readManifest(directory);
    const [events = ''] = (await readdir(directory)).filter((name) => name.startsWith('events.'));
    for (const [wallTime, iteration, scalars] of odd) {
      const values = Object.entries(scalars).map(([tag, value]) => ({ tag, value }));
      const record = frameRecord(encodeEvent({ kind: 'scalars', wallTime, iteration, scalars: values }));
      await appendFile(path.join(directory, events), record);
    }
    await truncate(manifestOf(directory), 0);
    const { manifest } = await repairRun(directory);
    assert.deepEqual(await readManifest(directory), manifest);
    assert.ok(manifest.activeSeconds < 1e10);
    assert.deepEqual(manifest.best, before.best);
    assert.equal((await carryOutRun(directory)).state, 'completed');
    assert.equal((await readManifest(directory)).state, 'completed');
  });

  it('is offered by the message of an unreadable run, and by no other', async () => {
    const directory = await stoppedRun();
    const text = await readFile(manifestOf(directory), 'utf8');
    const problem = async () => {
      const [listing] = await listRuns(folder());
      return listing?.kind === 'unreadable' ? listing : undefined;
    };
    assert.equal(await problem(), undefined);
    for (const [content, isRepairable] of [
      ['', true],
      [text.replace('"iteration": ', '"iteration": -'), true],
      [text.replace('"formatVersion": 1', '"formatVersion": 7'), false],
    ] as const) {
      await writeFile(manifestOf(directory), content);
      assert.equal((await problem())?.isRepairable, isRepairable, content.slice(0, 50));
      assert.equal(/“reptile-lab repair”/.test((await problem())?.problem ?? ''), isRepairable);
    }
  });
});
