// From a file to the runs of a sweep: all of them as single runs are, in one group, in order; or none.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'mocha';
import { isOwn } from '../../../../src/experiment/whoTrains.ts';
import type { Launcher, LaunchOutcome, QueueChange } from '../../../../src/launchers/launcher.ts';
import { controlGroup } from '../../../../src/launchers/sweeps/controlGroup.ts';
import { forecastSweep, placesFor, shapeOf } from '../../../../src/launchers/sweeps/forecastSweep.ts';
import { pacesOf } from '../../../../src/launchers/sweeps/keptPaces.ts';
import { makeSweep } from '../../../../src/launchers/sweeps/makeSweep.ts';
import { prepareSweep, type ReadySweep } from '../../../../src/launchers/sweeps/prepareSweep.ts';
import { mostParametersOf } from '../../../../src/meta/memoryForecast.ts';
import { readFrozenExperiment } from '../../../../src/runs/frozenExperiment.ts';
import { runsOfGroup, standingOf } from '../../../../src/runs/groupsOfRuns.ts';
import { listRuns } from '../../../../src/runs/listRuns.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { changeManifest } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { tinyExperiment } from '../../cli/cliFixture.ts';

const source = new TextEncoder().encode(tinyExperiment);

async function prepare(assignments: readonly string[], seeds?: number): Promise<ReadySweep> {
  const prepared = await prepareSweep({
    file: '/somewhere/tiny.reptile.json',
    source,
    choices: { assignments, seeds },
  });
  assert.ok(prepared.kind === 'ready', JSON.stringify(prepared));
  return prepared;
}

