// What a page is told: everything when it is ready, then only what is new, soon, and not too often.

import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import { RunFeed } from '../../../../src/extension/panel/runFeed.ts';
import { amongMany } from '../../../../src/extension/panel/runHistory.ts';
import type { HostMessage } from '../../../../src/panel/panelMessages.ts';
import { storeEvaluation } from '../../../../src/runs/evaluations.ts';
import { listEventFiles } from '../../../../src/runs/eventFiles.ts';
import { EventWriter } from '../../../../src/runs/eventWriter.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { writeSample } from '../../../../src/runs/samples.ts';
import { adaptationCi95Tag, adaptationTag, tags } from '../../../../src/runs/tags.ts';
import { holdOf } from '../../../support/holdOf.ts';
import { changeManifest, newTestRun } from '../../../support/newTestRun.ts';
import { noticeWords } from '../../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testEvaluation } from '../../../support/testEvaluation.ts';
import { waitFor } from '../../../support/waitFor.ts';

type Snapshot = Extract<HostMessage, { kind: 'snapshot' }>;
type Delta = Extract<HostMessage, { kind: 'delta' }>;

interface Sent {
  readonly message: HostMessage;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly at: number;
}

const lossPoints = (message: Pick<Snapshot | Delta, 'series'>) =>
  message.series.filter(({ tag }) => tag === tags.trainingLossLast).flatMap(({ iterations }) => iterations);

/** How many measured losses a snapshot's points stand for. */
const pointsStoodFor = (message: Snapshot) => {
  const series = message.series.find(({ tag }) => tag === tags.trainingLossLast);
  return (series?.thinned?.counts ?? series?.iterations.map(() => 1) ?? []).reduce((sum, count) => sum + count, 0);
};

const pointsOf = (sent: readonly Sent[]) =>
  sent.flatMap(({ message }) => (message.kind === 'unavailable' ? [] : lossPoints(message)));

const sample = {
  task: { kind: 'curve', queryX: [0], queryY: [1], supportX: [0], supportY: [1] },
  steps: [0],
  outputs: [[0.5]],
} as const;

