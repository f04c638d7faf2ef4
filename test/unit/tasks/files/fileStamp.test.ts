// What tells files of one name, size and time of content apart.

import assert from 'node:assert/strict';
import { Stats } from 'node:fs';
import { describe, it } from 'mocha';
import { stampOfData } from '../../../../src/tasks/files/fileStamp.ts';

/** As a file system tells it. @param times of its content, and of any change, in milliseconds */
function entryOf(inode: number, mtimeMs: number, ctimeMs: number): Stats {
  return Object.assign(Object.create(Stats.prototype), { ino: inode, size: 3, mtimeMs, ctimeMs });
}

const unread = async (): Promise<never> => assert.fail('It needs no reading.');
const content = (text: string) => async () => new TextEncoder().encode(text);

describe('a stamp of data', () => {
  it('is another for another file, and for one that was written again with the earlier time, without reading', async () => {
    const [archived, written] = [315_532_800_000, 1_764_465_000_123.456];
    const stamps = [
      entryOf(1, archived, written),
      entryOf(2, archived, written),
      entryOf(1, archived, written + 1),
      // Written and never touched again: both times are one.
      entryOf(1, written, written),
    ].map((found) => stampOfData(found, unread));
    assert.equal(new Set(await Promise.all(stamps)).size, stamps.length);
    assert.equal(await stampOfData(entryOf(1, archived, written), unread), await stamps[0]);
  });

  it('is of the content where the file system keeps one time alone, wherever the file lies', async () => {
    const time = 1_764_465_000_000;
    const first = await stampOfData(entryOf(7, time, time), content('abc'));
    assert.notEqual(await stampOfData(entryOf(7, time, time), content('abd')), first);
    assert.equal(await stampOfData(entryOf(9, time + 2000, time + 2000), content('abc')), first);
  });
});