describe('a sweep', () => {
  const folder = useTemporaryFolder();
  const make = (prepared: ReadySweep) =>
    makeSweep(prepared, { runsFolder: folder(), askedBy: 'terminal', secret: undefined, version: '0.0.0' });

  async function runsIn(): Promise<Extract<Awaited<ReturnType<typeof listRuns>>[number], { kind: 'run' }>[]> {
    return (await listRuns(folder())).filter((listing) => listing.kind === 'run');
  }

  it('is runs of one group in their order, each with what it sets frozen in it', async () => {
    const { group, directories } = await make(
      await prepare(['algorithm.metaStepSize=0.5,1', 'algorithm.metaBatch=4'], 2),
    );
    assert.equal(directories.length, 4);
    assert.deepEqual(group.varies, ['algorithm.metaStepSize', 'seed']);
    const made = await Promise.all(
      directories.map(async (directory) => {
        const manifest = await readManifest(directory);
        const { experiment } = await readFrozenExperiment(directory, manifest);
        assert.deepEqual([manifest.group, manifest.state, manifest.launcher], [group, 'queued', { kind: 'local' }]);
        return [experiment.algorithm.metaBatch, Reflect.get(experiment.algorithm, 'metaStepSize'), experiment.seed];
      }),
    );
    assert.deepEqual(made, [
      [4, 0.5, 3],
      [4, 1, 3],
      [4, 0.5, 4],
      [4, 1, 4],
    ]);
    const times = await Promise.all(directories.map(async (directory) => (await readManifest(directory)).createdAt));
    assert.deepEqual(times, times.toSorted());
  });

  it('is refused where nothing varies, and where any of its runs could not run', async () => {
    const choices = { assignments: [], seeds: undefined };
    assert.equal((await prepareSweep({ file: '/x/tiny.reptile.json', source, choices })).kind, 'none');
    const faulty = { assignments: ['algorithm.innerSteps=1,0'], seeds: undefined };
    assert.equal((await prepareSweep({ file: '/x/tiny.reptile.json', source, choices: faulty })).kind, 'faulty');
  });

  it('names the one of many settings that could not run, which reading the file had passed over', async () => {
    const values = Array.from({ length: 90 }, (_, index) => (index === 2 ? 0 : index + 1));
    const choices = { assignments: [`algorithm.innerSteps=${values.join(',')}`], seeds: undefined };
    const prepared = await prepareSweep({ file: '/x/tiny.reptile.json', source, choices });
    assert.equal(prepared.kind, 'refused');
    assert.match(
      prepared.message,
      /^With algorithm.innerSteps=0 seed=3 the experiment cannot run\. "algorithm.innerSteps" must be/,
    );
  });

  it('stands as its runs do: how many wait, how far all are, which is best', async () => {
    const { group, directories } = await make(await prepare(['algorithm.metaStepSize=0.25,0.5,1']));
    const [first, second] = directories;
    assert.ok(first !== undefined && second !== undefined);
    const figure = (loss: number) => ({ iteration: 10, loss, lossCi95: 0.1 });
    await changeManifest(first, { state: 'completed', iteration: 40, best: figure(0.5) });
    await changeManifest(second, { state: 'failed', iteration: 3, best: figure(0.2) });
    const runs = runsOfGroup(await runsIn(), group.id.slice(0, 20));
    assert.equal(runs?.length, 3);
    const { best, ...standing } = standingOf(runs);
    assert.deepEqual(standing, { waiting: 1, atWork: 0, completed: 1, ended: 1, share: 2 / 3, onOtherData: 0 });
    assert.equal(best?.directory, second);
    assert.deepEqual(runsOfGroup(runs, 'another'), []);
    await make(await prepare([], 2));
    assert.equal(runsOfGroup(await runsIn(), '2'), undefined);
  });

  it('is paused, continued and stopped as a whole: waiting runs are held, released and taken out first', async () => {
    const { directories } = await make(await prepare(['algorithm.metaStepSize=0.25,0.5,1']));
    const [atWork = '', held = '', waiting = ''] = directories;
    await changeManifest(held, { queuePlace: { rank: 0, isHeld: true } });
    const deeds: string[] = [];
    const launcher = recordingLauncher(deeds);
    const runs = (await runsIn()).map((run) =>
      run.directory === atWork ? ({ ...run, state: 'paused' } as const) : run,
    );
    assert.deepEqual(await controlGroup(runs, 'pause', launcher), { asked: 1, problems: [] });
    assert.deepEqual(deeds.splice(0), [`hold ${waiting}`]);
    assert.deepEqual(await controlGroup(runs, 'continue', launcher), { asked: 2, problems: [] });
    assert.deepEqual(deeds.splice(0), [`release ${held}`]);
    assert.equal((await controlGroup(runs, 'stop', launcher)).asked, 3);
    assert.equal(deeds.at(-1), `cancel ${atWork}`);
  });

  it('is measured once on this machine, and takes longer with more work and fewer places', async function () {
    this.timeout(60_000);
    const { runs } = await prepare(['algorithm.metaStepSize=0.25,0.5,1', 'algorithm.metaIterations=4000'], 2);
    const experiments = runs.map(({ experiment }) => experiment).filter(isOwn);
    let measured = 0;
    const options = {
      file: path.join(folder(), 'tiny.reptile.json'),
      userFolder: folder(),
      version: '0.0.0',
      signal: new AbortController().signal,
      onMeasuring: () => measured++,
    };
    const paces = await pacesOf(experiments, options);
    assert.deepEqual(await pacesOf(experiments, options), paces);
    assert.equal(measured, 1);
    const one = forecastSweep({ experiments, paces, places: 1 });
    assert.ok(one.seconds !== undefined && one.seconds > 0 && !one.isGuess);
    const ofLength = (metaIterations: number, count = experiments.length) =>
      experiments
        .slice(0, count)
        .map((experiment) => ({ ...experiment, algorithm: { ...experiment.algorithm, metaIterations } }));
    const secondsOf = (metaIterations: number, count?: number) =>
      forecastSweep({ experiments: ofLength(metaIterations, count), paces, places: 1 }).seconds ?? Number.NaN;
    // Each run's start comes once, whatever its length, and as many meta-iterations take as long wherever they come.
    const more = secondsOf(8000) - one.seconds;
    assert.ok(more > 0 && more < one.seconds, `${more} ${one.seconds}`);
    assert.ok(Math.abs(secondsOf(12_000) - secondsOf(8000) - more) < 1e-9 * one.seconds);
    const unknown = forecastSweep({ experiments, paces: new Map(), places: 1 });
    assert.deepEqual([unknown.seconds, unknown.memoryBytes], [undefined, undefined]);
    const both = forecastSweep({ experiments, paces, places: 2 }).memoryBytes ?? 0;
    assert.ok(both > 1.5 * (one.memoryBytes ?? 0) && (one.memoryBytes ?? 0) > 60e6, `${both} ${one.memoryBytes}`);
    // Six runs of 1,000, three of 1,000 more and one of 2,000 more, in the place of six of 4,000.
    const rule = { reductionFactor: 2, rungs: [1000, 2000, 4000], quantity: 'loss' } as const;
    const halved = forecastSweep({ experiments, paces, places: 1, halving: rule });
    const inRungs = secondsOf(1000) + secondsOf(1000, 3) + secondsOf(2000, 1);
    assert.ok(Math.abs((halved.seconds ?? Number.NaN) - inRungs) < 1e-9 * inRungs);
    assert.equal(halved.memoryBytes, one.memoryBytes);
    assert.ok(placesFor(experiments) >= 1);
    // Each run keeps a copy of the weights that it begins with, and takes as long as with random ones.
    const begun = experiments.map((one) => ({ ...one, model: { ...one.model, initialization: 'weights.npz' } }));
    const withWeights = forecastSweep({ experiments: begun, paces, places: 1 });
    assert.deepEqual([withWeights.seconds, withWeights.isGuess], [one.seconds, false]);
    const copies = begun.map((each) => 4 * (mostParametersOf(each) ?? Number.NaN));
    const expected = (one.diskBytes ?? Number.NaN) + copies.reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(Math.abs((withWeights.diskBytes ?? Number.NaN) - expected) < 1);
  });

  it('gives up measuring when it is told to', async () => {
    const { runs } = await prepare([], 2);
    const [experiment] = runs.map((run) => run.experiment).filter(isOwn);
    assert.ok(experiment !== undefined && shapeOf(experiment) !== '');
    const signal = AbortSignal.abort(new Error('enough'));
    const options = {
      file: '/x/tiny.reptile.json',
      userFolder: folder(),
      version: '0.0.0',
      signal,
      onMeasuring: () => {},
    };
    await assert.rejects(pacesOf([experiment], options), /enough/);
  });
});

function recordingLauncher(deeds: string[]): Launcher {
  const waiting = (directory: string): LaunchOutcome => ({ kind: 'waiting', directory });
  return {
    submit: async (directory) => waiting(directory),
    submitAll: async (directories) => directories.map(waiting),
    startNow: async (directory) => waiting(directory),
    arrange: async (directory: string, change: QueueChange) => void deeds.push(`${change} ${directory}`),
    poll: async () => [],
    cancel: async (directory) => void deeds.push(`cancel ${directory}`),
  };
}
