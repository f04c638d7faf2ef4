// Following a run: everything once, then what is new within a tenth of a second, and silence afterwards.

import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookUpInside } from '../../../src/base/cautiousLookup.ts';
import { currentProcess } from '../../../src/base/processIdentity.ts';
import { storeEvaluation } from '../../../src/runs/evaluations.ts';
import { EventWriter } from '../../../src/runs/eventWriter.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { writeSample } from '../../../src/runs/samples.ts';
import { saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { RunTail, type RunUpdate } from '../../../src/runs/tailRun.ts';
import { holdOf } from '../../support/holdOf.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testEvaluation } from '../../support/testEvaluation.ts';
import { waitFor } from '../../support/waitFor.ts';

const sample = {
  task: { kind: 'curve', queryX: [], queryY: [], supportX: [], supportY: [] },
  steps: [],
  outputs: [],
} as const;

/** Gives its folder. */
async function saveTestCheckpoint(directory: string, iteration: number): Promise<string> {
  const numbers = Float32Array.of(iteration, 1);
  const state = {
    iteration,
    parameters: numbers,
    optimizerState: { steps: 0, moments: numbers },
    outerMoments: numbers,
  };
  const { id, seed } = await readManifest(directory);
  await saveCheckpoint(await holdOf(directory), {
    state,
    id,
    seed,
    layout: [{ name: 'a', shape: [2], offset: 0 }],
  });
  return path.join(runFiles(directory).checkpoints, String(iteration));
}

describe('following a run', () => {
  const folder = useTemporaryFolder();
  let stop: (() => void) | undefined;
  let updates: RunUpdate[] = [];

  function follow(directory: string): void {
    updates = [];
    const tail = new RunTail(directory, (news) => updates.push(...news));
    tail.start();
    stop = () => tail.stop();
  }
  afterEach(() => stop?.());

  const kinds = () => updates.map(({ kind }) => kind);
  const valuesSeen = () =>
    updates.flatMap((update) => (update.kind === 'figures' ? [...update.figures].map(({ value }) => value) : []));
  const stateSeen = () => updates.findLast((update) => update.kind === 'manifest')?.state;

  it('reads nothing where it may not look, also once a link comes, and goes on when it may', async function () {
    if (process.platform === 'win32') this.skip();
    const [workspace, outside] = [path.join(folder(), 'workspace'), path.join(folder(), 'outside')];
    await mkdir(workspace);
    const run = await newTestRun(workspace, { name: 'inside' });
    const stranger = await newTestRun(outside, { name: 'outside' });
    let isTrusted = false;
    const mayLookInto = (place: string) => isTrusted || lookUpInside(workspace, place) !== 'notLookedUp';
    updates = [];
    const tail = new RunTail(run, (news) => updates.push(...news), undefined, false, mayLookInto);
    tail.start();
    stop = () => tail.stop();
    const seen = () => updates.flatMap((update) => (update.kind === 'manifest' ? [update.manifest.name] : []));
    await waitFor('the run', () => kinds().includes('caughtUp'));

    await rename(run, path.join(workspace, 'was'));
    await symlink(stranger, run);
    const isRefused = () =>
      updates.some((update) => update.kind === 'unavailable' && /trusted/.test(noticeWords(update.notice)));
    await waitFor('the link to be refused', isRefused);
    assert.deepEqual(seen(), ['inside']);

    isTrusted = true;
    await waitFor('what is behind it', () => seen().includes('outside'));
    isTrusted = false;
    updates = [];
    await waitFor('it to be refused once more', isRefused);
    await unlink(run);
    await rename(path.join(workspace, 'was'), run);
    await waitFor('the run as it was', () => seen().length > 0);
    assert.deepEqual(seen(), ['inside']);
  });

  it('tells first what is there, and says when that is all', async () => {
    const directory = await newTestRun(folder());
    const writer = await EventWriter.create(await holdOf(directory));
    await writeSample(await holdOf(directory), { iteration: 5, sample });
    writer.add(5, [{ tag: 'a', value: 1 }]);
    await writer.close();
    follow(directory);
    await waitFor('all of it', () => kinds().includes('caughtUp'));
    assert.deepEqual(kinds(), ['manifest', 'withdrawn', 'figures', 'sample', 'caughtUp']);
  });

  it('tells new figures within 100 ms on a machine at rest, and a new state', async () => {
    const directory = await newTestRun(folder());
    const writer = await EventWriter.create(await holdOf(directory));
    follow(directory);
    await waitFor('the start', () => kinds().includes('caughtUp'));
    const delays: number[] = [];
    for (let value = 1; value <= 9; value++) {
      const writtenAt = performance.now();
      writer.add(value, [{ tag: 'a', value }]);
      await writer.flush();
      await waitFor(`figure ${value}`, () => valuesSeen().includes(value));
      delays.push(performance.now() - writtenAt);
    }
    await changeManifest(directory, { state: 'running', process: currentProcess() });
    await waitFor('the state', () => stateSeen() === 'running');
    assert.ok(Math.min(...delays) < 100, `delays in ms: ${delays.map(Math.round).join(', ')}`);
    assert.deepEqual(valuesSeen(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await writer.close();
  });

  it('notices that the process is gone, though nothing is written any more', async () => {
    const directory = await newTestRun(folder(), {
      state: 'running',
      process: { ...currentProcess(), pid: 0x7ffffffe },
    });
    follow(directory);
    await waitFor('the loss', () => stateSeen() === 'lost');
  });

  it('tells a new sample with the figures of its evaluation', async () => {
    const directory = await newTestRun(folder());
    const writer = await EventWriter.create(await holdOf(directory));
    follow(directory);
    await waitFor('the start', () => kinds().includes('caughtUp'));
    await writeSample(await holdOf(directory), { iteration: 10, sample });
    writer.add(10, [{ tag: recordedQuantities.loss.tags.mean, value: 1 }]);
    await waitFor('the sample', () =>
      updates.some((update) => update.kind === 'sample' && update.drawn.iteration === 10),
    );
    await writer.close();
  });

  it("tells a policy's new sample, whose evaluations have a return and no loss", async () => {
    const directory = await newTestRun(folder());
    const writer = await EventWriter.create(await holdOf(directory));
    follow(directory);
    await waitFor('the start', () => kinds().includes('caughtUp'));
    await writeSample(await holdOf(directory), { iteration: 10, sample });
    writer.add(10, [{ tag: recordedQuantities.return.tags.mean, value: -9 }]);
    await waitFor('the sample', () =>
      updates.some((update) => update.kind === 'sample' && update.drawn.iteration === 10),
    );
    await writer.close();
  });

  it('tells the rest when samples or evaluations cannot be read, and them when they can', async () => {
    const directory = await newTestRun(folder());
    const writer = await EventWriter.create(await holdOf(directory));
    await writeSample(await holdOf(directory), { iteration: 5, sample });
    writer.add(5, [{ tag: 'a', value: 1 }]);
    await writer.close();
    const { samples, evaluations } = runFiles(directory);
    await rename(samples, `${samples}-aside`);
    await writeFile(samples, '');
    await writeFile(evaluations, '');
    follow(directory);
    await waitFor('all of it', () => kinds().includes('caughtUp'));
    assert.deepEqual(valuesSeen(), [1]);
    const problems = () => updates.flatMap((update) => (update.kind === 'unreadable' ? [update.file] : []));
    // Evaluations keep nobody waiting who wants to see the curves: they are looked at when all else is told.
    await waitFor('both words', () => problems().length === 2);
    assert.deepEqual(problems(), [samples, evaluations]);
    await rm(samples);
    await rename(`${samples}-aside`, samples);
    await rm(evaluations);
    await waitFor('the sample', () =>
      updates.some((update) => update.kind === 'sample' && update.drawn.iteration === 5),
    );
    await waitFor('both words back', () => kinds().filter((kind) => kind === 'readable').length === 2);
    assert.deepEqual(problems(), [samples, evaluations], 'told once');
  });

  it('tells that the newest sample is damaged beside an older one, and when it is mended', async () => {
    const directory = await newTestRun(folder());
    for (const iteration of [20, 40]) await writeSample(await holdOf(directory), { iteration, sample });
    const file = path.join(runFiles(directory).samples, '40.json');
    const good = await readFile(file);
    await writeFile(file, good.toString().replace('{', 'k'));
    follow(directory);
    await waitFor('all of it', () => kinds().includes('caughtUp'));
    assert.deepEqual(
      updates.flatMap((update) => (update.kind === 'sample' ? [update.drawn.iteration] : [])),
      [20],
    );
    const problems = () => updates.filter((update) => update.kind === 'unreadable');
    assert.equal(problems()[0]?.file, file);
    assert.match(noticeWords(problems()[0]?.notice), /40\.json is damaged.* meta-iteration 20 is drawn instead/);
    await writeFile(file, good);
    await waitFor('the mended one', () =>
      updates.some((update) => update.kind === 'sample' && update.drawn.iteration === 40),
    );
    assert.deepEqual(
      updates.filter((update) => update.kind === 'readable'),
      [{ kind: 'readable', file }],
    );
    assert.equal(problems().length, 1, 'told once');
  });

  it('tells a sample of a run that has ended, however late its file comes', async () => {
    const directory = await newTestRun(folder(), { state: 'completed' });
    for (const iteration of [20, 40]) await writeSample(await holdOf(directory), { iteration, sample });
    const { samples } = runFiles(directory);
    const newest = path.join(samples, '40.json');
    await rename(newest, path.join(folder(), '40.json'));
    await rename(samples, `${samples}-aside`);
    follow(directory);
    await waitFor('all of it', () => kinds().includes('caughtUp'));
    const told = () => updates.flatMap((update) => (update.kind === 'sample' ? [update.drawn.iteration] : []));
    assert.deepEqual(told(), []);
    await rename(`${samples}-aside`, samples);
    await waitFor('the older one', () => told().length === 1);
    await rename(path.join(folder(), '40.json'), newest);
    await waitFor('the newest one', () => told().length === 2);
    assert.deepEqual(told(), [20, 40]);
  });

  it('tells that an evaluation is damaged, and when it is mended, in its own place too', async () => {
    const directory = await newTestRun(folder());
    const [first, second] = [
      await storeEvaluation(directory, testEvaluation('2026-11-21T10:00:00Z')),
      await storeEvaluation(directory, testEvaluation('2026-11-21T11:00:00Z')),
    ];
    const good = await readFile(first.file);
    await writeFile(first.file, good.subarray(0, 100));
    await writeFile(second.file, good.subarray(0, 100));
    follow(directory);
    const told = () =>
      updates.flatMap((update) => (update.kind === 'evaluations' ? [update.listings.map(({ kind }) => kind)] : []));
    await waitFor('the damage', () => told().length === 1);
    await writeFile(second.file, good);
    await waitFor('one', () => told().length === 2);
    await writeFile(`${first.file}.part`, good);
    await rename(`${first.file}.part`, first.file);
    await waitFor('both', () => told().length === 3);
    assert.deepEqual(told(), [
      ['unreadable', 'unreadable'],
      ['evaluation', 'unreadable'],
      ['evaluation', 'evaluation'],
    ]);
  });

  it('tells a damaged checkpoint when it is opened, a new one when it arrives, and that one is gone', async () => {
    const directory = await newTestRun(folder(), { checkpointIteration: 20 });
    const save = (iteration: number) => saveTestCheckpoint(directory, iteration);
    const [first, second] = [await save(10), await save(20)];
    await writeFile(path.join(second, 'parameters.f32'), 'damaged');
    follow(directory);
    const problems = () => updates.flatMap((update) => (update.kind === 'unreadable' ? [update.file] : []));
    await waitFor('the damage', () => problems().includes(second));
    const third = await save(30);
    const aside = path.join(folder(), 'aside');
    await writeFile(aside, 'damaged');
    await rename(aside, path.join(third, 'optimizer.f32'));
    await rename(second, aside);
    await changeManifest(directory, { checkpointIteration: 30 });
    await waitFor('the new damage', () => problems().includes(third));
    assert.deepEqual(
      updates.filter((update) => update.kind === 'readable'),
      [{ kind: 'readable', file: second }],
    );
    assert.deepEqual(problems(), [second, third], `nothing of ${first}, and each once`);
  });

  it('tells that checkpoints come and go, and that damaged ones and a link in their place were put right', async () => {
    const directory = await newTestRun(folder(), { checkpointIteration: 20 });
    const [first, second] = [await saveTestCheckpoint(directory, 10), await saveTestCheckpoint(directory, 20)];
    const { checkpoints } = runFiles(directory);
    await rename(checkpoints, `${checkpoints}-aside`);
    await symlink(`${checkpoints}-aside`, checkpoints);
    follow(directory);
    const words = () =>
      updates.flatMap((update) =>
        update.kind === 'unreadable' || update.kind === 'readable' ? [[update.kind, update.file]] : [],
      );
    const tellings = () => kinds().filter((kind) => kind === 'checkpoints').length;
    await waitFor('the link', () => words().length === 1);
    const file = path.join(`${checkpoints}-aside`, '20', 'optimizer.f32');
    const good = await readFile(file);
    await writeFile(file, 'damaged');
    await rm(checkpoints);
    await rename(`${checkpoints}-aside`, checkpoints);
    await waitFor('the damage', () => words().length === 3 && tellings() > 0);
    await writeFile(`${checkpoints}-aside`, good);
    await rename(`${checkpoints}-aside`, path.join(second, 'optimizer.f32'));
    await waitFor('the mended one', () => words().length === 4);
    const before = tellings();
    await rename(first, path.join(folder(), 'aside'));
    await waitFor('one less', () => tellings() > before);
    assert.deepEqual(words(), [
      ['unreadable', checkpoints],
      ['readable', checkpoints],
      ['unreadable', second],
      ['readable', second],
    ]);
  });

  it('goes on where it stopped when it is started again, however often', async () => {
    const directory = await newTestRun(folder());
    const writer = await EventWriter.create(await holdOf(directory));
    const heard: RunUpdate[] = [];
    const tail = new RunTail(directory, (news) => heard.push(...news));
    const values = () =>
      heard.flatMap((update) => (update.kind === 'figures' ? [...update.figures].map(({ value }) => value) : []));
    for (let value = 1; value <= 8; value++) {
      writer.add(value, [{ tag: 'a', value }]);
      await writer.flush();
      tail.start();
      if (value % 2 === 0) await waitFor(`figure ${value}`, () => values().includes(value));
      tail.stop();
    }
    assert.deepEqual(values(), [1, 2, 3, 4, 5, 6, 7, 8]);
    await writer.close();
  });

  it('says once that the run cannot be read, and goes on when it can', async () => {
    const directory = await newTestRun(folder());
    follow(directory);
    await waitFor('the start', () => kinds().includes('caughtUp'));
    await rename(directory, `${directory}-away`);
    await waitFor('the notice', () => kinds().includes('unavailable'));
    await rename(`${directory}-away`, directory);
    await changeManifest(directory, { state: 'stopped' });
    await waitFor('the new state', () => stateSeen() === 'stopped');
    assert.equal(kinds().filter((kind) => kind === 'unavailable').length, 1);
    assert.equal(kinds().filter((kind) => kind === 'caughtUp').length, 1);
  });

  it('is silent after the end', async () => {
    const directory = await newTestRun(folder());
    follow(directory);
    await waitFor('the start', () => kinds().includes('caughtUp'));
    stop?.();
    const before = updates.length;
    await rm(directory, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(updates.length, before);
  });
});
