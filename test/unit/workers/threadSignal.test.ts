// The word through which a pool commands a thread: both sides of it, one after the other.

import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { command, ThreadSignal, WORDS_PER_SIGNAL } from '../../../src/workers/threadSignal.ts';

describe("a thread's signal", () => {
  const long = 10_000;

  function bothSides() {
    const words = new Int32Array(new SharedArrayBuffer(4 * 2 * WORDS_PER_SIGNAL));
    return { words, pool: new ThreadSignal(words, 1, 0), thread: new ThreadSignal(words, 1, 0) };
  }

  it('brings a command, and the answer back', () => {
    const { pool, thread } = bothSides();
    for (const what of [command.adapt, command.move, command.message]) {
      pool.ask(what);
      assert.equal(pool.waitForAnswer(performance.now()), false);
      assert.equal(thread.waitForCommand(), what);
      assert.equal(thread.answer(), false);
      assert.equal(pool.waitForAnswer(performance.now()), true);
    }
  });

  it('lets the pool take a command back only while nobody is at it', () => {
    const { pool, thread } = bothSides();
    assert.equal(pool.withdraw(), true);
    pool.ask(command.adapt);
    assert.equal(pool.withdraw(), true);
    pool.ask(command.move);
    assert.equal(thread.waitForCommand(), command.move);
    assert.equal(pool.withdraw(), false);
    thread.answer();
    assert.equal(pool.withdraw(), true);
  });

  it('says whether the pool wants to be called when the command is carried out', () => {
    const { pool, thread } = bothSides();
    pool.ask(command.adapt);
    assert.equal(pool.requestCall(), true);
    assert.equal(thread.waitForCommand(), command.adapt);
    assert.equal(thread.answer(), true);
    assert.equal(pool.requestCall(), false);
    pool.ask(command.move);
    assert.equal(thread.waitForCommand(), command.move);
    assert.equal(pool.requestCall(), true);
    assert.equal(thread.answer(), true);
  });

  it('wakes a side that sleeps', async () => {
    const { words, pool } = bothSides();
    const sleeper = `
      const { workerData: { words, index } } = require('node:worker_threads');
      Atomics.wait(words, index, 0);
      Atomics.store(words, index, 0);
      Atomics.notify(words, index);`;
    const worker = new Worker(sleeper, { eval: true, workerData: { words, index: WORDS_PER_SIGNAL } });
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    await new Promise((resolve) => worker.once('online', resolve));
    pool.ask(command.adapt);
    assert.equal(pool.waitForAnswer(performance.now() + long), true);
    assert.equal(await ended, 0);
  });
});
