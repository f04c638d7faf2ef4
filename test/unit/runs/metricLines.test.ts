// JSON lines of other programs: figures where there are some, and in words what is none.

import assert from 'node:assert/strict';
import { parseMetricLine } from '../../../src/runs/metricLines.ts';

const scalarsOf = (line: string) => {
  const parsed = parseMetricLine(line);
  assert.ok(parsed !== undefined && !('refused' in parsed), line);
  return Object.fromEntries(parsed.scalars.map(({ tag, value }) => [tag, value]));
};

describe('a line of figures', () => {
  it('has a step, a time where it says one, and every number by its name', () => {
    const line =
      '{"step": 20, "time": 1700000000.5, "test/accuracy": 0.93, "loss": 1e-3, "note": "x", "list": [1], "on": true}';
    assert.deepEqual(parseMetricLine(line), {
      step: 20,
      wallTime: 1700000000.5,
      scalars: [
        { tag: 'test/accuracy', value: 0.93 },
        { tag: 'loss', value: 1e-3 },
      ],
    });
  });

  it('may have what JSON has no words for, as Python writes it', () => {
    const expected = { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY };
    assert.deepEqual(scalarsOf('{"step": 1, "a": NaN, "b": Infinity, "c": -Infinity}'), expected);
    assert.deepEqual(scalarsOf('{"step": 1, "a": "NaN", "b": "Infinity", "c": "-Infinity"}'), expected);
  });

  it('is passed over in words where it is none, and without where it is blank', () => {
    for (const line of ['x', '[]', '3', 'null', '{', '{"step": NaN'])
      assert.deepEqual(parseMetricLine(line), { refused: 'is no JSON object' }, line);
    for (const line of ['{}', '{"step": -1}', '{"step": 1.5}', '{"step": "1"}', '{"step": 1e300}', '{"step": NaN}'])
      assert.match(JSON.stringify(parseMetricLine(line)), /no \\"step\\"/, line);
    assert.deepEqual([parseMetricLine(''), parseMetricLine(' \r')], [undefined, undefined]);
  });

  it('keeps names that no run may have to itself', () => {
    assert.deepEqual(scalarsOf(`{"step": 1, "": 2, "${'x'.repeat(513)}": 3, "__proto__": 4, "ok": 5}`), {
      ...JSON.parse('{"__proto__": 4}'),
      ok: 5,
    });
  });
});
