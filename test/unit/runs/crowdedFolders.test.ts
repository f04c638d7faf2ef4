// Folders of a run, and of runs, that somebody has filled: what belongs there is found among it, and that not all was
// looked at is told.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listCheckpoints } from '../../../src/runs/checkpoints.ts';
import { readRequests, requestControl } from '../../../src/runs/control.ts';
import { type EvaluationListing, findEvaluations } from '../../../src/runs/evaluations.ts';
import { EvaluationsReader, listEvaluations, summaryOf } from '../../../src/runs/evaluationsReader.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { EventReader } from '../../../src/runs/eventReader.ts';
import { listRuns, RunLister } from '../../../src/runs/listRuns.ts';
import { loadNewestCheckpoint } from '../../../src/runs/loadCheckpoint.ts';
import { describePassedOver } from '../../../src/runs/passedOverCheckpoints.ts';
import { RequestReader } from '../../../src/runs/requestReader.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { readNewestSample, writeSample } from '../../../src/runs/samples.ts';
import { saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { holdOf } from '../../support/holdOf.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { readNew } from '../../support/readNew.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('a folder with very many names', () => {
  const folder = useTemporaryFolder();
  function fill(place: string, count: number, nameOf: (index: number) => string): void {
    mkdirSync(place, { recursive: true });
    for (let index = 0; index < count; index++) writeFileSync(path.join(place, nameOf(index)), '');
  }
  const sample = {
    task: { kind: 'values' as const, targets: [[1]] },
    steps: [0],
    outputs: [[0.5]],
  };

  it('of samples still gives the newest of the run’s own', async () => {
    await writeSample(await holdOf(folder()), { iteration: 40, sample });
    fill(runFiles(folder()).samples, 2000, (index) => `${index + 1000}.json`);
    assert.equal((await readNewestSample(folder(), { lastIteration: 100 })).drawn?.iteration, 40);
    fill(runFiles(folder()).samples, 50, (index) => `${index + 41}.json`);
    assert.equal((await readNewestSample(folder(), { lastIteration: 100 })).drawn?.iteration, 40);
  });

  it('of samples of which none was found is told', async () => {
    fill(runFiles(folder()).samples, 1500, (index) => `${index}.json`);
    const { drawn, problem } = await readNewestSample(folder());
    assert.equal(drawn, undefined);
    assert.match(
      noticeWords(problem?.notice),
      /samples holds very many samples that cannot be drawn: no more than 1000 of them/,
    );
  });

  it('of checkpoints still gives the newest good one of the run, and tells of the others in few words', async () => {
    const state = {
      iteration: 40,
      parameters: Float32Array.of(1, 2),
      optimizerState: { steps: 40, moments: new Float32Array(0) },
      outerMoments: new Float32Array(0),
    };
    const layout = [{ name: 'w', shape: [2], offset: 0 }];
    await saveCheckpoint(await holdOf(folder()), { state, id: 'own', seed: 1, layout });
    fill(runFiles(folder()).checkpoints, 10_500, (index) => String(index + 1000));
    assert.equal((await listCheckpoints(folder())).length, 10_000);
    const found = await loadNewestCheckpoint(folder(), { seed: 1, metaIterations: 100 });
    assert.equal(found.state?.iteration, 40);
    const described = describePassedOver(found);
    assert.equal(described.length, 22);
    assert.match(described[20] ?? '', /^9979 more checkpoints are passed over/);
    assert.match(described[21] ?? '', /holds very many checkpoints: no more than 10000 of them/);
  });

  it('of requests keeps none of this moment from being heard, and is told once', async () => {
    const { control } = runFiles(folder());
    fill(control, 13_000, (index) => `${index + 1}-0000beef-stop.json`);
    const problems: string[] = [];
    const reader = new RequestReader(folder(), (problem) => problems.push(problem));
    const name = await requestControl(folder(), 'pause');
    const told: string[] = [];
    for (let look = 0; look < 250 && told.length === 0; look++)
      told.push(...(await reader.readNew()).map((request) => request.name));
    assert.deepEqual(told, [name]);
    assert.equal(problems.length, 1);
    assert.deepEqual(await readRequests(folder()), [{ name, kind: 'pause' }]);
  });

  it('of event files gives the newest, and is told', async () => {
    fill(folder(), 1100, (index) => `events.out.tfevents.${1_000_000_000 + index}.host.1.x`);
    const names = await listEventFiles(folder());
    assert.deepEqual(
      [names.length, names[0]?.split('.')[3], names.at(-1)?.split('.')[3]],
      [1000, '1000000100', '1000001099'],
    );
    const reader = new EventReader(folder());
    const updates = await readNew(reader);
    assert.deepEqual(
      updates.map(({ kind }) => kind),
      ['unreadable'],
    );
    assert.match(
      updates.map((update) => (update.kind === 'unreadable' ? noticeWords(update.notice) : '')).join(),
      /very many event files: no more than 1000/,
    );
    assert.deepEqual(await readNew(reader), []);
    reader.restart();
    assert.deepEqual(
      (await readNew(reader)).map(({ kind }) => kind),
      ['restarted', 'unreadable'],
    );
  });

  it('of evaluations gives the newest, and is told', async () => {
    const nameOf = (index: number) => `20260101T${String(index).padStart(6, '0')}Z-0000.json`;
    fill(runFiles(folder()).evaluations, 1005, nameOf);
    const { files } = await findEvaluations(folder());
    assert.deepEqual([files.length, path.basename(files[0] ?? '')], [1000, nameOf(1004)]);
    const wordsOf = (listing: EvaluationListing<unknown> | undefined) =>
      listing?.kind === 'unreadable' ? noticeWords(listing.notice) : '';
    assert.match(wordsOf((await listEvaluations(folder())).at(-1)), /very many evaluations/);
    const reader = new EvaluationsReader(folder(), summaryOf);
    assert.match(wordsOf((await reader.readChanged())?.at(-1)), /very many evaluations/);
    assert.equal(await reader.readChanged(), undefined);
  });

  it('of runs still lists the newest of them, and is told once', async function () {
    this.timeout(60_000);
    const run = await newTestRun(folder());
    for (let index = 0; index < 20_050; index++) mkdirSync(path.join(folder(), `zz${index}`));
    const problems: string[] = [];
    const lister = new RunLister(folder(), { onCrowded: (problem) => problems.push(problem) });
    for (let look = 0; look < 2; look++) {
      assert.deepEqual(
        (await lister.list()).map(({ directory }) => directory),
        [run],
      );
    }
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /holds very many folders: no more than 20000/);
    assert.equal((await listRuns(folder())).length, 1);
  });
});
