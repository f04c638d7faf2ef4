// The tally of a tier: counts what ran, and tells a crash from a success.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runMochaTier } from '../../../scripts/testing/mochaTier.ts';
import { addTallies, closingLine, emptyTally } from '../../../scripts/testing/tally.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the tally of a tier', () => {
  const folder = useTemporaryFolder();

  async function run(text: string, { grep, jobs }: { readonly grep?: string; readonly jobs?: number } = {}) {
    const file = path.join(folder(), 'some.test.mjs');
    await writeFile(file, text);
    return runMochaTier({
      files: path.join(folder(), '*.test.mjs'),
      grep,
      timeoutMilliseconds: 20_000,
      output: 'ignore',
      ...(jobs !== undefined && { jobs }),
    });
  }

  it('counts passed, failed and skipped tests, and failed hooks', async () => {
    const tally = await run(`
      describe('suite', () => {
        it('passes', () => {});
        it('skips itself', function () { this.skip(); });
        it('fails', () => { throw new Error('wrong'); });
        describe('with a hook', () => { before(() => { throw new Error('hook'); }); it('is never run', () => {}); });
      });`);
    assert.deepEqual(tally, {
      passed: 1,
      failed: 2,
      skipped: 1,
      failures: ['suite fails', 'suite with a hook "before all" hook for "is never run"'],
      skips: ['suite skips itself'],
    });
  });

  it('has none when the process ends early, a file cannot be loaded, or something rejects unseen', async () => {
    assert.equal(await run(`it('ends everything', () => process.exit(0));`), undefined);
    assert.equal(await run(`import './missing.mjs'; it('passes', () => {});`), undefined);
    const unseen = await run(
      `it('passes', () => {}); it('waits', (done) => { Promise.reject(new Error('unseen')); setTimeout(done, 50); });`,
    );
    assert.ok(unseen === undefined || unseen.failed > 0);
  });

  it('is the same of files that are run side by side', async () => {
    await writeFile(path.join(folder(), 'other.test.mjs'), `it('passes here', () => {});`);
    const tally = await run(`it('fails', () => { throw new Error('wrong'); }); it('is left out');`, { jobs: 2 });
    assert.deepEqual(tally, { passed: 1, failed: 1, skipped: 1, failures: ['fails'], skips: ['is left out'] });
  });

  it('is no success where one of them ends its process, cannot be loaded, or something rejects unseen', async function () {
    this.timeout(60_000);
    await writeFile(path.join(folder(), 'other.test.mjs'), `it('passes here', () => {});`);
    for (const text of [
      `it('ends everything', () => process.exit(0));`,
      `import './missing.mjs'; it('passes', () => {});`,
      `it('passes', () => {}); it('waits', (done) => { Promise.reject(new Error('unseen')); setTimeout(done, 50); });`,
    ]) {
      const tally = await run(text, { jobs: 2 });
      assert.ok(tally === undefined || tally.failed > 0, text);
    }
  });

  it('runs what the pattern names', async () => {
    const tally = await run(`it('one', () => {}); it('two', () => {});`, { grep: 'two' });
    assert.equal(tally?.passed, 1);
  });

  it('is added up and closed with one line', () => {
    const one = { ...emptyTally, passed: 2, failures: ['a'], failed: 1 };
    const sum = addTallies([one, emptyTally, { ...emptyTally, skipped: 3, skips: ['b', 'c', 'd'] }]);
    assert.equal(closingLine(sum), '2 passed, 1 failed, 3 skipped');
    assert.deepEqual(sum.failures, ['a']);
  });
});
