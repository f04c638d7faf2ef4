// Names in folders of any size: taken in stretches, chosen by rank, looked at the less often the more they are.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { crowdIn, describeCrowd } from '../../../src/base/crowd.ts';
import { chooseEntries, chooseNames, PatientLook, visitEntries } from '../../../src/base/folderNames.ts';
import { RefusedFileError } from '../../../src/base/refusedFile.ts';
import { untranslated } from '../../../src/base/translate.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the names in a folder', () => {
  const folder = useTemporaryFolder();
  const fill = (names: Iterable<string>) => {
    for (const name of names) writeFileSync(path.join(folder(), name), '');
  };
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index}.json`);
  const newestFirst = (name: string) => (name.endsWith('.json') ? -Number.parseInt(name, 10) : undefined);

  it('leave others a turn every thousand of them', async () => {
    fill(numbered(8000));
    let [atOnce, most, all] = [0, 0, 0];
    let next = setImmediate(function take() {
      atOnce = 0;
      next = setImmediate(take);
    });
    await visitEntries(folder(), () => {
      all++;
      most = Math.max(most, ++atOnce);
    });
    clearImmediate(next);
    assert.equal(all, 8000);
    assert.ok(most <= 2048, `${most} at once`);
  });

  it('are all visited once, whatever number of them lies in a stretch', async () => {
    for (const count of [0, 1, 1023, 1024, 1025, 2048, 2100]) {
      const inside = path.join(folder(), String(count));
      mkdirSync(inside);
      for (const name of numbered(count)) writeFileSync(path.join(inside, name), '');
      const visited: string[] = [];
      await visitEntries(inside, async ({ name }) => {
        visited.push(name);
        if (visited.length % 500 === 0) await rm(path.join(inside, name));
      });
      assert.deepEqual(visited.sort(), numbered(count).sort());
    }
  });

  it('are chosen by rank, as sorting all of them would, and what is left out is counted', async () => {
    fill(['notes.txt', ...numbered(500)]);
    for (const most of [1, 7, 400, 500, 1000]) {
      const chosen = await chooseEntries(folder(), { rankOf: newestFirst, most });
      assert.deepEqual(chosen.names, numbered(500).reverse().slice(0, most));
      assert.deepEqual([chosen.leftOut, chosen.seen], [Math.max(0, 500 - most), 501]);
    }
    const { names } = await chooseNames(folder(), { rankOf: () => 0, most: 3 });
    assert.deepEqual(names, ['0.json', '1.json', '10.json'], 'equal ranks go by the alphabet');
  });

  it('are none where there is no folder, and refused through a link', async function () {
    const choice = { rankOf: () => 0, most: 10 };
    assert.deepEqual(await chooseNames(path.join(folder(), 'none'), choice), { names: [], leftOut: 0, seen: 0 });
    if (process.platform === 'win32') this.skip();
    mkdirSync(path.join(folder(), 'there'));
    symlinkSync(path.join(folder(), 'there'), path.join(folder(), 'link'));
    await assert.rejects(chooseNames(path.join(folder(), 'link'), choice), RefusedFileError);
    assert.equal((await chooseEntries(path.join(folder(), 'link'), choice)).seen, 0);
  });

  it('are said to be too many where some are left out', () => {
    assert.equal(crowdIn('/samples', { names: ['1'], leftOut: 0 }, 'undrawableSamples'), undefined);
    const crowd = crowdIn('/samples', { names: ['1'], leftOut: 3 }, 'undrawableSamples');
    assert.match(
      crowd === undefined ? '' : describeCrowd(crowd, untranslated),
      /^\/samples holds very many samples that cannot be drawn: no more than 1 of them are looked at\. Move away/,
    );
  });

  it('are looked at again at once where they are few, and after a rest where they are many', async () => {
    let looks = 0;
    const lookAt = (seen: number) => new PatientLook(async () => ({ seen, look: ++looks }));
    const few = lookAt(20);
    assert.deepEqual([(await few.now()).look, (await few.now()).look], [1, 2]);
    const slow = new PatientLook(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { seen: 300_000, look: ++looks };
    });
    assert.deepEqual([(await slow.now()).look, (await slow.now()).look], [3, 3]);
  });
});
