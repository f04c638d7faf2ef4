// What is done to several runs is done to each, whatever becomes of the others.

import assert from 'node:assert/strict';
import { attemptEach } from '../../../../src/extension/commands/attemptEach.ts';

describe('doing something to each of several', () => {
  it('goes on behind those for which it fails, and says at last what went wrong', async () => {
    const done: number[] = [];
    const action = async (item: number) => {
      if (item % 2 === 0) throw new Error(`${item} is even.`);
      done.push(item);
      return 'goOn' as const;
    };
    await assert.rejects(attemptEach([1, 2, 3], action), { message: '2 is even.' });
    await assert.rejects(attemptEach([2, 4, 4, 5], action), { message: '2 is even. 4 is even.' });
    assert.deepEqual(done, [1, 3, 5]);
  });

  it('ends where the person does not want to go on', async () => {
    const seen: number[] = [];
    await attemptEach([1, 2, 3], async (item) => {
      seen.push(item);
      return item === 2 ? 'end' : 'goOn';
    });
    assert.deepEqual(seen, [1, 2]);
  });
});
