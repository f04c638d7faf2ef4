// The queue starts runs in the order in which they came, never more than there are places for.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decideQueue, type QueueEntry } from '../../../src/launchers/runQueue.ts';

const entry = (directory: string, changes: Partial<QueueEntry> = {}): QueueEntry => ({
  directory,
  state: 'queued',
  launcher: { kind: 'local' },
  createdAt: `2026-01-01T00:00:0${directory.length % 10}.000Z`,
  queuePlace: null,
  claim: 'none',
  isHere: true,
  isApproved: true,
  ...changes,
});

const nothing = { start: [], wait: [], held: [], atWork: 0, unapproved: [], failed: [] };

describe('decideQueue', () => {
  it('starts the oldest waiting runs first and lets the others wait in order', () => {
    const decision = decideQueue([entry('ccc'), entry('a'), entry('bb')], 1);
    assert.deepEqual(decision, { ...nothing, start: ['a'], wait: ['bb', 'ccc'] });
  });

  it('starts what was moved up before what is older, and nothing that is held', () => {
    const waiting = [
      entry('a'),
      entry('bb', { queuePlace: { rank: 1, isHeld: false } }),
      entry('ccc', { queuePlace: { rank: 2, isHeld: true } }),
      entry('dddd', { queuePlace: { rank: 2, isHeld: false } }),
    ];
    assert.deepEqual(decideQueue(waiting, 1), { ...nothing, start: ['dddd'], wait: ['bb', 'a'], held: ['ccc'] });
  });

  it('counts every run at work, a paused one too, and none that has ended', () => {
    const atWork = [
      entry('r', { state: 'running' }),
      entry('p', { state: 'paused' }),
      entry('s', { state: 'stopping' }),
    ];
    const ended = [entry('c', { state: 'completed' }), entry('l', { state: 'lost' })];
    assert.deepEqual(decideQueue([...atWork, ...ended, entry('q')], 3).start, []);
    assert.deepEqual(decideQueue([...atWork, ...ended, entry('q')], 4).start, ['q']);
  });

  it('gives a place to a run that another window is just starting, and does not start it again', () => {
    const decision = decideQueue([entry('a', { claim: 'fresh' }), entry('bb')], 1);
    assert.deepEqual(decision, { ...nothing, wait: ['bb'], atWork: 1 });
  });

  it('gives up on a run whose trainer never came to life, and its place goes to the next', () => {
    const decision = decideQueue([entry('a', { claim: 'stale' }), entry('bb')], 1);
    assert.deepEqual(decision, { ...nothing, start: ['bb'], failed: ['a'] });
  });

  it('leaves a run that a terminal created to that terminal', () => {
    assert.deepEqual(decideQueue([entry('a', { launcher: null })], 1), nothing);
  });

  it('counts no run that is at work on another machine', () => {
    assert.deepEqual(decideQueue([entry('r', { state: 'running', isHere: false }), entry('q')], 1).start, ['q']);
  });

  it('neither starts, nor counts, nor gives up on a run that this user did not queue', () => {
    const foreign = [entry('a', { isApproved: false }), entry('bb', { isApproved: false, claim: 'fresh' })];
    const stale = entry('ccc', { isApproved: false, claim: 'stale' });
    const decision = decideQueue([...foreign, stale, entry('dddd')], 1);
    assert.deepEqual(decision, { ...nothing, start: ['dddd'], unapproved: ['a', 'bb', 'ccc'] });
  });

  it('never has more runs at work than places, and never leaves a place free while one waits', () => {
    const entries = fc.array(
      fc.record({
        state: fc.constantFrom<QueueEntry['state']>(
          'queued',
          'starting',
          'running',
          'paused',
          'stopping',
          'completed',
          'lost',
        ),
        claim: fc.constantFrom<QueueEntry['claim']>('none', 'fresh', 'stale'),
        isHere: fc.boolean(),
        isApproved: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 8 }), (states, places) => {
        const runs = states.map((state, index) => entry(`run-${index}`, state));
        const decision = decideQueue(runs, places);
        const busy = runs.filter(
          ({ state, claim, isHere, isApproved }) =>
            (['starting', 'running', 'paused', 'stopping'].includes(state) && isHere) ||
            (state === 'queued' && claim === 'fresh' && isApproved),
        ).length;
        const free = Math.max(0, places - busy);
        assert.ok(decision.start.length <= free);
        assert.ok(decision.wait.length === 0 || decision.start.length === free);
        const approved = new Set(runs.filter(({ isApproved }) => isApproved).map(({ directory }) => directory));
        assert.ok(
          [...decision.start, ...decision.wait, ...decision.failed].every((directory) => approved.has(directory)),
        );
      }),
    );
  });
});
