// Links, pipes and devices in the place of a run's files: refused by name, never followed, never waited for.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { requestControl } from '../../../src/runs/control.ts';
import { listEvaluations } from '../../../src/runs/evaluationsReader.ts';
import { listRuns } from '../../../src/runs/listRuns.ts';
import { ManifestError, readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { refuseForeignEntries } from '../../../src/runs/runEntries.ts';
import { readNewestSample, removeSamplesAfter, writeSample } from '../../../src/runs/samples.ts';
import { saveCheckpoint } from '../../../src/runs/saveCheckpoint.ts';
import { foreignKinds, putForeign } from '../../support/foreignEntries.ts';
import { holdOf } from '../../support/holdOf.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const entries = [
  'manifest',
  'source',
  'experiment',
  'origin',
  'log',
  'lock',
  'launchClaim',
  'marks',
  'marksLock',
  'checkpoints',
  'samples',
  'control',
  'evaluations',
] as const;

describe('a run with foreign entries', () => {
  const folder = useTemporaryFolder();
  const outside = () => path.join(folder(), 'outside');

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(outside());
  });

  it('is refused whatever is in the place of whichever entry, by its name', async () => {
    const directory = await newTestRun(path.join(folder(), 'runs'));
    await refuseForeignEntries(directory);
    for (const entry of entries) {
      for (const kind of foreignKinds) {
        const run = await newTestRun(path.join(folder(), 'runs'));
        const place = runFiles(run)[entry];
        putForeign(place, kind, outside());
        await assert.rejects(
          refuseForeignEntries(run),
          (error) => error instanceof RefusedFileError && error.file === place && error.message.includes(place),
          `${kind} in the place of ${entry}`,
        );
      }
    }
    putForeign(path.join(directory, 'events.out.tfevents.1700000000.host.1.x'), 'linkToFile', outside());
    await assert.rejects(refuseForeignEntries(directory), RefusedFileError);
  });

  it('is refused where a folder stands for a file, or a file for a folder; what a run does not know is left alone', async () => {
    const directory = await newTestRun(folder());
    putForeign(path.join(directory, 'notes'), 'linkToFolder', outside());
    await refuseForeignEntries(directory);
    mkdirSync(runFiles(directory).lock);
    await assert.rejects(refuseForeignEntries(directory), /is a folder where a file should be/);
    const other = await newTestRun(folder());
    writeFileSync(runFiles(other).evaluations, '');
    await assert.rejects(refuseForeignEntries(other), /is a file where a folder should be/);
  });

  it('is listed as unreadable beside the others, and none of them is missing', async () => {
    const runsFolder = path.join(folder(), 'runs');
    const good = await newTestRun(runsFolder);
    const foreign: string[] = [];
    for (const kind of foreignKinds) {
      const run = await newTestRun(runsFolder);
      putForeign(runFiles(run).manifest, kind, outside());
      foreign.push(run);
      await assert.rejects(readManifest(run), ManifestError);
    }
    const huge = await newTestRun(runsFolder);
    writeFileSync(runFiles(huge).manifest, `{"formatVersion":1,"name":"${'x'.repeat(2 ** 20)}"}`);
    const listings = await listRuns(runsFolder);
    assert.equal(listings.length, foreign.length + 2);
    for (const { directory, kind } of listings) assert.equal(kind, directory === good ? 'run' : 'unreadable');
  });

  it('is neither written, nor emptied, nor listed through a link to a folder', async () => {
    const directory = await newTestRun(path.join(folder(), 'runs'));
    for (const entry of ['checkpoints', 'samples', 'control', 'evaluations'] as const) {
      putForeign(runFiles(directory)[entry], 'linkToFolder', outside());
    }
    const sample = { task: { kind: 'values' as const, targets: [[0]] }, steps: [0], outputs: [[0]] };
    const state = {
      iteration: 20,
      parameters: new Float32Array(1),
      optimizerState: { steps: 0, moments: new Float32Array(1) },
      outerMoments: new Float32Array(0),
    };
    const hold = await holdOf(directory);
    await assert.rejects(requestControl(directory, 'stop'), RefusedFileError);
    await assert.rejects(writeSample(hold, { iteration: 20, sample }), RefusedFileError);
    await assert.rejects(saveCheckpoint(hold, { state, id: 'own', seed: 0, layout: [] }), RefusedFileError);
    await assert.rejects(removeSamplesAfter(hold, 0), RefusedFileError);
    await assert.rejects(readNewestSample(directory), RefusedFileError);
    await assert.rejects(listEvaluations(directory), RefusedFileError);
    assert.deepEqual(readdirSync(path.join(outside(), 'folder')).sort(), ['10', '10.json']);
    assert.equal(readFileSync(path.join(outside(), 'folder', '10.json'), 'utf8'), 'precious');
  });
});
