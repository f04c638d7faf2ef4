// The run's log: an entry is its own, whatever text it quotes.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { openRunLog } from '../../../src/trainer/runLog.ts';
import { attackTexts, harmfulCharacters } from '../../support/attackTexts.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('the run log', () => {
  const folder = useTemporaryFolder();
  const read = () => readFile(path.join(folder(), 'log.txt'), 'utf8');

  it('lets no text forge an entry or command a terminal', async () => {
    const log = openRunLog(folder());
    for (const text of attackTexts) log(`Class ${text}: 2026-01-01T00:00:00.000Z forged`);
    const written = await read();
    assert.doesNotMatch(written, harmfulCharacters);
    assert.equal(written.split('\n').filter((line) => /^\d{4}-/.test(line)).length, attackTexts.length);
  });

  it('keeps the lines of a stack under one another, and leaves out what repeats', async () => {
    const log = openRunLog(folder());
    const { stack = '' } = new Error('It failed.');
    log(stack);
    log(stack);
    const lines = (await read()).trimEnd().split('\n');
    assert.equal(lines.length, stack.split('\n').length);
    assert.match(lines[0] ?? '', /^\S+Z Error: It failed\.$/);
    assert.match(lines[1] ?? '', /^ {6}at /);
  });
});
