// A call of an agent's tool is made as the person was asked about it, and only where the person was.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type AskedCall, AskedCalls } from '../../../../src/extension/agents/askedCalls.ts';

describe('calls that the person was asked about', () => {
  const input = { file: 'a.reptile.json', set: ['seed=2'] };
  const call = (agreement: string): AskedCall => ({
    question: { title: 'Start a run?', lines: [] },
    input: { file: '/w/a.reptile.json', set: ['seed=2'] },
    agreement,
  });

  it('are made once for each question, of that tool and with what it was asked with', () => {
    const asked = new AskedCalls();
    asked.remember('start_run', input, call('a'));
    asked.remember('start_run', { ...input }, call('a'));
    assert.throws(() => asked.take('stop_run', input), /not asked about this/);
    assert.throws(() => asked.take('start_run', { ...input, set: [] }), /not asked about this/);
    assert.deepEqual(asked.take('start_run', input), call('a'));
    assert.deepEqual(asked.take('start_run', { ...input }), call('a'));
    assert.throws(() => asked.take('start_run', input), /not asked about this/);
  });

  it('are not made where questions about the same words were about different things', () => {
    const asked = new AskedCalls();
    asked.remember('start_run', input, call('a'));
    asked.remember('start_run', input, call('exchanged'));
    assert.throws(() => asked.take('start_run', input), /has changed meanwhile/);
    asked.remember('start_run', input, call('exchanged'));
    assert.deepEqual(asked.take('start_run', input), call('exchanged'));
  });

  it('are forgotten where an agent asks for ever', () => {
    const asked = new AskedCalls();
    for (let seed = 0; seed <= 200; seed++) asked.remember('start_run', { seed }, call('a'));
    assert.throws(() => asked.take('start_run', { seed: 0 }), /not asked about this/);
    assert.deepEqual(asked.take('start_run', { seed: 1 }), call('a'));
  });
});
