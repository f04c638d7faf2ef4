// JSON that anybody may have written: looked over before it becomes values.

import assert from 'node:assert/strict';
import { OutsizedJsonError, parseBoundedJson } from '../../../src/base/boundedJson.ts';

const bounds = { depth: 3, values: 10, names: 3 };
const parse = (text: string) => parseBoundedJson(new TextEncoder().encode(text), bounds);

describe('JSON within bounds', () => {
  it('is what JSON.parse makes of it, brackets and quotation marks within strings left alone', () => {
    const texts = [
      '{"a":[1,{"b":"[[[[{{{{,,,,,,,,,,,,:::::"}],"c":"\\"[[[[\\\\"}',
      '"ä[[[[\\\\\\"[[[["',
      '[[[]]]',
      ' 1 ',
    ];
    for (const text of texts) assert.deepEqual(parse(text), JSON.parse(text));
  });

  it('is no JSON where it is damaged, whatever the brackets say', () => {
    for (const text of ['', '{', ']]]]', '"', '"\\"', '{"a":1', '[,]'])
      assert.throws(() => parse(text), SyntaxError, text);
  });

  it('is refused beyond them, with the reason', () => {
    assert.throws(() => parse('[[[[]]]]'), /holds more than 3 lists or objects within each other/);
    assert.throws(() => parse(`[${'0,'.repeat(20)}0]`), /holds more than 10 values/);
    assert.throws(() => parse(`[${'[],'.repeat(20)}0]`), /holds more than 10 values/);
    assert.throws(() => parse('{"a":0,"b":0,"c":0,"d":0}'), /holds more than 3 names/);
    assert.throws(
      () => parseBoundedJson(new TextEncoder().encode('{"a":["b","c"]}'), { ...bounds, texts: 2 }),
      /holds more than 2 texts/,
    );
    // What follows a string that ends with a backslash counts.
    assert.throws(() => parse('["\\\\",[[[]]]]'), OutsizedJsonError);
  });
});
