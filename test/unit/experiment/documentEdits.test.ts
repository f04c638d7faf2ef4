// Edits of the text: layout and comments around them stay as they are, and the result means what was asked.

import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { editsToInsertBefore, editsToRemove, editsToSet } from '../../../src/experiment/documentEdits.ts';
import { applyTextEdits, type ExperimentDocument, findValue } from '../../../src/experiment/experimentDocument.ts';
import type { KeyPath } from '../../../src/experiment/keyPath.ts';
import { parseText } from '../../../src/experiment/parseText.ts';
import type { TextEdit } from '../../../src/experiment/problem.ts';

function edited(text: string, edit: (document: ExperimentDocument) => TextEdit[] | undefined): string | undefined {
  const { document, problems } = parseText(text);
  assert.deepEqual(problems, []);
  const edits = edit(document);
  return edits && applyTextEdits(text, edits);
}

const set = (text: string, path: KeyPath, value: unknown) =>
  edited(text, (document) => editsToSet(document, path, value));
const remove = (text: string, path: KeyPath, key: string) =>
  edited(text, (document) => {
    const object = findValue(document, path);
    return object && editsToRemove(document, object, key);
  });

describe('setting a value', () => {
  it('replaces the one that stands there, and nothing else', () => {
    assert.equal(set('{ "a": [1,\n 2] /* why */, }', ['a'], [0, { b: 'c' }]), '{ "a": [0, { "b": "c" }] /* why */, }');
    assert.equal(set('{"a":1,"a":2}', ['a'], 3), '{"a":1,"a":3}');
    assert.equal(set(' 1 ', [], {}), ' {} ');
  });

  it('adds a key behind the last one, on its own line where the last one has one', () => {
    assert.equal(set('{ "a": 1 }', ['b'], 2), '{ "a": 1, "b": 2 }');
    assert.equal(set('{ "a": 1, }', ['b'], 2), '{ "a": 1, "b": 2, }');
    assert.equal(set('{\n  "a": 1\n}', ['b'], 2), '{\n  "a": 1,\n  "b": 2\n}');
    assert.equal(set('{\r\n\t"a": 1,\r\n}', ['b'], 2), '{\r\n\t"a": 1,\r\n\t"b": 2,\r\n}');
  });

  it('leaves a comment with the key that it belongs to', () => {
    assert.equal(set('{\n  "a": 1 // one\n}', ['b'], 2), '{\n  "a": 1, // one\n  "b": 2\n}');
    assert.equal(set('{\n  "a": 1, // one\n}', ['b'], 2), '{\n  "a": 1, // one\n  "b": 2,\n}');
    assert.equal(set('{\n  "a": 1 /* one */\n}', ['b'], 2), '{\n  "a": 1, "b": 2 /* one */\n}');
  });

  it('fills empty objects and lists, and makes the objects on the way', () => {
    assert.equal(set('{}', ['a', 'b', 'c'], 1), '{ "a": { "b": { "c": 1 } } }');
    assert.equal(set('{\n}', ['a'], 1), '{ "a": 1 }');
    assert.equal(set('{ // nothing yet\n}', ['a'], 1), '{ "a": 1 // nothing yet\n}');
    assert.equal(set('{ "a": [] }', ['a', 0], 1), '{ "a": [1] }');
    assert.equal(set('{ "a": [1] }', ['a', 1], 2), '{ "a": [1, 2] }');
  });

  it('refuses what the text has no place for', () => {
    assert.equal(set('{ "a": 1 }', ['a', 'b'], 2), undefined);
    assert.equal(set('{ "a": [1] }', ['a', 2], 2), undefined);
    assert.equal(set('{ "a": [1] }', ['a', 'b'], 2), undefined);
  });
});

describe('inserting an item', () => {
  it('lays it out as the one behind it', () => {
    const insert = (text: string) =>
      edited(text, (document) => editsToInsertBefore(document, ['a', 1], { kind: 'flatten' }));
    assert.equal(insert('{ "a": [1, 2] }'), '{ "a": [1, { "kind": "flatten" }, 2] }');
    assert.equal(insert('{ "a": [\n    1,\n    2\n] }'), '{ "a": [\n    1,\n    { "kind": "flatten" },\n    2\n] }');
    assert.equal(insert('{ "a": [1] }'), undefined);
  });
});

describe('removing a key', () => {
  it('takes the comma along that would be left over', () => {
    assert.deepEqual(parse(remove('{ "a": 1, "b": 2, "c": 3 }', [], 'a') ?? ''), { b: 2, c: 3 });
    assert.equal(remove('{ "a": 1, "b": 2, "c": 3 }', [], 'b'), '{ "a": 1, "c": 3 }');
    assert.equal(remove('{ "a": 1, "b": 2 }', [], 'b'), '{ "a": 1 }');
    assert.equal(remove('{ "a": 1, "b": 2, }', [], 'b'), '{ "a": 1, }');
    assert.equal(remove('{ "a": 1 }', [], 'a'), '{  }');
    assert.equal(remove('{ "a": 1 , }', [], 'a'), '{  }');
    assert.equal(remove('{ "a": { "b": 1 } }', ['a'], 'b'), '{ "a": {  } }');
    assert.equal(remove('{ "a": 1 }', [], 'b'), undefined);
  });
});
