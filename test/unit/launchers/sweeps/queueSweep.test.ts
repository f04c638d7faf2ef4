// A sweep in the editor that is cut short: what lies there then is told, with what to do with it.

import assert from 'node:assert/strict';
import path from 'node:path';
import { LaunchError } from '../../../../src/launchers/launcher.ts';
import { prepareSweep } from '../../../../src/launchers/sweeps/prepareSweep.ts';
import { describeLeftSweep, queueSweep, SweepCutShort } from '../../../../src/launchers/sweeps/queueSweep.ts';
import { listRuns } from '../../../../src/runs/listRuns.ts';
import { untranslated } from '../../../../src/words/translate.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { tinyExperiment } from '../../cli/cliFixture.ts';

describe('a sweep that is cut short', () => {
  const folder = useTemporaryFolder();
  const runsFolder = () => path.join(folder(), 'runs');
  const isFull = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  });

  interface Course {
    /** After so many runs. */
    readonly onMade?: (count: number, cancelled: AbortController) => void;
    readonly submitAll?: () => Promise<[]>;
  }

  /** Of three runs. */
  async function queue({ onMade = () => {}, submitAll = async () => [] }: Course) {
    const prepared = await prepareSweep({
      file: '/somewhere/tiny.reptile.json',
      source: new TextEncoder().encode(tinyExperiment),
      choices: { assignments: ['algorithm.metaStepSize=0.25,0.5,1'], seeds: undefined },
    });
    assert.ok(prepared.kind === 'ready');
    const cancelled = new AbortController();
    const maker = { runsFolder: runsFolder(), askedBy: 'editor', secret: undefined, version: '0' } as const;
    return queueSweep(
      prepared,
      maker,
      { submitAll },
      {
        signal: cancelled.signal,
        translate: untranslated,
        onMade: ({ directories }) => onMade(directories.length, cancelled),
      },
    );
  }
  const cutShort = async (course: Course): Promise<SweepCutShort> => {
    const error: unknown = await queue(course).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof SweepCutShort, String(error));
    return error;
  };

  it('says how many were made before the disk was full, and how they are started or ended', async () => {
    const error = await cutShort({
      onMade: (count) => {
        if (count === 2) throw isFull;
      },
    });
    assert.match(
      error.message,
      /^\S*runs cannot be written: the disk is full\. .* 2 of 3 runs of the sweep were made by then\. They lie in \S*runs, .*“Start Queued Run…” .*“Stop All Runs of Sweep…”\.$/,
    );
    assert.equal(error.cause, isFull);
    const listed = (await listRuns(runsFolder())).flatMap((listing) =>
      listing.kind === 'run' ? [[listing.directory, listing.manifest.group?.id]] : [],
    );
    const { group, directories } = error.made;
    assert.deepEqual(listed.toSorted(), directories.map((directory) => [directory, group.id]).toSorted());
  });

  it('says the same, and no reason, where the person has cancelled it', async () => {
    const { message } = await cutShort({ onMade: (count, cancelled) => count === 1 && cancelled.abort() });
    assert.match(message, /^1 of 3 runs of the sweep were made by then\./);
  });

  it('says that not all are in the queue where the queue refused', async () => {
    const refusal = new LaunchError('Nothing was changed. Try again in a moment.');
    const { message, made } = await cutShort({ submitAll: () => Promise.reject(refusal) });
    assert.match(
      message,
      /^Nothing was changed\. Try again in a moment\. The 3 runs of the sweep lie in \S*runs, but not/,
    );
    assert.equal(made.directories.length, 3);
  });

  it('is told by another window where its own was closed, as long as any of its runs waits', async () => {
    const { made } = await cutShort({ onMade: (count, closed) => count === 2 && closed.abort() });
    const runs = (await listRuns(runsFolder())).filter((listing) => listing.kind === 'run');
    const left = { id: made.group.id, runs: 3, runsFolder: runsFolder() };
    const told = (id: string, known = runs) => describeLeftSweep({ ...left, id }, known, untranslated);
    assert.match(
      told(made.group.id) ?? '',
      /^The window was closed while .*\. 2 of 3 runs .* were made by then\. They lie in \S*runs, .*“Stop All Runs of Sweep…”\.$/,
    );
    assert.equal(told('another'), undefined);
    const ended = runs.map((run) => ({ ...run, state: 'stopped' as const }));
    assert.equal(told(made.group.id, ended), undefined);
    assert.match(
      describeLeftSweep({ ...left, runs: 2 }, runs, untranslated) ?? '',
      /The 2 runs of the sweep lie in \S*runs, but not all of them are in the queue yet/,
    );
  });

  it('leaves an error what it is where no run was made', async () => {
    const nowhere = new AbortController();
    nowhere.abort(isFull);
    const prepared = await prepareSweep({
      file: '/somewhere/tiny.reptile.json',
      source: new TextEncoder().encode(tinyExperiment),
      choices: { assignments: ['algorithm.metaStepSize=0.25,0.5'], seeds: undefined },
    });
    assert.ok(prepared.kind === 'ready');
    const maker = { runsFolder: runsFolder(), askedBy: 'editor', secret: undefined, version: '0' } as const;
    const watch = { signal: nowhere.signal, translate: untranslated, onMade: () => {} };
    await assert.rejects(queueSweep(prepared, maker, { submitAll: async () => [] }, watch), isFull);
  });
});
