// Mangled image data sets: each is refused with a message that names it, or read with what was passed over stated;
// never a crash.

import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { randomStream } from '../../../../src/engine/random.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import {
  classTree,
  type LoadedImages,
  loadImages,
  snapshotOf,
  writeTree,
  writeZip,
} from '../../../support/imageData.ts';
import { manglings } from '../../../support/mangledImages.ts';
import { mangledZips, withZip64 } from '../../../support/mangledZips.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testSecret } from '../../../support/testSecret.ts';

const seeds = [1];
const classes = Array.from({ length: 7 }, (_, index) => `class ${index}`);
const goodTree = (seed: number) => classTree(classes, 4, randomStream(seed, 'split', 1));

describe('mangled images of the user’s own', function () {
  // Bounds the time of each: good data of this size take milliseconds.
  this.timeout(20_000);
  const folder = useTemporaryFolder();

  /** Loads twice, the second time from the cache where there is one, and sees to it that nothing else is written. */
  async function expectNoHarm(location: string, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const cacheFolder = path.join(folder(), 'cache');
    await mkdir(cacheFolder);
    const outside = async () => (await snapshotOf(folder())).filter((line) => !line.startsWith('cache'));
    const before = await outside();
    const first = await attempt(location, settings, cacheFolder);
    assert.deepEqual(await attempt(location, settings, cacheFolder), first, 'the second time it is the same');
    assert.deepEqual(await outside(), before, 'nothing is written outside of the cache');
  }

  async function attempt(
    location: string,
    settings: Readonly<Record<string, unknown>>,
    cacheFolder: string,
  ): Promise<string[]> {
    let loaded: LoadedImages;
    try {
      loaded = await loadImages(location, settings, {}, { cache: { folder: cacheFolder, secret: testSecret } });
    } catch (error) {
      assert.ok(error instanceof TaskError, error instanceof Error ? error.stack : String(error));
      const name = path.basename(location);
      assert.ok(error.message.includes(name) || /"nobody"/.test(error.message), `names the data: ${error.message}`);
      assert.doesNotMatch(error.message, /[\p{Cc}]/u);
      return [error.message];
    }
    const { set, notes } = loaded;
    assert.ok(notes.length > 1, `states what was passed over: ${notes.join(' ')}`);
    for (const note of notes) assert.doesNotMatch(note, /[\p{Cc}]/u);
    assert.ok(set.trainingClasses.length >= 2 && set.heldOutClasses.length >= 2);
    assert.ok([...set.trainingClasses, ...set.heldOutClasses].every(({ images }) => images.length >= 2));
    return [...notes];
  }

  for (const seed of seeds) {
    for (const { name, mangle } of manglings) {
      const mangled = () => {
        const tree = goodTree(seed);
        return { tree, settings: { heldOut: 0.4, ...mangle(tree, randomStream(seed, 'split', 2)) } };
      };
      it(`${name}, in a folder (${seed})`, async () => {
        const { tree, settings } = mangled();
        await mkdir(path.join(folder(), 'mangled'));
        await expectNoHarm(await writeTree(path.join(folder(), 'mangled'), tree), settings);
      });
      it(`${name}, in a zip (${seed})`, async () => {
        const { tree, settings } = mangled();
        await expectNoHarm(await writeZip(path.join(folder(), 'mangled.zip'), tree), settings);
      });
    }
    for (const { name, make } of mangledZips) {
      it(`a zip: ${name} (${seed})`, async () => {
        const file = path.join(folder(), 'mangled.zip');
        await writeFile(file, make(goodTree(seed), randomStream(seed, 'split', 3)));
        await expectNoHarm(file, { heldOut: 0.4 });
      });
    }
  }

  it('the good data set that they were made of is read without a word', async () => {
    for (const location of [
      await writeTree(path.join(folder(), 'good'), goodTree(1)),
      await writeZip(path.join(folder(), 'good.zip'), goodTree(1)),
    ]) {
      assert.equal((await loadImages(location, { heldOut: 0.4 })).notes.length, 1);
    }
  });

  it('links in circles, links that lead nowhere, and empty folders', async () => {
    const location = await writeTree(path.join(folder(), 'linked'), goodTree(1));
    await symlink(location, path.join(location, 'class 0', 'around'), 'dir');
    await symlink(path.join(location, 'nowhere'), path.join(location, 'class 7'), 'dir');
    await symlink(path.join(location, 'class 1'), path.join(location, 'class 8'), 'dir');
    await mkdir(path.join(location, 'class 9'));
    const { set, notes } = await loadImages(location, { heldOut: 0.4 });
    const names = [...set.trainingClasses, ...set.heldOutClasses].map(({ name }) => name).sort();
    assert.deepEqual(names, [...classes, 'class 8']);
    assert.ok(notes.some((note) => /not followed: "class 0\/around"\.$/.test(note)));
    assert.ok(notes.some((note) => /lead nowhere or may not be read were passed over: "class 7"\.$/.test(note)));
    assert.ok(notes.some((note) => /1 folder without images take no part: "class 9"\.$/.test(note)));
  });

  it('names of any script, with line breaks, of any length', async function () {
    if (process.platform === 'win32') this.skip();
    const names = ['日本語', 'a\nb', 'naïve', '🐈', "'; rm -rf", '%2e%2e', 'x'.repeat(200)];
    const inFolder = await loadImages(await writeTree(path.join(folder(), 'names'), classTree(names)), {
      heldOutClasses: ['a\nb', 'nai\u0308ve'],
    });
    assert.deepEqual([inFolder.set.heldOutClasses[0]?.name, inFolder.set.heldOutClasses[1]?.name], ['a\nb', 'naïve']);
    assert.equal(inFolder.set.trainingClasses.length, 5);
    const zip = await writeZip(path.join(folder(), 'names.zip'), classTree(names));
    const inZip = await loadImages(zip, { heldOutClasses: ['日本語', '🐈'] });
    assert.equal(inZip.set.trainingClasses.length, 5);
  });

  it('a hundred thousand classes', async function () {
    this.timeout(120_000);
    const image = Object.values(classTree(['a'], 1))[0] ?? new Uint8Array(0);
    const tree = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`class ${index}/0.png`, image]));
    const zip = path.join(folder(), 'many.zip');
    const withoutZip64 = zipSync(tree, { level: 0 });
    await writeFile(zip, withoutZip64);
    await assert.rejects(loadImages(zip), /more entries than it says.*many\.zip|many\.zip.*more entries than it says/);
    await writeFile(zip, withZip64(withoutZip64, 100_000));
    await assert.rejects(
      loadImages(zip),
      /none of the 80,000 training classes of .* has 2 images or more that can be used \(task\.trainShots\)\. Too small: .* and 79,997 others/,
    );
  });
});
