import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { randomStream } from '../../../../src/engine/random.ts';
import type { SpeechTaskSpec } from '../../../../src/experiment/schema.ts';
import type { LoadOptions, LoadProgress } from '../../../../src/tasks/loadOptions.ts';
import { unpackText } from '../../../../src/tasks/packedTexts.ts';
import { createFeatureExtractor } from '../../../../src/tasks/speech/featureExtractor.ts';
import { loadSpeech } from '../../../../src/tasks/speech/loadSpeech.ts';
import { createSpeechDistribution } from '../../../../src/tasks/speech/speechTasks.ts';
import { readWav } from '../../../../src/tasks/speech/wav.ts';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { sharedDataOrSkip } from '../../../support/sharedData.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { testSecret } from '../../../support/testSecret.ts';
import {
  allRecordings,
  people,
  recordingBytes,
  recordingNames,
  speechTask,
  takes,
  words,
  writeFiles,
} from './speechFolder.ts';

describe('speech data sets', () => {
  const folder = useTemporaryFolder();

  it('tell of recordings that stand on both sides, or in one class, under other names', async () => {
    const notesOf = async (more: Readonly<Record<string, string>>) => {
      const files = allRecordings();
      for (const [name, copied] of Object.entries(more)) files.set(name, recordingBytes(copied));
      await writeFiles(folder(), files);
      const notes: string[] = [];
      await loadSpeech(speechTask('.'), folder(), { onNote: (note) => notes.push(note) });
      return notes.join('\n');
    };
    assert.doesNotMatch(await notesOf({}), /sample for sample|in the same class already/);
    const told = await notesOf({ 'one_bob_9.wav': 'two_ann_1.wav', 'two_cem_9.wav': 'two_cem_0.wav' });
    assert.match(
      told,
      /1 recording of 1 held-out class \("one \(bob\)"\) is trained on, too, sample for sample, .*"one_bob_9\.wav" is "two_ann_1\.wav", of the class "two \(ann\)"/,
    );
    assert.match(told, /1 recording stands in the same class already under another name, .*"two_cem_9\.wav"/);
  });

  it('tell of a speaker who is written in two ways, and of such words, on whichever side they are', async () => {
    const files = allRecordings();
    for (const name of recordingNames.filter((each) => each.includes('_ann_')))
      files.set(name.replace('_ann_', '_Bob_'), recordingBytes(name, 16_000));
    files.set('One_ann_9.wav', recordingBytes('one_ann_9.wav', 16_000));
    await writeFiles(folder(), files);
    const notesOf = async (holdOut: object) => {
      const notes: string[] = [];
      await loadSpeech(speechTask('.', { changes: { holdOut } }), folder(), { onNote: (note) => notes.push(note) });
      return notes.join('\n');
    };
    const bySpeaker = await notesOf({ by: 'speakers', speakers: ['bob'] });
    assert.match(bySpeaker, /speakers that are held out may be trained on, too, .*"bob" is held out and "Bob" trains/);
    assert.match(bySpeaker, /words that may be the same, .* are two words: "One" and "one"/);
    const byWord = await notesOf({ by: 'classes', classes: ['one', 'two'] });
    assert.match(byWord, /words that are held out may be trained on, too, .*"one" is held out and "One" trains/);
    assert.match(byWord, /speakers that may be the same, .*"Bob" and "bob"/);
  });

  it('become spectrograms in the order of their names, by class and speaker', async () => {
    await writeFiles(folder(), allRecordings());
    const task = speechTask('.');
    const set = await loadSpeech(task, folder(), {});
    assert.deepEqual([set.bands, set.frames, set.seconds], [8, 9, 0.1]);
    assert.deepEqual([set.lowestFrequency, set.highestFrequency], [0, 4000]);
    assert.deepEqual(
      set.heldOutClasses.map(({ name, recordings }) => [name, recordings.length]),
      words.map((word) => [`${word} (bob)`, takes]),
    );
    assert.equal(set.trainingClasses.length, words.length * (people.length - 1));
    const extract = createFeatureExtractor(task.features);
    const sorted = [...recordingNames].sort();
    sorted.forEach((name, number) => {
      assert.deepEqual(
        set.spectrograms.slice(number * 72, (number + 1) * 72),
        extract(readWav(recordingBytes(name), name)),
        name,
      );
    });
    assert.ok(set.spectrograms.buffer instanceof SharedArrayBuffer);
  });

  it('are the same from a folder, from a zip, and below other folders', async () => {
    await writeFiles(folder(), allRecordings());
    const zip = path.join(folder(), 'speech.zip');
    const zipped = Object.fromEntries([...allRecordings()].map(([name, bytes]) => [`top/recordings/${name}`, bytes]));
    await writeFile(zip, zipSync({ ...zipped, 'top/README.md': Buffer.from('hello') }));
    const { names: _, ...fromFolder } = await loadSpeech(speechTask('.'), folder(), {});
    const { names, ...fromZip } = await loadSpeech(speechTask(zip), '/', {});
    assert.deepEqual(fromZip, fromFolder);
    assert.match(unpackText(names, 0), /^top\/recordings\//, 'a sample is named by its whole path');
  });

  it('are resampled, whatever their rates', async () => {
    const files = allRecordings();
    for (const name of recordingNames.filter((_, index) => index % 2 === 0))
      files.set(name, recordingBytes(name, 44_100));
    await writeFiles(path.join(folder(), 'mixed'), files);
    await writeFiles(path.join(folder(), 'same'), allRecordings());
    const features = { normalization: 'none', dynamicRange: 40 } as const;
    const mixed = await loadSpeech(speechTask('mixed', { features }), folder(), {});
    const same = await loadSpeech(speechTask('same', { features }), folder(), {});
    // Resampling and 16 bits change a spectrogram far less than 40 dB below its loudest value; at the ends the filter
    // rings.
    const differences = same.spectrograms.map((value, index) =>
      Math.abs(value - (mixed.spectrograms[index] ?? Number.NaN)),
    );
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    assert.ok(mean < 0.3, `${mean} dB`);
  });

  it('tell of their progress and of what was passed over, and stop when asked to', async () => {
    const files = allRecordings();
    files.set('a comment.wav', recordingBytes('one_ann_0.wav'));
    files.set('notes.txt', Buffer.from('nothing'));
    await writeFiles(folder(), files);
    const progress: LoadProgress[] = [];
    const notes: string[] = [];
    const options: LoadOptions = { onProgress: (step) => progress.push(step), onNote: (note) => notes.push(note) };
    await loadSpeech(speechTask('.'), folder(), options);
    assert.deepEqual(progress.at(-1), { activity: 'analysingRecordings', done: 36, total: 36 });
    assert.deepEqual(notes, [
      `${folder()}: not named like "{class}_{speaker}_{take}.wav" and passed over: "a comment.wav".`,
    ]);
    const stop = new AbortController();
    const stopping = loadSpeech(speechTask('.'), folder(), {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await assert.rejects(stopping, /enough/);
  });

  it('are known by their content, whatever their names end in, and what is none is told by what it is', async () => {
    const endings = ['.WAV', '', '.wave', '.wav.download', '.audio', '.wav'];
    const renamed = [...allRecordings()].map(
      ([name, bytes], index) => [name.replace('.wav', endings[index % endings.length] ?? ''), bytes] as const,
    );
    const strangers: readonly (readonly [string, string])[] = [
      ['one_dora_0.flac', 'fLaC\0\0\0\x22'],
      ['one_dora_1.flac', 'fLaC\0\0\0\x22'],
      ['one_dora_2', 'ID3\x04\0\0\0\0\0\0'],
      ['one_dora_3.audio', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'],
      ['one_dora_4.txt', 'what was said'],
      ['readme', 'about this'],
    ];
    await writeFiles(
      folder(),
      new Map([...renamed, ...strangers.map(([name, text]) => [name, Buffer.from(text)] as const)]),
    );
    const notes: string[] = [];
    const set = await loadSpeech(speechTask('.'), folder(), { onNote: (note) => notes.push(note) });
    assert.equal(set.trainingClasses.length, words.length * 2);
    assert.match(notes.join('\n'), /read as WAV files, which they are by their content: "one_ann_1", .* 21 others/);
    assert.match(notes.join('\n'), /no WAV files: 2 files: a FLAC file \("one_dora_0\.flac" and "one_dora_1\.flac"\)/);
    assert.match(notes.join('\n'), /1 file: an MP3 file .*1 file: a pointer of Git LFS, not the file itself/);
    await writeFiles(path.join(folder(), 'none'), new Map(strangers.map(([name, text]) => [name, Buffer.from(text)])));
    await assertRefused(
      speechTask('none'),
      /none holds no WAV files\. Named like .*2 files: a FLAC file .*pointer of Git LFS.* Convert recordings to WAV/,
    );
  });

  it('say what was passed over where that is why they cannot be split', async () => {
    const pointer = Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
    const files = [...allRecordings()].map(([name, bytes]) =>
      name.includes('bob') ? ([name.replace('.wav', ''), pointer] as const) : ([name, bytes] as const),
    );
    await writeFiles(folder(), new Map(files));
    await assertRefused(speechTask('.'), /bob.*12 files: a pointer of Git LFS, not the file itself/);
  });

  it('tell of headers that are wrong, also when the spectrograms are kept', async () => {
    const files = allRecordings();
    const unsized = recordingBytes('one_ann_0.wav');
    unsized.writeUInt32LE(0, 40);
    await writeFiles(folder(), files.set('one_ann_0.wav', unsized));
    const cache = { folder: path.join(folder(), '.cache'), secret: testSecret };
    for (let time = 0; time < 2; time++) {
      const notes: string[] = [];
      await loadSpeech(speechTask('.'), folder(), { cache, onNote: (note) => notes.push(note) });
      assert.match(notes.join(), /of 1 recording, "one_ann_0\.wav": its header says that it holds no samples/);
    }
  });

  it('tell of speakers who have too few words for a task, and leave them out', async () => {
    const files = new Map([...allRecordings()].filter(([name]) => !/(one|two)_cem/.test(name)));
    await writeFiles(folder(), files);
    const notes: string[] = [];
    const task = speechTask('.');
    const set = await loadSpeech(task, folder(), { onNote: (note) => notes.push(note) });
    assert.deepEqual(notes, [`${folder()}: speakers with fewer than the 2 words of a task take no part: "cem".`]);
    const { sampleTrainingTask } = createSpeechDistribution(task, set);
    const byCem = new Set(set.trainingClasses.find(({ speaker }) => speaker === 'cem')?.recordings);
    assert.equal(byCem.size, takes);
    const size = set.bands * set.frames;
    const heard = new Set(
      [...byCem].map((number) => set.spectrograms.slice(number * size, (number + 1) * size).join()),
    );
    for (let index = 0; index < 50; index++) {
      const { inputs, count } = sampleTrainingTask(randomStream(0, 'training-task', index));
      for (let sample = 0; sample < count; sample++)
        assert.ok(!heard.has(inputs.slice(sample * size, (sample + 1) * size).join()));
    }
  });

  it('are computed once, and again when a file or a setting changes', async () => {
    await writeFiles(path.join(folder(), 'data'), allRecordings());
    const cacheFolder = path.join(folder(), 'cache');
    const load = async (task: SpeechTaskSpec) => {
      let analysed = 0;
      const set = await loadSpeech(task, folder(), {
        cache: { folder: cacheFolder, secret: testSecret },
        onProgress: ({ done }) => {
          analysed = done;
        },
      });
      return { set, analysed };
    };
    const first = await load(speechTask('data'));
    assert.equal(first.analysed, 36);
    const again = await load(speechTask('data'));
    assert.equal(again.analysed, 0);
    assert.deepEqual(again.set, first.set);
    assert.equal((await readdir(cacheFolder)).length, 1);
    assert.equal((await load(speechTask('data', { features: { dynamicRange: 60 } }))).analysed, 36);
    await writeFile(path.join(folder(), 'data', 'one_ann_0.wav'), recordingBytes('one_ann_0.wav', 16_000));
    const changed = await load(speechTask('data'));
    assert.equal(changed.analysed, 36);
    assert.notDeepEqual(changed.set.spectrograms, first.set.spectrograms);
    // Which classes are held out changes no spectrogram.
    assert.equal(
      (await load(speechTask('data', { changes: { holdOut: { by: 'classes', classes: ['one', 'two'] } } }))).analysed,
      0,
    );
    for (const entry of await readdir(cacheFolder)) await writeFile(path.join(cacheFolder, entry), 'damaged');
    assert.deepEqual((await load(speechTask('data'))).set, changed.set);
  });

  it('are computed from the recordings that are there, whatever others of equal names, sizes and times were', async () => {
    const made = new Date('1980-01-01T00:00:00Z');
    const write = async (name: string, shift: number) => {
      const files = new Map(
        recordingNames.map((recording, place) => {
          const other = recordingNames[(place + shift) % recordingNames.length] ?? '';
          return [recording, recordingBytes(other)];
        }),
      );
      await writeFiles(path.join(folder(), name), files);
      for (const recording of recordingNames) await utimes(path.join(folder(), name, recording), made, made);
    };
    const cache = { folder: path.join(folder(), 'cache'), secret: testSecret };
    const load = (name: string) => loadSpeech(speechTask(name), folder(), { cache });
    await write('clean', 0);
    await write('noisy', 5);
    const clean = await load('clean');
    const noisy = await load('noisy');
    assert.notDeepEqual(noisy.spectrograms, clean.spectrograms);
    await write('clean', 5);
    const exchanged = await load('clean');
    assert.deepEqual(exchanged, noisy);
  });

  it('are of one class by a name, however Unicode writes its accents', async () => {
    const renamed = [...allRecordings()].map(([name, bytes]) => {
      const form = name.includes('ann') ? 'NFD' : 'NFC';
      return [name.replace('one', '\u00fcbung').replace('bob', 'b\u00f6b').normalize(form), bytes] as const;
    });
    await writeFiles(folder(), new Map(renamed));
    for (const form of ['NFC', 'NFD']) {
      const [word, speaker] = ['\u00fcbung', 'b\u00f6b'].map((name) => name.normalize(form));
      const byWord = { holdOut: { by: 'classes', classes: [word, 'two'] } };
      const { heldOutClasses } = await loadSpeech(speechTask('.', { changes: byWord }), folder(), {});
      assert.deepEqual(heldOutClasses.map(({ name, recordings }) => [name, recordings.length]).sort(), [
        ['two', takes * people.length],
        ['\u00fcbung', takes * people.length],
      ]);
      const bySpeaker = { holdOut: { by: 'speakers', speakers: [speaker] }, ignoreClasses: [word] };
      const set = await loadSpeech(speechTask('.', { changes: bySpeaker }), folder(), {});
      assert.equal(set.heldOutClasses.length, words.length - 1);
    }
  });

  it('say what is missing or does not fit', async () => {
    await writeFiles(folder(), allRecordings());
    await mkdir(path.join(folder(), 'empty'));
    await assertRefused(speechTask('nowhere'), /Cannot open .*nowhere: it does not exist\. Set task\.dataset\.path/);
    await assertRefused(speechTask('empty'), /empty holds no WAV files/);
    await assertRefused(
      speechTask('.', { changes: { files: '{class}/{recording}.wav' } }),
      /None of the WAV files in .* is named like "\{class\}\/\{recording\}\.wav": "one_ann_0\.wav"/,
    );
    await assertRefused(
      speechTask('.', { changes: { ignoreClasses: words } }),
      /All recordings in .* are of classes that task\.dataset\.ignoreClasses leaves out/,
    );
    await assertRefused(
      speechTask('.', { features: { fftSize: 100 } }),
      /"fftSize" is 100, which is not a power of two \(task\.features\)/,
    );
    await assertRefused(
      speechTask('.', { features: { seconds: 60, sampleRate: 192_000, hopLength: 1, melBands: 30, fftSize: 16_384 } }),
      /spectrograms of 36 recordings would take .* MiB; at most 2048/,
    );
  });

  it('are found where they were got, or it is said how to get them', async () => {
    const before = process.env.REPTILE_LAB_DATA;
    process.env.REPTILE_LAB_DATA = folder();
    try {
      const task = speechTask('.', {
        dataset: { source: 'spokenDigits', holdOut: { by: 'speakers', speakers: ['bob'] } },
      });
      await assertRefused(
        task,
        /Free Spoken Digits are not on this machine\. Get it with .*data get free-spoken-digits/,
      );
      const place = path.join(folder(), 'free-spoken-digits');
      await writeFiles(path.join(place, 'recordings'), allRecordings());
      await writeFile(path.join(place, 'reptile-lab.json'), '{}');
      const { heldOutDescription } = await loadSpeech(task, '/', {});
      assert.deepEqual(heldOutDescription, { code: 'speakers', speakers: { count: 1, names: ['bob'] } });
    } finally {
      if (before === undefined) delete process.env.REPTILE_LAB_DATA;
      else process.env.REPTILE_LAB_DATA = before;
    }
  });

  it('may be the Free Spoken Digits: five of the ten digits of a speaker never heard', async function () {
    const path = sharedDataOrSkip(this, 'free-spoken-digits', 'fsdd-takes0-19.zip');
    const task = speechTask(path, {
      dataset: { source: 'spokenDigits', path, holdOut: { by: 'speakers', speakers: ['theo'] } },
      ways: 5,
      shots: 5,
      queries: 5,
      trainShots: 10,
    });
    const set = await loadSpeech(task, '/', {});
    assert.equal(set.trainingClasses.length, 50);
    assert.deepEqual(
      set.heldOutClasses.map(({ name, recordings }) => [name, recordings.length]),
      Array.from({ length: 10 }, (_, digit) => [`${digit} (theo)`, 20]),
    );
    assert.ok(set.spectrograms.every(Number.isFinite));
    const { classNames, query } = createSpeechDistribution(task, set).sampleHeldOutTask(
      randomStream(0, 'evaluation-task', 0),
      0,
    );
    assert.equal(new Set(classNames).size, 5);
    assert.equal(query.count, 25);
  });

  it('may be Speech Commands: words never trained on', async function () {
    const path = sharedDataOrSkip(this, 'speech-commands-30x10', 'speech-commands-30x10.zip');
    const task = speechTask(path, {
      changes: { files: '{class}/{speaker}_nohash_{take}.wav', holdOut: { by: 'randomClasses', share: 0.2, seed: 1 } },
      features: { sampleRate: 16_000 },
      ways: 5,
      shots: 5,
      queries: 5,
    });
    const set = await loadSpeech(task, '/', {});
    assert.deepEqual([set.trainingClasses.length, set.heldOutClasses.length], [24, 6]);
    assert.deepEqual(set.heldOutDescription, { code: 'classes', noun: 'words', count: 6 });
    assert.ok([...set.trainingClasses, ...set.heldOutClasses].every(({ recordings }) => recordings.length === 10));
  });

  async function assertRefused(task: SpeechTaskSpec, message: RegExp): Promise<void> {
    await assert.rejects(loadSpeech(task, folder(), {}), (error: unknown) => {
      assert.ok(error instanceof TaskError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});
