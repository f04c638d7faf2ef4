// A file of JSON lines while a program adds to it, begins it anew or exchanges it.

import assert from 'node:assert/strict';
import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MetricFile } from '../../../../src/trainer/external/metricFile.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('lines of figures', () => {
  const folder = useTemporaryFolder();
  const place = () => path.join(folder(), 'metrics.jsonl');
  const lines = (first: number, last: number, score = 1) =>
    Array.from({ length: last - first + 1 }, (_, index) => `{"step": ${first + index}, "score": ${score}}\n`).join('');

  /** Reads until nothing comes: `step/score` of each figure. */
  async function read(file: MetricFile): Promise<readonly string[]> {
    const all: string[] = [];
    for (let figures = await file.readNew(); figures.length > 0; figures = await file.readNew())
      all.push(...figures.map(({ iteration, value }) => `${iteration}/${value}`));
    return all;
  }

  const open = () => new MetricFile(place(), (message) => assert.fail(message));

  it('are told once, as they come, also where the whole file is exchanged for one that goes on', async () => {
    const file = open();
    assert.deepEqual(await read(file), []);
    await writeFile(place(), lines(1, 3));
    assert.deepEqual(await read(file), ['1/1', '2/1', '3/1']);
    await appendFile(place(), lines(4, 4).slice(0, 8));
    assert.deepEqual(await read(file), []);
    await appendFile(place(), lines(4, 4).slice(8));
    assert.deepEqual(await read(file), ['4/1']);
    await writeFile(`${place()}.new`, lines(1, 6));
    await rename(`${place()}.new`, place());
    assert.deepEqual(await read(file), ['5/1', '6/1']);
    assert.deepEqual(await read(file), []);
  });

  it('are read in parts, between which others have their turn', async () => {
    await writeFile(place(), lines(1, 50_000));
    const file = open();
    const counts: number[] = [];
    for (let figures = await file.readNew(); figures.length > 0; figures = await file.readNew())
      counts.push(figures.length);
    assert.ok(Math.max(...counts) < 15_000, `${counts}`);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      50_000,
    );
  });

  for (const [how, count] of [
    ['shorter', 2],
    ['as long', 3],
    ['longer', 20],
  ] as const) {
    it(`of another file in its place, which is ${how}, are told from the beginning`, async () => {
      const file = open();
      await writeFile(place(), lines(1, 3));
      await read(file);
      await writeFile(`${place()}.new`, lines(1, count, 2));
      await rename(`${place()}.new`, place());
      assert.deepEqual(
        await read(file),
        Array.from({ length: count }, (_, index) => `${index + 1}/2`),
      );
    });
  }

  it('of a file that is begun anew, and longer before anybody looks, are told from the beginning', async () => {
    const file = open();
    await writeFile(place(), lines(1, 3));
    await read(file);
    await truncate(place());
    await writeFile(place(), lines(5, 20, 2));
    assert.equal((await read(file)).length, 16);
  });

  it('of a file that is written whole, and holds as many bytes as before, are told', async () => {
    const file = open();
    const told: string[] = [];
    for (let step = 10; step < 20; step++) {
      await writeFile(place(), lines(step, step));
      told.push(...(await read(file)));
    }
    // Two files in turn, as systems give away again what they have just got back.
    for (let step = 20; step < 24; step++) {
      for (const each of [step, step]) {
        await writeFile(`${place()}.new`, lines(each, each));
        await rename(`${place()}.new`, place());
      }
      told.push(...(await read(file)));
    }
    assert.deepEqual(
      told,
      Array.from({ length: 14 }, (_, index) => `${index + 10}/1`),
    );
    assert.deepEqual(await read(file), []);
  });

  it('are told once of a file that is written whole at each step, wherever in it somebody looks', async () => {
    const file = open();
    const told: string[] = [];
    for (let step = 1; step <= 12; step++) {
      const whole = lines(1, step);
      await truncate(place()).catch(() => undefined);
      for (let written = 0; written < whole.length; written += 37) {
        await appendFile(place(), whole.slice(written, written + 37));
        told.push(...(await read(file)));
      }
    }
    assert.deepEqual(
      told,
      Array.from({ length: 12 }, (_, index) => `${index + 1}/1`),
    );
    // From the first line on that says something else.
    await truncate(place());
    await appendFile(place(), lines(1, 4) + lines(5, 7, 2));
    assert.deepEqual(await read(file), ['5/2', '6/2', '7/2']);
    await truncate(place());
    await appendFile(place(), lines(1, 4) + lines(5, 8, 2));
    assert.deepEqual(await read(file), ['8/2']);
    file.restart();
    assert.equal((await read(file)).length, 8, 'asked for, everything is told again');
  });
});
