// What a program has written, read before it goes on: that it takes long is told, and how far it is.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { setImmediate as giveTurn } from 'node:timers/promises';
import type { Manifest } from '../../../../src/runs/manifest.ts';
import { tellWhileReading } from '../../../../src/trainer/external/longReading.ts';
import { ProgramFigures } from '../../../../src/trainer/external/programFigures.ts';
import { programFiles } from '../../../../src/trainer/external/programFolder.ts';
import type { RunProgress } from '../../../../src/trainer/runEvents.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('reading what a program has written', () => {
  const folder = useTemporaryFolder();

  async function newFigures() {
    const files = programFiles(folder());
    await mkdir(files.folder);
    const line = `{"step": 1, "score": 1, "text": "${'x'.repeat(964)}"}\n`;
    assert.equal(line.length, 1000);
    await writeFile(files.metrics, line.repeat(2500));
    return { figures: new ProgramFigures(files, assert.fail), file: files.metrics };
  }

  function recorder() {
    const told = { log: [] as string[], progress: [] as RunProgress[], loading: [] as Manifest['loading'][] };
    const run = {
      log: (line: string) => told.log.push(line),
      onProgress: (progress: RunProgress) => told.progress.push(progress),
      manifest: { update: ({ loading = null }: Partial<Manifest>) => told.loading.push(loading) },
    };
    return { run, told };
  }

  it('is told in the log once, and how far it is wherever that is shown, until it is over', async () => {
    const { figures, file } = await newFigures();
    const { run, told } = recorder();
    const lines = { file, position: () => figures.linesPosition };
    const whole = await tellWhileReading(
      run,
      lines,
      async () => {
        for (let isWhole = false; !isWhole; ) {
          const before = told.progress.length;
          ({ isWhole } = await figures.readNew());
          while (told.progress.length === before) await giveTurn();
        }
        return 'whole';
      },
      0,
    );
    assert.equal(whole, 'whole');
    assert.match(
      told.log.join('|'),
      /^Before the program goes on: reading \d of 3 MB of figures that it has written\.$/,
    );
    const steps = told.loading.map((loading) => (loading === null ? 'over' : loading.done));
    assert.equal(steps.at(-1), 'over');
    // None is read yet when it is told first, or something is.
    assert.deepEqual([...new Set(steps)].slice(-4), [1, 2, 3, 'over']);
    assert.deepEqual(
      told.progress.map((each) => each.kind === 'loading' && each.progress),
      told.loading.slice(0, -1),
    );
  });

  it('is not told where it takes no time', async () => {
    const { figures, file } = await newFigures();
    const { run, told } = recorder();
    await tellWhileReading(run, { file, position: () => figures.linesPosition }, () => figures.readNew());
    await assert.rejects(
      tellWhileReading(run, { file: `${file}.gone`, position: () => 0 }, () => Promise.reject(new Error('no'))),
      /^Error: no$/,
    );
    assert.deepEqual(told, { log: [], progress: [], loading: [] });
  });
});
