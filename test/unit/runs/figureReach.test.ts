// Figures that a run's manifest tells of and its event files lack: said by whoever looks at the files, once nobody is at
// work on the run, and only then.

import assert from 'node:assert/strict';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkEvents } from '../../../src/runs/checkEvents.ts';
import { listEventFiles } from '../../../src/runs/eventFiles.ts';
import { EventWriter } from '../../../src/runs/eventWriter.ts';
import type { HeldOutFigure, Manifest } from '../../../src/runs/manifest.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { RunTail, type RunUpdate } from '../../../src/runs/tailRun.ts';
import { holdOf } from '../../support/holdOf.ts';
import { changeManifest, newTestRun } from '../../support/newTestRun.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

const { mean } = recordedQuantities.loss.tags;

describe('figures that run.json tells of and the event files lack', () => {
  const folder = useTemporaryFolder();

  const merit = (iteration: number) => ({ of: 'quantity', quantity: 'loss', value: 1, ci95: 0, iteration }) as const;
  const wordsOf = async (directory: string, latest: number | undefined) =>
    (await checkEvents(directory, latest === undefined ? undefined : merit(latest))).map(noticeWords);

  /** Evaluations at these iterations, by a process that goes on from `resumedAt`. */
  async function write(directory: string, iterations: readonly number[], resumedAt?: number): Promise<void> {
    const writer = await EventWriter.create(await holdOf(directory), resumedAt === undefined ? {} : { resumedAt });
    for (const iteration of iterations) writer.add(iteration, [{ tag: mean, value: iteration }]);
    await writer.close();
  }

  it('are told where a file was put back as it was before, or is gone', async () => {
    await write(folder(), [0, 1000]);
    const [name = ''] = await listEventFiles(folder());
    const file = path.join(folder(), name);
    const early = await readFile(file);
    await rm(file);
    await write(folder(), [0, 1000, 2000]);
    assert.deepEqual(await wordsOf(folder(), 2000), []);
    for (const each of await listEventFiles(folder())) await rm(path.join(folder(), each));
    assert.deepEqual(await wordsOf(folder(), 2000), [
      'Figures are missing: run.json tells of one at 2,000, and the event files hold none. Good copies of the event files, put in their place, bring them back.',
    ]);
    await writeFile(file, early);
    assert.deepEqual(await wordsOf(folder(), 2000), [
      'Figures are missing: run.json tells of one at 2,000, and the event files end at 1,000. Good copies of the event files, put in their place, bring them back.',
    ]);
    // As where it is gone on from a checkpoint at 2000.
    await write(folder(), [], 2000);
    assert.match((await wordsOf(folder(), 2000)).join('\n'), /tells of one at 2,000.*end at 1,000/);
    await write(folder(), [3000], 2000);
    assert.deepEqual(await wordsOf(folder(), 3000), []);
  });

  it('are none of those that were withdrawn since, that nothing was told of, or of files that cannot be read', async () => {
    await write(folder(), [0, 1000, 2000]);
    await write(folder(), [], 1500);
    assert.deepEqual(await wordsOf(folder(), 2000), []);
    assert.match((await wordsOf(folder(), 1400)).join('\n'), /end at 1,000/);
    assert.deepEqual(await wordsOf(folder(), undefined), []);
    const [name = ''] = await listEventFiles(folder());
    const file = path.join(folder(), name);
    await rm(file);

    await symlink('/dev/null', file);
    const words = await wordsOf(folder(), 1000);
    assert.equal(words.length, 1);
    assert.match(words[0] ?? '', /link/);
  });

  it('are told to whoever follows the run, not while it is at work, and no more once they are back', async () => {
    const figure = (iteration: number): HeldOutFigure => ({ iteration, loss: 1, lossCi95: 0 });
    const running: Partial<Manifest> = { state: 'stopped', latest: figure(1000) };
    const directory = await newTestRun(folder(), running);
    await write(directory, [0, 1000]);
    const seen: RunUpdate[] = [];
    const tail = new RunTail(directory, (updates) => seen.push(...updates));
    const notices = () =>
      seen.flatMap((update) => {
        if (update.kind === 'unreadable' && update.notice.of === 'missingFigures') return ['missing'];
        return update.kind === 'readable' && update.file.endsWith('*') ? ['back'] : [];
      });
    tail.start();
    try {
      await waitFor('all that there is', () => seen.some(({ kind }) => kind === 'caughtUp'));
      assert.deepEqual(notices(), []);
      await changeManifest(directory, { latest: figure(2000) });
      await waitFor('the notice', () => notices().length > 0);
      assert.deepEqual(notices(), ['missing']);
      await write(directory, [2000], 1500);
      await waitFor('the next notice', () => notices().length > 1);
      assert.deepEqual(notices(), ['missing', 'back']);
    } finally {
      tail.stop();
    }
  });
});
