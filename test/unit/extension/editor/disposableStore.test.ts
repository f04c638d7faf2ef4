// Whatever is put into a store ends with it, even what comes late and even if a neighbour fails.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { DisposableStore } from '../../../../src/extension/editor/disposableStore.ts';

describe('DisposableStore', () => {
  it('disposes newest first, each once', () => {
    const disposed: number[] = [];
    const store = new DisposableStore();
    for (const number of [1, 2, 3]) store.add({ dispose: () => disposed.push(number) });
    store.dispose();
    store.dispose();
    assert.deepEqual(disposed, [3, 2, 1]);
  });

  it('disposes at once what arrives after its end', () => {
    const store = new DisposableStore();
    store.dispose();
    let isDisposed = false;
    store.add({ dispose: () => (isDisposed = true) });
    assert.ok(isDisposed);
  });

  it('goes on when one fails, and tells of the failure', () => {
    const store = new DisposableStore();
    let isDisposed = false;
    store.add({ dispose: () => (isDisposed = true) });
    store.add({
      dispose: () => {
        throw new Error('stuck');
      },
    });
    assert.throws(() => store.dispose(), AggregateError);
    assert.ok(isDisposed);
  });
});
