// Why a run failed, in words: of every code what happened and what to do, through the function that translates.

import assert from 'node:assert/strict';
import { systemFaults } from '../../../src/base/explainSystemError.ts';
import { fileRefusals, RefusedFileError } from '../../../src/base/refusedFile.ts';
import { DivergenceError } from '../../../src/meta/divergenceError.ts';
import type { FailureReason } from '../../../src/runs/runFailure.ts';
import { explainFailure } from '../../../src/trainer/explainFailure.ts';
import { describeFailure } from '../../../src/words/describeFailure.ts';
import { untranslated } from '../../../src/words/translate.ts';

const say = (failure: FailureReason) => describeFailure(failure, untranslated);

/** An error of the operating system. */
function systemError(code: string, more: object = {}): Error {
  return Object.assign(new Error(`${code}: no`), { code, ...more });
}

describe('why a run failed, in words', () => {
  const words: readonly (readonly [thrown: unknown, code: string, words: RegExp])[] = [
    [new DivergenceError(7), 'diverged', /^Training diverged in meta-iteration 7: .* Lower algorithm\./],
    [
      new RefusedFileError('/run/x', 'notAFolder'),
      'refusedFile',
      /^\/run\/x is a file where .* Move it away\. Then resume the run\.$/,
    ],
    [
      new RefusedFileError('/run/x', 'tooLarge', 9),
      'refusedFile',
      /^\/run\/x is larger than .* \(9 bytes at most\), and is not read\. Then/,
    ],
    [
      systemError('EACCES', { syscall: 'scandir', path: '/run' }),
      'unlistedFolder',
      /^\/run cannot be opened: permission denied\. .* Then resume the run\.$/,
    ],
    [systemError('ENOSPC'), 'diskFull', /^The disk is full\. .* \(ENOSPC: no\)$/],
    [systemError('EDQUOT'), 'quotaUsedUp', /^Your disk quota .* \(EDQUOT: no\)$/],
    [systemError('EFBIG'), 'fileTooLarge', /allows no file that large\. .* \(EFBIG: no\)$/],
    [systemError('EROFS'), 'readOnlyDisk', /read-only file system\. .* \(EROFS: no\)$/],
    [systemError('EPERM'), 'notPermitted', /may not be written\. .* \(EPERM: no\)$/],
    [systemError('EEXIST'), 'fileInPlaceOfFolder', /a file where a folder should be\. .* \(EEXIST: no\)$/],
    [systemError('ENOENT'), 'fileMissing', /^A file of the run is missing\. .* \(ENOENT: no\)$/],
    [systemError('EMFILE'), 'tooManyFiles', /^Too many files are open .* \(EMFILE: no\)$/],
    [systemError('ERR_WORKER_OUT_OF_MEMORY'), 'workerOutOfMemory', /^A worker thread ran out of memory\. /],
    [new RangeError('Array buffer allocation failed'), 'outOfMemory', /^There is not enough memory .*: Array buffer/],
    [Object.assign(new Error('No cats.'), { name: 'TaskError' }), 'data', /^No cats\.$/],
    [Object.assign(new Error('No net.'), { name: 'ModelError' }), 'model', /^No net\.$/],
    [new Error('What?'), 'unexpected', /^Reptile Lab met an error that it did not expect: What\? Resume the run/],
    ['thrown', 'unexpected', /did not expect: thrown Resume/],
    [Object.assign(new Error('odd'), { name: 'constructor' }), 'unexpected', /: odd /],
  ];
  for (const [thrown, code, expected] of words) {
    it(`tells what was thrown: ${code}, ${String(thrown).slice(0, 50)}`, () => {
      const failure = explainFailure(thrown);
      assert.equal('code' in failure && failure.code, code);
      assert.match(say(failure), expected);
    });
  }

  it('keeps what a worker thread passed on of a refused file, whose class is lost', () => {
    const passedOn = Object.assign(new Error('refused'), { ...new RefusedFileError('/data/x', 'folder') });
    assert.deepEqual(explainFailure(passedOn), { code: 'refusedFile', file: '/data/x', refusal: 'folder' });
  });

  it('keeps no more of what was thrown than a manifest takes', () => {
    const failure = explainFailure(new Error('x'.repeat(100_000)));
    assert.ok('text' in failure && failure.text.length === 20_000 && failure.text.endsWith('…'));
    assert.ok((failure.detail?.length ?? 0) <= 40_000);
  });

  it('leaves nothing to English but what others said', () => {
    const pseudo = (message: string, ...args: readonly unknown[]) =>
      untranslated(message.replace(/[A-Za-z]/g, '*'), ...args.map(String));
    const failures: readonly FailureReason[] = [
      ...words.map(([thrown]) => explainFailure(thrown)).filter((failure) => !('text' in failure)),
      ...fileRefusals.map((refusal) => ({ code: 'refusedFile', file: '1', refusal }) as const),
      ...systemFaults.map((fault) => ({ code: 'unlistedFolder', folder: '1', fault }) as const),
      { code: 'directoryGone', directory: '1' },
      { code: 'trainerEnded', end: { exitCode: 7 } },
      { code: 'trainerEnded', end: { exitCode: null } },
      { code: 'trainerEnded', end: { signal: '9' } },
      { code: 'trainerNeverCame' },
    ];
    for (const failure of failures)
      assert.doesNotMatch(describeFailure(failure, pseudo).replaceAll('/run/x', '').replaceAll('/run', ''), /[a-z]/i);
  });
});
