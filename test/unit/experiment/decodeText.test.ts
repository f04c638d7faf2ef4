// From bytes to text.

import assert from 'node:assert/strict';
import { decodeExperimentText } from '../../../src/experiment/decodeText.ts';

function refusal(bytes: Uint8Array): { rule: string; line: number; column: number; message: string } {
  const decoded = decodeExperimentText(bytes);
  if (decoded.kind !== 'refused') throw new assert.AssertionError({ message: 'the bytes were decoded' });
  const { rule, range, message } = decoded.problem;
  return { rule, line: range.start.line, column: range.start.column, message };
}

describe('decoding an experiment file', () => {
  it('reads UTF-8 and drops a byte order mark', () => {
    for (const text of ['', '{ "name": "ε 名前 🦎" }']) {
      assert.deepEqual(decodeExperimentText(Buffer.from(text)), { kind: 'text', text });
      assert.deepEqual(decodeExperimentText(Buffer.from(`\uFEFF${text}`)), { kind: 'text', text });
    }
  });

  it('finds the first byte that is no UTF-8', () => {
    const latin1 = Buffer.concat([Buffer.from('{\n  "name": "ε '), Buffer.from([0xe9]), Buffer.from('t" }')]);
    assert.deepEqual(refusal(latin1), {
      rule: 'encoding',
      line: 1,
      column: 13,
      message: 'The file is not encoded in UTF-8: byte 16 (0xE9) cannot be read. Save it as UTF-8 and try again.',
    });
    // A character that is cut off at the end, an overlong form, half of a surrogate pair.
    for (const bytes of [
      [0x7b, 0xf0, 0x9f, 0xa6],
      [0x7b, 0xc0, 0xaf],
      [0x7b, 0xed, 0xa0, 0x80],
    ]) {
      assert.equal(refusal(Buffer.from(bytes)).column, 1);
    }
  });

  it('recognises UTF-16 by its mark', () => {
    assert.match(refusal(Buffer.from('\uFEFF{}', 'utf16le')).message, /UTF-16/);
    assert.match(refusal(Buffer.from([0xfe, 0xff, 0x00, 0x7b])).message, /UTF-16/);
  });

  it('refuses giant files without decoding them', () => {
    assert.equal(refusal(Buffer.alloc(50 * 1024 * 1024, 0x20)).rule, 'file-too-large');
  });
});
