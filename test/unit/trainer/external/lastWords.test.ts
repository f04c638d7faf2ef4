// What a program said last, in a log that the trainer writes as well.

import assert from 'node:assert/strict';
import { appendFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { lastWordsIn } from '../../../../src/trainer/external/lastWords.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const own = '2026-01-02T03:04:05.678Z The program is /bin/sh';

describe('what a program said last', () => {
  const folder = useTemporaryFolder();
  const log = () => path.join(folder(), 'log.txt');

  it('is what stands about a line of the trainer, which may come after the first of it', async () => {
    await appendFile(log(), `first\n${own}\nNo space left on device\n`);
    assert.equal(await lastWordsIn(log(), 0), 'first | No space left on device');
  });

  it('is there where the trainer had the last word', async () => {
    await appendFile(log(), `No space left on device\n${own}\n`);
    assert.equal(await lastWordsIn(log(), 0), 'No space left on device');
  });

  it('is not what an earlier process said', async () => {
    await appendFile(log(), 'an earlier error\n');
    const { size } = await stat(log());
    await appendFile(log(), `${own}\n`);
    assert.equal(await lastWordsIn(log(), size), '');
    await appendFile(log(), 'a new one\n');
    assert.equal(await lastWordsIn(log(), size), 'a new one');
  });

  it('may begin with a time, of the seconds or of microseconds', async () => {
    await appendFile(log(), '2026-01-02T03:04:05Z a\n2026-01-02T03:04:05.123456Z [error] b\n');
    assert.equal(await lastWordsIn(log(), 0), '2026-01-02T03:04:05Z a | 2026-01-02T03:04:05.123456Z [error] b');
  });

  it('is nothing where there is no log', async () => {
    assert.equal(await lastWordsIn(log(), 0), '');
  });
});
