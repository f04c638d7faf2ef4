// What a manifest says in codes: written and read back whole, sentences of earlier versions as they are, and nothing
// unbounded.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { EngineReason } from '../../../src/engine/engineReason.ts';
import type { Manifest } from '../../../src/runs/manifest.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import type { RunFailure } from '../../../src/runs/runFailure.ts';
import { failedForChangedData, wouldFailAgain } from '../../../src/runs/runState.ts';
import type { HeldOutDescription } from '../../../src/tasks/heldOutDescription.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('codes in run.json', () => {
  const folder = useTemporaryFolder();

  /** As it is read where this stands in the file. */
  async function readWith(changes: Readonly<Record<string, unknown>>): Promise<Manifest> {
    const directory = await newTestRun(folder());
    const { manifest: file } = runFiles(directory);
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changes }));
    return readManifest(directory);
  }

  it('say why an engine computes', async () => {
    const engineReason: EngineReason = [
      { code: 'supported' },
      { code: 'named' },
      { code: 'begunWith' },
      { code: 'tooLargeForFused', bytes: 2 ** 33, mostBytes: 2 ** 31 },
      { code: 'unsupportedByFused', detail: 'There are no capsules.' },
      { code: 'fastMathKept', fastMath: true },
      { code: 'fastMathMissing', node: '20.1.0' },
      { code: 'tensorFlowFound', folder: '/here' },
      { code: 'tensorFlowMissing', why: 'misnamed', variable: 'X', folder: '/there' },
      { code: 'tensorFlowBroken', folder: '/here', detail: 'made for another machine' },
    ];
    assert.deepEqual((await readWith({ engineReason })).engineReason, engineReason);
    const natively: EngineReason = [
      { code: 'fmaWrong', kernels: 'fma avx512' },
      { code: 'nativeMissing', why: 'instructions' },
      { code: 'nativeMissing', why: 'wrongBits', kernels: 'avx2' },
    ];
    assert.deepEqual((await readWith({ engineReason: natively })).engineReason, natively);
  });

  const failures: readonly RunFailure[] = [
    { code: 'diverged', iteration: 7 },
    {
      code: 'changedData',
      of: 'classes',
      changes: {
        came: { count: 1, names: [{ name: 'new' }] },
        went: { count: 20, names: ['"as an earlier version said it" (other content)'] },
        changed: {
          count: 4,
          names: [
            { the: 'episodes' },
            { the: 'moduleSource' },
            { name: 'a', how: 'tooFew' },
            { name: 'b', how: { samples: 1, insteadOf: 2 } },
          ],
        },
      },
    },
    { code: 'data', text: 'own.mjs:2:1: Error: no', detail: 'Error: no' },
    { code: 'refusedFile', file: '/run/samples', refusal: 'tooLarge', limitBytes: 100 },
    { code: 'refusedFile', file: '/run/samples', refusal: 'link' },
    { code: 'unlistedFolder', folder: '/run', fault: 'EACCES' },
    { code: 'diskFull', text: 'ENOSPC: no space left on device, write', detail: 'Error: ENOSPC' },
    { code: 'directoryGone', directory: '/run' },
    { code: 'trainerEnded', end: { exitCode: 7 } },
    { code: 'trainerEnded', end: { signal: 'SIGKILL' } },
    { code: 'trainerNeverCame' },
    { code: 'trainerNotStarted', program: '/bin/node', text: 'ENOENT' },
    { code: 'unexpected', text: 'what' },
  ];

  it('say why a run failed', async () => {
    for (const failure of failures) assert.deepEqual((await readWith({ failure })).failure, failure);
  });

  it('say why a run failed in words, as earlier versions wrote them, with what was decided by', async () => {
    for (const failure of [
      { message: 'The disk is full.', detail: 'Error: ENOSPC' },
      { message: 'Training diverged.', cause: 'divergence' },
      { message: 'The data changed.', cause: 'changedData' },
    ])
      assert.deepEqual((await readWith({ failure })).failure, failure);
    const state = 'failed';
    const old = await readWith({ state, failure: { message: 'Diverged.', cause: 'divergence' } });
    assert.deepEqual([wouldFailAgain(state, old), failedForChangedData(state, old)], [true, false]);
    const changed = await readWith({ state, failure: { message: 'Changed.', cause: 'changedData' } });
    assert.deepEqual([wouldFailAgain(state, changed), failedForChangedData(state, changed)], [false, true]);
  });

  it('say why a run failed in no more words than are shown, and nothing where they are forged', async () => {
    const long = 'x'.repeat(60_000);
    const read = async (failure: unknown) => (await readWith({ failure })).failure;
    assert.deepEqual(await read({ code: 'data', text: long, detail: long, more: long }), {
      code: 'data',
      text: long.slice(0, 20_000),
      detail: long.slice(0, 40_000),
    });
    assert.deepEqual(await read({ code: 'later', message: 'The sun set.' }), { message: 'The sun set.' });
    assert.deepEqual(await read({ message: 'No.', cause: 'boredom' }), { message: 'No.', cause: undefined });
    for (const forged of [
      { code: 'later', text: 'x' },
      { code: 'diverged', iteration: -1 },
      { code: 'diverged', iteration: '1' },
      { code: 'refusedFile', file: long, refusal: 'link' },
      { code: 'refusedFile', file: '/run', refusal: 'whim' },
      { code: 'unlistedFolder', folder: '/run', fault: 'EWHIM' },
      { code: 'trainerEnded', end: {} },
      { code: 'changedData', of: 'classes', changes: {} },
      { code: 'data' },
      ['data'],
      'because',
      7,
    ])
      assert.equal(await read(forged), null, JSON.stringify(forged).slice(0, 100));
  });

  it('say how far the data are read', async () => {
    const progress = { activity: 'encodingTexts', done: 3, total: 5 };
    assert.deepEqual((await readWith({ loading: progress })).loading, progress);
    for (const unknown of [{ ...progress, activity: 'juggling' }, { ...progress, done: 0.5 }, 'soon']) {
      assert.equal((await readWith({ loading: unknown })).loading, null);
    }
  });

  it('say what is held out', async () => {
    const known: HeldOutDescription[] = [
      { code: 'classes', noun: 'testClasses', count: 20 },
      { code: 'textClasses', noun: 'intents', count: 30, domains: { count: 2, names: ['travel', 'work'] } },
      { code: 'textClasses', noun: 'classes', count: 30, domains: null },
      { code: 'digits', digits: [5, 6] },
      { code: 'speakers', speakers: { count: 40, names: [] } },
      { code: 'wordsAndSpeakers', words: 2, speakers: { count: 1, names: ['ann'] } },
      { code: 'goalsInSector', from: -45, to: 45.5 },
      { code: 'described', text: 'orders of 2025' },
      ...(['sineWaves', 'goals', 'functions', 'moduleTasks'] as const).map((code) => ({ code })),
    ];
    for (const heldOut of known) assert.deepEqual((await readWith({ heldOut })).heldOut, heldOut);
  });

  it('may be sentences, as earlier versions wrote them', async () => {
    const earlier = {
      engineReason: 'supports the model',
      loading: { doing: 'decoding', done: 12_000, total: 60_000, unit: 'images' },
      heldOut: '423 characters never trained on',
    };
    const { engineReason, loading, heldOut } = await readWith(earlier);
    assert.deepEqual({ engineReason, loading, heldOut }, earlier);
  });

  it('are cut or left out where they are no longer of any use', async () => {
    const long = 'x'.repeat(30_000);
    const reasonOf = async (engineReason: unknown) => (await readWith({ engineReason })).engineReason;
    assert.equal((await reasonOf(long))?.length, 20_000);
    const cut = await reasonOf([{ code: 'unsupportedByFused', detail: long, more: long }]);
    assert.deepEqual(cut, [{ code: 'unsupportedByFused', detail: long.slice(0, 20_000) }]);
    const names = Array.from({ length: 60 }, () => 'x'.repeat(300));
    const { heldOut } = await readWith({ heldOut: { code: 'speakers', speakers: { count: 60, names } } });
    const shortened = names.slice(0, 50).map((name) => name.slice(0, 200));
    assert.deepEqual(heldOut, { code: 'speakers', speakers: { count: 60, names: shortened } });
    for (const unknown of [
      { code: 'later' },
      { code: 'digits', digits: [10] },
      { code: 'classes', noun: 'cats', count: 1 },
    ]) {
      assert.equal((await readWith({ heldOut: unknown })).heldOut, null);
    }
    for (const unknown of [
      [{ code: 'later' }],
      [{ code: 'tensorFlowFound', folder: long }],
      [{ code: 'tooLargeForFused', bytes: -1, mostBytes: 1 }],
      Array.from({ length: 11 }, () => ({ code: 'supported' })),
      { code: 'supported' },
      7,
    ]) {
      assert.equal(await reasonOf(unknown), null);
    }
  });
});
