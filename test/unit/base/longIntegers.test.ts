// Whole numbers of JSON with more digits than a number keeps.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import '../../support/seededProperties.ts';
import { parseKeepingLongIntegers } from '../../../src/base/longIntegers.ts';

describe('whole numbers in JSON', () => {
  it('are texts where a number would be another one, and nothing else is', () => {
    const long = '9007199254740993';
    for (const [json, value] of [
      [
        `[${long},-${long},9007199254740991,-9007199254740991]`,
        [long, `-${long}`, 9007199254740991, -9007199254740991],
      ],
      [`{"a":${long}}`, { a: long }],
      [`{"${long}": "\\"${long}, \\\\"}`, { [long]: `"${long}, \\` }],
      [
        `[${long}.5, ${long}e2, 1e-${long}, 0.${long}, 1E+5]`,
        JSON.parse(`[${long}.5, ${long}e2, 1e-${long}, 0.${long}, 1E+5]`),
      ],
      [long, long],
    ] as const)
      assert.deepEqual(parseKeepingLongIntegers(json), value, json);
    for (const damaged of [`["${long}`, `[0${long}]`, `[-]${long}`, `["\\`, `[${long},`, `[1${long} 2]`])
      assert.throws(() => parseKeepingLongIntegers(damaged), SyntaxError, damaged);
  });

  it('leave all other JSON as JSON.parse has it', () => {
    fc.assert(
      fc.property(fc.json().filter(keepsItsDigits), fc.constantFrom('', '"1234567890123456\\\\\\""'), (json, long) => {
        const text = long === '' ? json : `[${json},${long}]`;
        assert.deepEqual(parseKeepingLongIntegers(text), JSON.parse(text));
      }),
    );
  });
});

function keepsItsDigits(json: string): boolean {
  let isKept = true;
  JSON.parse(json, (_, value: unknown) => {
    isKept &&= typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value);
    return value;
  });
  return isKept;
}
