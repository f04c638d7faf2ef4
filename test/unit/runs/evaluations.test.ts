// Evaluations that are stored with a run.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parametersSha256, readEvaluation, storeEvaluation } from '../../../src/runs/evaluations.ts';
import { listEvaluations } from '../../../src/runs/evaluationsReader.ts';
import { noticeWords } from '../../support/noticeWords.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { testEvaluation } from '../../support/testEvaluation.ts';

describe('stored evaluations', () => {
  const folder = useTemporaryFolder();

  it('come back as they were, newest first, numbers that are none included', async () => {
    const evaluations = ['2026-11-21T10:00:00.100Z', '2026-11-21T12:00:00.000Z', '2026-11-21T10:00:00.900Z'].map(
      testEvaluation,
    );
    for (const one of evaluations) {
      const { file } = await storeEvaluation(folder(), one);
      assert.match(path.relative(folder(), file), /^evaluations[\\/]20261121T1[02]0000Z-[0-9a-f]{4}\.json$/);
    }
    const [first, second, third] = evaluations;
    const listed = await listEvaluations(folder());
    assert.deepEqual(
      (await Promise.all(listed.map(({ file }) => readEvaluation(file)))).map(
        (listing) => listing.kind === 'evaluation' && listing.evaluation,
      ),
      [second, third, first],
    );
    assert.equal((await readdir(path.join(folder(), 'evaluations'))).length, 3);
  });

  it('are listed without the figures of their tasks, and only as many as are read in reasonable time', async () => {
    const text = JSON.stringify(testEvaluation('2026-11-21T10:00:00Z'));
    const { file: first } = await storeEvaluation(folder(), testEvaluation('2026-11-21T10:00:00Z'));
    // Spaces cost reading, too; each name is one file.
    await writeFile(first, text + ' '.repeat(7 * 2 ** 20));
    for (let place = 0; place < 12; place++) {
      await link(
        first,
        path.join(folder(), 'evaluations', `20260101T000000Z-00${String(place).padStart(2, '0')}.json`),
      );
    }
    const listed = await listEvaluations(folder());
    assert.equal(listed.length, 13);
    const read = listed.flatMap((listing) => (listing.kind === 'evaluation' ? [listing.evaluation] : []));
    assert.equal(read.length, 9);
    assert.ok(read.every((summary) => !('tasks' in summary)));
    const leftOut = listed.flatMap((listing) => (listing.kind === 'unreadable' ? [noticeWords(listing.notice)] : []));
    assert.ok(leftOut.every((problem) => /is not shown: the run's newer evaluations take all the room/.test(problem)));
  });

  it('are not read where they hold more names than any data set that is measured: each takes its time', async () => {
    const { file } = await storeEvaluation(folder(), testEvaluation('2026-11-21T10:00:00Z'));
    const names = Array.from({ length: 200_000 }, (_, place) => `n${place}`);
    const text = (await readFile(file, 'utf8')).replace('{', `{"more":${JSON.stringify(names)},`);
    await writeFile(file, text);
    const read = await readEvaluation(file);
    assert.ok(read.kind === 'unreadable');
    assert.match(noticeWords(read.notice), /holds more than 150,?000 texts, as no file of its kind does/);
  });

  it('are damaged where a digit was changed, and read without a sum where an earlier version stored them', async () => {
    const stored = testEvaluation('2026-11-21T10:00:00.000Z');
    const { file } = await storeEvaluation(folder(), stored);
    const text = await readFile(file, 'utf8');
    const place = text.indexOf('0.3');
    for (const changed of [
      text.replace('"seconds":1.5', '"seconds":1.6'),
      `${text.slice(0, place)}9.3${text.slice(place + 3)}`,
    ]) {
      await writeFile(file, changed);
      const damaged = await readEvaluation(file);
      assert.ok(damaged.kind === 'unreadable');
      assert.match(noticeWords(damaged.notice), /is damaged: it does not match its own checksum\. Delete it/);
    }
    await writeFile(file, JSON.stringify(stored));
    assert.equal((await readEvaluation(file)).kind, 'evaluation');
  });

  it('are refused where their curves have other lengths than their steps', async () => {
    const whole = testEvaluation('2026-11-21T10:00:00Z');
    for (const steps of [[0], Array.from({ length: 200_000 }, (_, step) => step)]) {
      await storeEvaluation(folder(), { ...whole, report: { ...whole.report, steps } });
    }
    const listed = await listEvaluations(folder());
    assert.ok(
      listed.every(
        (listing) =>
          listing.kind === 'unreadable' &&
          /report\.(?:figures|steps) is missing or not/.test(noticeWords(listing.notice)),
      ),
    );
    assert.equal(listed.length, 2);
  });

  it('are none where a run was never evaluated', async () => {
    assert.deepEqual(await listEvaluations(folder()), []);
    assert.equal(existsSync(path.join(folder(), 'evaluations')), false);
  });

  it('do not bring back the folder of a run that was deleted', async () => {
    const deleted = path.join(folder(), 'deleted');
    await assert.rejects(storeEvaluation(deleted, testEvaluation('2026-11-21T10:00:00Z')), { code: 'ENOENT' });
    assert.equal(existsSync(deleted), false);
  });

  it('say what is wrong with a file that cannot be read, and leave others in peace', async () => {
    const { file } = await storeEvaluation(folder(), testEvaluation('2026-11-21T10:00:00Z'));
    const text = await readFile(file, 'utf8');
    const beside = (name: string, content: string) => writeFile(path.join(folder(), 'evaluations', name), content);
    await beside('20260101T000000Z-aaaa.json', text.slice(0, 100));
    await beside('20260101T000000Z-bbbb.json', text.replace('"formatVersion":1', '"formatVersion":2'));
    await beside('20260101T000000Z-cccc.json', text.replace('"workers":2', '"workers":"two"'));
    await mkdir(path.join(folder(), 'evaluations', '20260101T000000Z-dddd.json'));
    await beside('notes.txt', 'of a person');
    const listed = await listEvaluations(folder());
    assert.equal(listed.length, 5);
    const problems = listed.flatMap((listing) => (listing.kind === 'unreadable' ? [noticeWords(listing.notice)] : []));
    for (const expected of [
      /aaaa\.json is damaged: it is not JSON/,
      /bbbb\.json was written by a newer/,
      /workers is missing or not/,
      /dddd\.json is a folder where a file should be/,
    ]) {
      assert.equal(problems.filter((problem) => expected.test(problem)).length, 1, `${expected}`);
    }
  });

  it('are damaged where a share is more than all, whatever checksum stands beside it', async () => {
    const { report, ...rest } = testEvaluation('2026-11-21T10:00:00Z');
    const figures = report.figures.map((figure) =>
      figure.quantity === 'accuracy' ? { ...figure, after: { ...figure.after, mean: 1.5 } } : figure,
    );
    await storeEvaluation(folder(), { ...rest, report: { ...report, figures } });
    const [listing] = await listEvaluations(folder());
    assert.match(
      listing?.kind === 'unreadable' ? noticeWords(listing.notice) : '',
      /report\.figures\.0 is missing or not/,
    );
  });

  it('name parameters by the sum that a checkpoint has for them', () => {
    const parameters = Float32Array.of(1, -2, 0.5);
    const bytes = Buffer.alloc(12);
    for (const [index, value] of parameters.entries()) bytes.writeFloatLE(value, 4 * index);
    assert.equal(parametersSha256(parameters), createHash('sha256').update(bytes).digest('hex'));
  });
});
