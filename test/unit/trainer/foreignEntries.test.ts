// A stopped run with links in it is resumed: the link is named, nothing is deleted, written or appended through it, and
// without it the run goes on.

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { failureWords } from '../../support/failureWords.ts';
import { putForeign } from '../../support/foreignEntries.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun } from './trainerFixture.ts';

describe('a run with links in it', () => {
  const folder = useTemporaryFolder();

  /** Everything below `place` by its path, with contents. */
  function contentsOf(place: string): Record<string, string> {
    const names = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
      names.map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [file, readFileSync(file, 'utf8')];
      }),
    );
  }

  for (const entry of ['checkpoints', 'samples', 'control', 'evaluations', 'log', 'source', 'experiment'] as const) {
    it(`is not taken up through its ${entry}, and goes on when the link is gone`, async function () {
      if (process.platform === 'win32') this.skip();
      const outside = path.join(folder(), 'outside');
      mkdirSync(outside);
      const directory = await newTinyRun(path.join(folder(), 'runs'));
      const stop = new AbortController();
      await carryOutRun(directory, {
        signal: stop.signal,
        onProgress: ({ kind }) => kind === 'iteration' && stop.abort(),
      });
      const place = runFiles(directory)[entry];
      const aside = path.join(folder(), 'aside');
      if (existsSync(place)) renameSync(place, aside);
      putForeign(
        place,
        entry === 'log' || entry === 'source' || entry === 'experiment' ? 'linkToFile' : 'linkToFolder',
        outside,
      );
      const before = contentsOf(outside);
      const { state, manifest } = await carryOutRun(directory);
      assert.equal(state, 'failed');
      assert.ok(failureWords(manifest.failure).startsWith(`${place} is a symbolic link, which is not followed.`));
      assert.deepEqual((await readManifest(directory)).failure, manifest.failure);
      assert.deepEqual(contentsOf(outside), before);
      rmSync(place);
      if (existsSync(aside)) renameSync(aside, place);
      assert.equal((await carryOutRun(directory)).state, 'completed');
    });
  }

  for (const kind of ['linkToFolder', 'linkToNowhere', 'file'] as const) {
    it(`saves a checkpoint where somebody put a ${kind}, which makes way, and says so`, async function () {
      if (process.platform === 'win32' && kind !== 'file') this.skip();
      const outside = path.join(folder(), 'outside');
      mkdirSync(outside);
      writeFileSync(path.join(outside, 'precious.txt'), 'mine');
      const before = contentsOf(outside);
      const directory = await newTinyRun(path.join(folder(), 'runs'));
      const place = path.join(runFiles(directory).checkpoints, '15');
      const stop = new AbortController();
      await carryOutRun(directory, {
        signal: stop.signal,
        onProgress: (progress) => progress.kind === 'iteration' && stop.abort(),
      });
      if (kind === 'file') writeFileSync(place, 'hi');
      else symlinkSync(kind === 'linkToFolder' ? outside : path.join(folder(), 'nowhere'), place);
      const warnings: string[] = [];
      const { state } = await carryOutRun(directory, {
        onProgress: (progress) => progress.kind === 'warning' && warnings.push(progress.message),
      });
      assert.equal(state, 'completed');
      assert.match(
        warnings.join('\n'),
        /What stood in the place of the checkpoint 15 was taken away: .*15 is a (symbolic link|file where a folder should be)/,
      );
      assert.deepEqual(contentsOf(outside), before);
      assert.ok(!existsSync(path.join(folder(), 'nowhere')));
    });
  }
});