describe('RunFeed', () => {
  const open: { dispose(): unknown }[] = [];

  afterEach(async () => {
    for (const resource of open.splice(0)) await resource.dispose();
  });

  const folder = useTemporaryFolder();

  async function newRun(): Promise<string> {
    return newTestRun(folder(), { state: 'running', process: currentProcess(), iteration: 3, metaIterations: 1000 });
  }

  async function openEvents(directory: string, resumedAt?: number): Promise<EventWriter> {
    const events = await EventWriter.create(await holdOf(directory), resumedAt === undefined ? {} : { resumedAt });
    open.push({ dispose: () => events.close() });
    return events;
  }

  function openFeed(directory: string): { feed: RunFeed; sent: Sent[] } {
    const sent: Sent[] = [];
    const feed = new RunFeed(directory, 'id', (message) => sent.push({ message, at: performance.now() }));
    open.push(feed);
    return { feed, sent };
  }

  const waitForMessage = <Kind extends HostMessage['kind']>(sent: readonly Sent[], kind: Kind) =>
    waitFor(`a message ${kind}`, () => sent.map(({ message }) => message).find((message) => isOfKind(message, kind)));

  const addLosses = (events: EventWriter, from: number, to: number) => {
    for (let iteration = from; iteration <= to; iteration++)
      events.add(iteration, [{ tag: tags.trainingLossLast, value: 1 / iteration }]);
  };

  it('sends nothing before the page is ready, then everything', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 3);
    events.add(0, [
      { tag: adaptationTag('loss', 0), value: 4 },
      { tag: adaptationCi95Tag('loss', 0), value: 0.5 },
    ]);
    await events.flush();
    await writeSample(await holdOf(directory), { iteration: 0, sample });
    const { feed, sent } = openFeed(directory);
    assert.deepEqual(sent, []);
    feed.start();
    const snapshot = await waitForMessage(sent, 'snapshot');
    assert.deepEqual(lossPoints(snapshot), [1, 2, 3]);
    assert.deepEqual(snapshot.curves[0]?.measured.loss?.means, [4]);
    assert.deepEqual([snapshot.runKey, snapshot.sampleIteration, snapshot.sample], ['id', 0, sample]);
    const { state, iteration, shots, ways } = snapshot.run;
    assert.deepEqual({ state, iteration, shots, ways }, { state: 'running', iteration: 3, shots: 10, ways: null });
  });

  it('tells figures of every name where another program trains the run, and of ours those that are shown', async () => {
    for (const [trainedBy, told] of [
      [{ kind: 'program', merit: null, isResumable: false }, ['test/loss', tags.trainingLossLast]],
      [{ kind: 'reptileLab' }, [tags.trainingLossLast]],
    ] as const) {
      const directory = await newRun();
      await changeManifest(directory, { trainedBy });
      const events = await openEvents(directory);
      events.add(1, [{ tag: 'test/loss', value: 0.5 }]);
      addLosses(events, 1, 1);
      await events.flush();
      const { feed, sent } = openFeed(directory);
      feed.start();
      const { series } = await waitForMessage(sent, 'snapshot');
      assert.deepEqual(series.map(({ tag }) => tag).sort(), [...told].sort());
    }
  });

  it('reads ahead while the page loads, so that the page is told at once', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 3);
    await events.flush();
    const { feed, sent } = openFeed(directory);
    feed.prepare();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(sent.length, 0);
    feed.start();
    const first = sent[0]?.message;
    assert.ok(first?.kind === 'snapshot');
    assert.deepEqual(lossPoints(first), [1, 2, 3]);
  });

  it('counts as many meta-iterations as the curve shows, however seldom the manifest is written', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 7);
    await events.flush();
    const { feed, sent } = openFeed(directory);
    feed.start();
    assert.equal((await waitForMessage(sent, 'snapshot')).run.iteration, 7);
    addLosses(events, 8, 9);
    await events.flush();
    const told = () => sent.flatMap(({ message }) => (message.kind === 'delta' && message.run ? [message.run] : []));
    await waitFor('the head to follow', () => told().at(-1)?.iteration === 9);
    addLosses(events, 10, 2000);
    await events.flush();
    await waitFor('the end, and not past it', () => told().at(-1)?.iteration === 1000);
  });

  it('sends a new point within 200 ms of its writing, and only the new one', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 3);
    await events.flush();
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitForMessage(sent, 'snapshot');
    const delays: number[] = [];
    for (let iteration = 4; iteration < 14; iteration++) {
      addLosses(events, iteration, iteration);
      await events.flush();
      const written = performance.now();
      const delta = await waitFor('the point', () =>
        sent.find(({ message }) => message.kind === 'delta' && lossPoints(message).includes(iteration)),
      );
      delays.push(delta.at - written);
    }
    const deltas = sent.map(({ message }) => message).filter((message) => message.kind === 'delta');
    assert.deepEqual(deltas.flatMap(lossPoints), [4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    const median = delays.toSorted((a, b) => a - b)[5] ?? Number.NaN;
    console.log(`      sent ${median.toFixed(0)} ms (median) after the point was written`);
    assert.ok(median < 200, `${median} ms`);
  });

  it('sends at most ten messages a second, without losing a point', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitForMessage(sent, 'snapshot');
    for (let iteration = 1; iteration <= 300; iteration++) {
      addLosses(events, iteration, iteration);
      if (iteration % 3 === 0) await events.flush();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await waitFor('the last point', () =>
      sent.some(({ message }) => message.kind === 'delta' && lossPoints(message).includes(300)),
    );
    const points = sent.flatMap(({ message }) => (message.kind === 'delta' ? lossPoints(message) : []));
    assert.deepEqual(
      points,
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
    for (const [index, { at }] of sent.entries()) assert.ok(index === 0 || at - (sent[index - 1]?.at ?? 0) >= 95);
  });

  it('sends everything again when a resumed run withdraws points', async () => {
    const directory = await newRun();
    addLosses(await openEvents(directory), 1, 10);
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitFor('the first points', () =>
      sent.some(({ message }) => message.kind !== 'unavailable' && lossPoints(message).includes(10)),
    );
    const before = sent.length;
    addLosses(await openEvents(directory, 5), 6, 7);
    const again = await waitFor('another snapshot', () =>
      sent.slice(before).find(({ message }) => message.kind === 'snapshot'),
    );
    await waitFor('the new points', () => {
      const later = sent
        .slice(sent.indexOf(again))
        .flatMap(({ message }) => (message.kind === 'unavailable' ? [] : lossPoints(message)));
      return later.join() === '1,2,3,4,5,6,7';
    });
  });

  it('is silent while the page is hidden, and sends at once what it knows when the page is back', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 3);
    await events.flush();
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitForMessage(sent, 'snapshot');
    feed.stop();
    const before = sent.length;
    addLosses(events, 4, 5);
    await events.flush();
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.equal(sent.length, before);
    feed.start();
    const again = sent.slice(before).map(({ message }) => message);
    assert.deepEqual(
      again.map(({ kind }) => kind),
      ['snapshot'],
      'what an earlier page was told is sent without a wait',
    );
    await waitFor('the points of the meantime', () => pointsOf(sent.slice(before)).join() === '1,2,3,4,5');
    assert.deepEqual(
      sent.slice(before + 1).filter(({ message }) => message.kind === 'snapshot'),
      [],
      'only what is new is read, and sent',
    );
  });

  it('reads the run again when a resumed one withdraws what was thinned already, and is exact afterwards', async () => {
    const directory = await newRun();
    const first = await openEvents(directory);
    addLosses(first, 1, 9000);
    await first.flush();
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitForMessage(sent, 'snapshot');
    const before = sent.length;
    const second = await openEvents(directory, 5003);
    addLosses(second, 5004, 5010);
    await second.flush();
    const exact = await waitFor('an exact snapshot', () =>
      sent
        .slice(before)
        .map(({ message }) => message)
        .find((message) => message.kind === 'snapshot' && Math.abs(pointsStoodFor(message) - 5010) < 1e-6),
    );
    assert.ok(exact.kind === 'snapshot' && lossPoints(exact).at(-1) === 5010);
    // A page that comes back is told the same.
    feed.stop();
    feed.start();
    const again = sent.at(-1)?.message;
    assert.ok(again?.kind === 'snapshot' && Math.abs(pointsStoodFor(again) - 5010) < 1e-6);
  });

  it('shows what can be read beside a word on what cannot, and takes the word back', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 3);
    await events.flush();
    const folderInPlace = path.join(directory, 'events.out.tfevents.9999999999.host.1.x');
    await mkdir(folderInPlace);
    await rm(runFiles(directory).samples, { recursive: true });
    await writeFile(runFiles(directory).samples, '');
    const { feed, sent } = openFeed(directory);
    feed.start();
    const { notices, ...snapshot } = await waitForMessage(sent, 'snapshot');
    assert.deepEqual(lossPoints(snapshot), [1, 2, 3]);
    assert.match(notices.map(noticeWords).join('\n'), /9999999999.* is a folder where a file should be. Move it away/);
    assert.match(notices.map(noticeWords).join('\n'), /samples is a file where a folder should be. Move it away/);
    await rm(folderInPlace, { recursive: true });
    await rm(runFiles(directory).samples);
    await waitFor('no notice any more', () => {
      const last = sent.findLast(({ message }) => message.kind !== 'unavailable' && message.notices !== null)?.message;
      return last !== undefined && last.kind !== 'unavailable' && last.notices?.length === 0;
    });
  });

  it('says what of an event file is damaged', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 9);
    await events.flush();
    const [name = ''] = await listEventFiles(directory);
    const bytes = await readFile(path.join(directory, name));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 4, bytes.length - 20);
    await writeFile(path.join(directory, name), bytes);
    const { feed, sent } = openFeed(directory);
    feed.start();
    const { notices, ...snapshot } = await waitForMessage(sent, 'snapshot');
    assert.deepEqual(lossPoints(snapshot), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.match(notices.map(noticeWords).join(), /1 damaged record .* is passed over/);
  });

  it('says that the run went on with changed data', async () => {
    const directory = await newRun();
    const some = { count: 1, names: [{ name: 'cat' }] };
    const none = { count: 0, names: [] };
    const at = '2026-01-01T00:00:00.000Z';
    const dataChanges = [{ iteration: 6, at, changes: { came: none, went: some, changed: none } }];
    await changeManifest(directory, { dataChanges });
    const { feed, sent } = openFeed(directory);
    feed.start();
    const { notices } = await waitForMessage(sent, 'snapshot');
    assert.deepEqual(notices.map(noticeWords), [
      'From meta-iteration 6 on, the run went on with changed data, as asked for: gone: "cat".',
    ]);
  });

  it('says that the newest sample and a checkpoint are damaged, beside what can be shown', async () => {
    const directory = await newRun();
    const events = await openEvents(directory);
    addLosses(events, 1, 3);
    await events.flush();
    for (const iteration of [20, 40]) await writeSample(await holdOf(directory), { iteration, sample });
    await writeFile(path.join(runFiles(directory).samples, '40.json'), '{"tas');
    const checkpoint = path.join(runFiles(directory).checkpoints, '20');
    await mkdir(checkpoint, { recursive: true });
    const { feed, sent } = openFeed(directory);
    feed.start();
    const snapshot = await waitForMessage(sent, 'snapshot');
    assert.equal(snapshot.sampleIteration, 20);
    const notices = await waitFor('both notices', () => {
      const last = sent.findLast(({ message }) => message.kind !== 'unavailable' && message.notices !== null)?.message;
      return last !== undefined && last.kind !== 'unavailable' && last.notices?.length === 2 ? last.notices : undefined;
    });
    assert.match(
      notices.map(noticeWords).join('\n'),
      /40\.json is damaged: it is not JSON\. The adaptation of meta-iteration 20 is drawn/,
    );
    assert.match(
      notices.map(noticeWords).join('\n'),
      /checkpoints.20 lacks one of its files\. This checkpoint is passed over/,
    );
  });

  it('lists checkpoints anew when some come or go, though the manifest says nothing of it', async () => {
    const directory = await newTestRun(folder(), { state: 'completed', checkpointIteration: 40 });
    const { checkpoints } = runFiles(directory);
    const folderOf = (iteration: number) => path.join(checkpoints, String(iteration));
    await rm(checkpoints, { recursive: true });
    await writeFile(checkpoints, '');
    const { feed, sent } = openFeed(directory);
    feed.start();
    const listed = () =>
      sent
        .flatMap(({ message }) => (message.kind === 'unavailable' || message.run === null ? [] : [message.run]))
        .at(-1)
        ?.checkpoints.map(({ iteration }) => iteration);
    await waitFor('the run', () => listed()?.length === 0);
    await mkdir(`${checkpoints}-aside`);
    for (const iteration of [0, 20, 40]) await mkdir(path.join(`${checkpoints}-aside`, String(iteration)));
    await rm(checkpoints);
    await rename(`${checkpoints}-aside`, checkpoints);
    await waitFor('all', () => listed()?.length === 3);
    await rm(folderOf(20), { recursive: true });
    await waitFor('those that are left', () => listed()?.length === 2);
    assert.deepEqual(listed(), [40, 0]);
  });

  it('says why again to a page that comes while the run cannot be read', async () => {
    const directory = await newRun();
    const { feed, sent } = openFeed(directory);
    feed.prepare();
    await rename(runFiles(directory).manifest, path.join(directory, 'aside.json'));
    await mkdir(runFiles(directory).manifest);
    feed.start();
    await waitForMessage(sent, 'unavailable');
    feed.stop();
    const before = sent.length;
    feed.start();
    await waitFor('the reason', () => sent.slice(before).some(({ message }) => message.kind === 'unavailable'));
    await rm(runFiles(directory).manifest, { recursive: true });
    await rename(path.join(directory, 'aside.json'), runFiles(directory).manifest);
    await waitFor('the run', () => sent.at(-1)?.message.kind === 'snapshot');
  });

  it('tells that the run waits for the person, and when it does not any more', async () => {
    const directory = await newTestRun(folder());
    let waits = true;
    const sent: HostMessage[] = [];
    const feed = new RunFeed(
      directory,
      'id',
      (message) => sent.push(message),
      () => waits,
    );
    open.push(feed);
    feed.start();
    const runsTold = () =>
      sent.flatMap((message) => (message.kind === 'unavailable' || message.run === null ? [] : [message.run]));
    await waitFor('the first word', () => runsTold().length > 0);
    assert.deepEqual([runsTold().at(-1)?.state, runsTold().at(-1)?.needsApproval], ['queued', true]);
    waits = false;
    feed.noteStanding();
    await waitFor('the change', () => runsTold().at(-1)?.needsApproval === false);
    waits = true;
    await changeManifest(directory, { state: 'stopped' });
    await waitFor('the new state', () => runsTold().at(-1)?.state === 'stopped');
    assert.equal(runsTold().at(-1)?.needsApproval, false, 'only a queued run waits');
  });

  it('of one of many runs tells neither samples nor evaluations, but that these are others', async () => {
    const directory = await newRun();
    const stored = testEvaluation('2026-11-21T10:00:00Z');
    await storeEvaluation(directory, stored);
    await mkdir(runFiles(directory).samples, { recursive: true });
    await writeFile(path.join(runFiles(directory).samples, '3.json'), '{ "kind": "damaged"');
    const sent: HostMessage[] = [];
    const feed = new RunFeed(directory, 'id', (message) => sent.push(message), undefined, undefined, amongMany);
    open.push(feed);
    feed.start();
    const told = () => sent.flatMap((message) => (message.kind === 'unavailable' ? [] : (message.evaluations ?? [])));
    await waitFor('the first word', () => told().length > 0);
    await storeEvaluation(directory, { ...stored, createdAt: '2026-11-22T10:00:00Z' });
    const before = told().length;
    await waitFor('the next one', () => told().length > before);
    assert.ok(told().every(({ evaluations, problems }) => evaluations.length + problems.length === 0));
    assert.ok(sent.every((message) => message.kind === 'unavailable' || message.sample === null));
  });

  it('tells in the run’s name what tells it from others of that name, and when that changes', async () => {
    const directory = await newTestRun(folder(), { name: 'sine' });
    let label = 'seed 1';
    const sent: HostMessage[] = [];
    const feed = new RunFeed(
      directory,
      'id',
      (message) => sent.push(message),
      () => false,
      (name) => `${name} · ${label}`,
    );
    open.push(feed);
    feed.start();
    const named = () =>
      sent.flatMap((message) => (message.kind === 'unavailable' ? [] : (message.run?.name ?? []))).at(-1);
    await waitFor('the name', () => named() === 'sine · seed 1');
    label = 'lr 0.04 · seed 1';
    feed.noteStanding();
    await waitFor('the new label', () => named() === 'sine · lr 0.04 · seed 1');
  });

  it('tells the state when it changes', async () => {
    const directory = await newRun();
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitForMessage(sent, 'snapshot');
    await changeManifest(directory, { state: 'failed', failure: { message: 'The disk is full.' } });
    const told = await waitFor('the failure', () =>
      sent.map(({ message }) => message).find((message) => message.kind === 'delta' && message.run?.state === 'failed'),
    );
    assert.deepEqual(told.kind === 'delta' && told.run?.failure, { message: 'The disk is full.' });
  });

  it('says why when the run is gone, and shows it all the same when its experiment is damaged', async () => {
    const directory = await newRun();
    const gone = openFeed(directory);
    gone.feed.start();
    const { run } = await waitForMessage(gone.sent, 'snapshot');
    await writeFile(runFiles(directory).experiment, '{}');
    const damaged = openFeed(directory);
    damaged.feed.start();
    const shown = await waitForMessage(damaged.sent, 'snapshot');
    assert.match(shown.notices.map(noticeWords).join(), /experiment\.json is damaged/);
    assert.deepEqual([shown.run.name, shown.run.evaluationTasks], [run.name, null]);
    await rm(directory, { recursive: true });
    const unavailable = await waitForMessage(gone.sent, 'unavailable');
    assert.equal(unavailable.runKey, 'id');
    assert.deepEqual(unavailable.notice, { of: 'noRun', directory });
  });

  it('shows the experiment of a run that has ended as soon as it can be read, while the page is there', async () => {
    const directory = await newRun();
    await changeManifest(directory, { state: 'completed' });
    const { experiment } = runFiles(directory);
    const whole = await readFile(experiment);
    await writeFile(experiment, '{}');
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitForMessage(sent, 'snapshot');
    const last = () => sent.map(({ message }) => message).findLast((message) => isOfKind(message, 'snapshot'));
    const told = () => last()?.notices.map(noticeWords).join() ?? '';
    const before = told();
    assert.match(before, /experiment\.json is damaged/);
    await writeFile(experiment, '{ "name": 5 }');
    await waitFor('another damage', () => told() !== before && /experiment\.json is damaged/.test(told()));
    await writeFile(experiment, whole);
    const mended = await waitFor('the experiment', () => (last()?.notices.length === 0 ? last() : undefined));
    assert.ok(mended.run.evaluationTasks !== null);
  });

  it('shows the run again when it can be read again', async () => {
    const directory = await newRun();
    const { feed, sent } = openFeed(directory);
    feed.start();
    await waitForMessage(sent, 'snapshot');
    await rename(directory, `${directory}-away`);
    await waitForMessage(sent, 'unavailable');
    await rename(`${directory}-away`, directory);
    await waitFor('another snapshot', () => sent.at(-1)?.message.kind === 'snapshot');
  });
});

function isOfKind<Kind extends HostMessage['kind']>(
  message: HostMessage,
  kind: Kind,
): message is Extract<HostMessage, { kind: Kind }> {
  return message.kind === kind;
}
