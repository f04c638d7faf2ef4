// Damaged data sets: a refusal that names the file, or a recording like any other; never a crash, and nothing written
// outside the cache.

import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { randomStream } from '../../../../src/engine/random.ts';
import type { SpeechTaskSpec } from '../../../../src/experiment/schema.ts';
import type { LoadOptions } from '../../../../src/tasks/loadOptions.ts';
import { loadSpeech } from '../../../../src/tasks/speech/loadSpeech.ts';
import { createSpeechDistribution } from '../../../../src/tasks/speech/speechTasks.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testSecret } from '../../../support/testSecret.ts';
import { wavFile } from '../../../support/wavFiles.ts';
import { manglings } from './mangle.ts';
import {
  allRecordings,
  people,
  recordingBytes,
  recordingNames,
  speechTask,
  words,
  writeFiles,
} from './speechFolder.ts';

const seeds = [1, 2, 3];

describe('damaged speech data sets', () => {
  const folder = useTemporaryFolder();

  for (const { name, outcome, says, mangle } of manglings) {
    it(`with ${name}: ${outcome}`, async () => {
      for (const seed of seeds) {
        const random = randomStream(seed, 'split');
        const victim = recordingNames[random.integer(recordingNames.length)] ?? '';
        const files = allRecordings();
        files.set(victim, mangle(recordingBytes(victim), random));
        const location = path.join(folder(), seed === 3 ? 'speech.zip' : `speech-${seed}`);
        if (seed === 3) await writeFile(location, zipSync(Object.fromEntries(files)));
        else await writeFiles(location, files);
        const error = await failureOf(speechTask(location));
        if (outcome === 'harmless') assert.equal(error, undefined);
        if (outcome === 'refused') assert.ok(error !== undefined, `seed ${seed} was not refused`);
        if (error === undefined) continue;
        assert.ok(error.message.includes(victim) && error.message.includes(location), error.message);
        if (says !== undefined) assert.match(error.message, says);
      }
    });
  }

  describe('as a whole', () => {
    it('with empty classes: they are none', async () => {
      await writeFiles(folder(), inFolders(allRecordings()));
      await mkdir(path.join(folder(), 'four'));
      const task = speechTask('.', { changes: { files: '{class}/{speaker}_{take}.wav' } });
      const set = await loadSpeech(task, folder(), {});
      assert.equal(set.heldOutClasses.length, words.length);
    });

    it('with classes of one recording: refused by name', async () => {
      const files = allRecordings();
      for (const take of [1, 2, 3]) files.delete(`two_bob_${take}.wav`);
      await writeFiles(folder(), files);
      assert.match(
        (await failureOf(speechTask('.')))?.message ?? '',
        /recordings of a class, but the held-out class two \(bob\) has only 1/,
      );
    });

    it('with a single class, or a single speaker: refused', async () => {
      const some = (wanted: RegExp) => new Map([...allRecordings()].filter(([name]) => wanted.test(name)));
      await writeFiles(path.join(folder(), 'one word'), some(/^one/));
      assert.match((await failureOf(speechTask('one word')))?.message ?? '', /task\.ways is 2, but/);
      await writeFiles(path.join(folder(), 'one speaker'), some(/_bob_/));
      assert.match((await failureOf(speechTask('one speaker')))?.message ?? '', /there are only 0 training classes/);
      const random = speechTask('one speaker', { changes: { holdOut: { by: 'randomSpeakers' } } });
      assert.match((await failureOf(random))?.message ?? '', /there are only 0 training classes/);
    });

    it('with folders and broken links under the names of recordings: passed over', async function () {
      if (process.platform === 'win32') {
        console.log('      skipped: making links takes rights that users of Windows lack');
        this.skip();
      }
      await writeFiles(folder(), allRecordings());
      await mkdir(path.join(folder(), 'one_dan_0.wav'));
      await symlink(path.join(folder(), 'nothing'), path.join(folder(), 'one_dan_1.wav'));
      const notes: string[] = [];
      const set = await loadSpeech(speechTask('.'), folder(), { onNote: (note) => notes.push(note) });
      assert.equal(set.trainingClasses.length, words.length * (people.length - 1));
      assert.ok(
        notes.some((note) => note.includes('one_dan_1.wav')),
        notes.join('\n'),
      );
    });

    it('with files that may not be read: refused by name', async function () {
      if (process.platform === 'win32' || process.getuid?.() === 0) {
        console.log('      skipped: this user may read everything');
        this.skip();
      }
      await writeFiles(folder(), allRecordings());
      await chmod(path.join(folder(), 'two_cem_3.wav'), 0);
      assert.match((await failureOf(speechTask('.')))?.message ?? '', /two_cem_3\.wav: permission is missing/);
    });

    it('with names of any characters: like any others', async () => {
      const odd = ['日本', 'a b', "it's", '%20', 'ünï', '$(x)'];
      const files = new Map(
        odd.flatMap((word) =>
          people.flatMap((person) =>
            [0, 1, 2].map((take) => [`${word}_${person}_${take}.wav`, recordingBytes('one_ann_0.wav')] as const),
          ),
        ),
      );
      await writeFiles(folder(), files);
      const set = await loadSpeech(speechTask('.'), folder(), {});
      assert.deepEqual(set.heldOutClasses.map(({ name }) => name).sort(), odd.map((word) => `${word} (bob)`).sort());
    });

    it('with a recording of hours: refused by name', async () => {
      await writeFiles(folder(), allRecordings());
      await writeFile(
        path.join(folder(), 'two_cem_3.wav'),
        Buffer.concat([recordingBytes('two_cem_3.wav'), Buffer.alloc(33 * 2 ** 20)]),
      );
      assert.match((await failureOf(speechTask('.')))?.message ?? '', /two_cem_3\.wav is larger than 32 MiB/);
      const slow = wavFile({ sampleRate: 1000, bits: 8, values: new Array(1_000_000).fill(0) });
      await writeFile(path.join(folder(), 'two_cem_3.wav'), slow);
      assert.match(
        (await failureOf(speechTask('.')))?.message ?? '',
        /two_cem_3\.wav is 17 minutes long at the 1,000 Hz.*at most 10 are read/,
      );
    });
  });

  describe('in zips', () => {
    const zipped = (more: Zippable = {}) => zipSync({ ...Object.fromEntries(allRecordings()), ...more });

    it('that lead out of themselves: refused, and nothing is written there', async () => {
      const inside = path.join(folder(), 'inside');
      await mkdir(inside);
      for (const name of ['../evil_ann_0.wav', '/evil_ann_0.wav', 'a/../../evil_ann_0.wav', 'C:/evil_ann_0.wav']) {
        await writeFile(path.join(inside, 'speech.zip'), zipped({ [name]: recordingBytes('one_ann_0.wav') }));
        const error = await failureOf(speechTask(path.join(inside, 'speech.zip')));
        assert.ok(error?.message.includes('speech.zip'), error?.message);
      }
      assert.deepEqual(await readdir(folder()), ['cache', 'inside']);
      assert.deepEqual(await readdir(inside), ['speech.zip']);
    });

    it('that unpack to far more than they hold: refused', async () => {
      const zip = path.join(folder(), 'bomb.zip');
      await writeFile(zip, zipped({ 'one_ann_9.wav': new Uint8Array(40 * 2 ** 20) }));
      assert.match((await failureOf(speechTask(zip)))?.message ?? '', /bomb\.zip.*(one_ann_9\.wav|unpack)/);
      const lying = Buffer.from(zipped());
      // The sizes of the first entry, in the central directory at the end.
      const directory = lying.indexOf('PK\u0001\u0002');
      lying.writeUInt32LE(0x7fff_ffff, directory + 24);
      await writeFile(zip, lying);
      assert.ok((await failureOf(speechTask(zip)))?.message.includes('bomb.zip'));
    });

    for (const seed of seeds) {
      it(`that are cut off or have flipped bytes: refused or whole (seed ${seed})`, async () => {
        const random = randomStream(seed, 'split');
        const sound = Buffer.from(zipped());
        const zip = path.join(folder(), 'speech.zip');
        await writeFile(zip, sound.subarray(0, random.integer(sound.length)));
        assert.ok((await failureOf(speechTask(zip)))?.message.includes('speech.zip'));
        for (let flip = 0; flip < 10; flip++) {
          const flipped = Buffer.from(sound);
          flipped.writeUInt8(random.integer(256), random.integer(sound.length));
          await writeFile(zip, flipped);
          const error = await failureOf(speechTask(zip));
          if (error !== undefined) assert.ok(error.message.includes('speech.zip'), error.message);
        }
      });
    }

    it('that are none: refused', async () => {
      const zip = path.join(folder(), 'speech.zip');
      await writeFile(zip, 'not a zip');
      assert.match((await failureOf(speechTask(zip)))?.message ?? '', /speech\.zip cannot be read as a zip/);
    });
  });

  /**
   * Loads, draws a task of each kind, and checks that no file but the cache's has come or gone. The TaskError that it
   * ends in, or undefined.
   */
  async function failureOf(task: SpeechTaskSpec): Promise<TaskError | undefined> {
    const cacheFolder = path.join(folder(), 'cache');
    await rm(cacheFolder, { recursive: true, force: true });
    await mkdir(cacheFolder);
    const before = await filesOutside(cacheFolder);
    const options: LoadOptions = { cache: { folder: cacheFolder, secret: testSecret } };
    const error = await loadAndDraw(task, options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.deepEqual(await filesOutside(cacheFolder), before);
    assert.ok(error === undefined || error instanceof TaskError, String(error));
    return error;
  }

  async function loadAndDraw(task: SpeechTaskSpec, options: LoadOptions): Promise<void> {
    const set = await loadSpeech(task, folder(), options);
    assert.ok(set.spectrograms.every(Number.isFinite));
    const distribution = createSpeechDistribution(task, set);
    distribution.sampleTrainingTask(randomStream(0, 'training-task', 0));
    const drawn = distribution.sampleHeldOutTask(randomStream(0, 'evaluation-task', 0), 0);
    assert.equal(distribution.illustrate(drawn).illustration.kind, 'spectrograms');
  }

  async function filesOutside(cacheFolder: string): Promise<string[]> {
    const files = await readdir(folder(), { recursive: true });
    return files.filter((file) => !path.join(folder(), file).startsWith(cacheFolder)).sort();
  }
});

/** `word/person_take.wav` */
function inFolders(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...files].map(([name, bytes]) => [name.replace('_', '/'), bytes]));
}
