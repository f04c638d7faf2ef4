// Long JSON of runs, read where others wait meanwhile.

import assert from 'node:assert/strict';
import { OutsizedJsonError } from '../../../src/base/boundedJson.ts';
import { parseInTurns } from '../../../src/runs/summedJson.ts';

const bounds = { depth: 3, values: 10, names: 3 };

describe('long JSON', () => {
  it('is read with turns for others between the look, the reading and what comes after it', async () => {
    let [turns, isRead] = [0, false];
    const count = () => {
      turns++;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    const text = '{"a":[1,2]}';
    assert.deepEqual(await parseInTurns(new TextEncoder().encode(text), bounds), JSON.parse(text));
    isRead = true;
    assert.ok(turns >= 2, `${turns} turns`);
  });

  it('is refused as it is where it is read at once', async () => {
    await assert.rejects(parseInTurns(new TextEncoder().encode('[[[['), bounds), OutsizedJsonError);
    await assert.rejects(parseInTurns(new TextEncoder().encode('[1,'), bounds), SyntaxError);
  });
});
