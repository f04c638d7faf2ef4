// Lines with quotation marks are taken apart as csv-parse takes them apart, in a time that grows as they do.

import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { splitQuoted } from '../../../src/foreign/tables/quotedCells.ts';

describe('lines with quotation marks', () => {
  it('have the cells that another parser finds, and none where it finds none', () => {
    for (const delimiter of [',', '\t']) {
      const piece = fc.constantFrom('"', '"', '""', delimiter, delimiter, 'a', ' ', '1.5', 'é', '😀');
      const line = fc
        .array(piece, { minLength: 1, maxLength: 12 })
        .map((pieces) => pieces.join(''))
        .filter((text) => text.includes('"'));
      fc.assert(
        fc.property(line, (text) => assert.deepEqual(splitQuoted(text, delimiter), cellsByParser(text, delimiter))),
        { numRuns: 2000 },
      );
    }
  });
});

function cellsByParser(line: string, delimiter: string): readonly string[] {
  try {
    const [row = []]: string[][] = parse(line, { relax_column_count: true, delimiter });
    return row;
  } catch {
    return [];
  }
}
