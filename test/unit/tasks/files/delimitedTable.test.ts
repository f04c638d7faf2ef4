// How tables divide their columns, for tables of texts and of images alike.

import assert from 'node:assert/strict';
import { beginningOfTable, firstRecords } from '../../../../src/tasks/files/delimitedTable.ts';
import { hasImageColumns, readTableRows } from '../../../../src/tasks/imageFolder/tableRows.ts';
import { textFile } from '../../../support/imageData.ts';

const lines = ['file,label', 'a.png,cat', '"b, c.png",dog'];
const rows = [
  { file: 'a.png', label: 'cat', group: undefined, maker: undefined, part: undefined },
  { file: 'b, c.png', label: 'dog', group: undefined, maker: undefined, part: undefined },
];
/** With quotes where they are needed, and others where they are not. */
const table = (delimiter: string, end = '\n') => lines.map((line) => line.replace(/,(?! )/g, delimiter) + end).join('');

describe('tables whose columns something divides', () => {
  it('may say by what in a line of their own, also one that a spreadsheet filled up', () => {
    for (const [text, told, rest] of [
      ['sep=;\na;b\n', ';', 'a;b\n'],
      ['SEP=|\na|b\n', '|', 'a|b\n'],
      ['"sep=;"\na;b\n', ';', 'a;b\n'],
      ['sep=;,,,\na;b\n', ';', 'a;b\n'],
      ['sep=,;;\na,b\n', ',', 'a,b\n'],
      ['sep=\t\na\tb\n', '\t', 'a\tb\n'],
      ['sep=😀\na😀b', '😀', 'a😀b'],
      ['sep=;', ';', ''],
      ['sep="\na"b\n', undefined, 'sep="\na"b\n'],
      ['sep=\na\n', undefined, 'sep=\na\n'],
      ['sep=;;x\na\n', undefined, 'sep=;;x\na\n'],
      ['a;b\nsep=;\n', undefined, 'a;b\nsep=;\n'],
      ['', undefined, ''],
    ] as const) {
      const expected = { told, text: rest, linesBefore: told === undefined ? 0 : 1 };
      assert.deepEqual(beginningOfTable(text), expected, JSON.stringify(text));
    }
  });

  it('are looked at as far as quotes are right, and no further than asked', () => {
    const records = (text: string, most: number) => firstRecords({ text }, ',', { most, hasQuotes: true });
    assert.deepEqual(records('a,b\n\n"c,d",e\nf,g\n', 2), [
      ['a', 'b'],
      ['c,d', 'e'],
    ]);
    assert.deepEqual(records('a,b\nc,"d\n', 9), [['a', 'b']]);
    assert.deepEqual(firstRecords({ text: '"a,b\n' }, ',', { most: 1, hasQuotes: false }), [['"a', 'b']]);
  });

  it('are tables of images by any of the usual characters, and by what their first line says', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      for (const delimiter of [',', ';', '\t', '|'])
        for (const before of ['', '\ufeff']) check(`${before}${table(delimiter, end)}`);
      for (const delimiter of [',', ';', '\t', '|', '~', '😀', '\\']) {
        check(`sep=${delimiter}${end}${table(delimiter, end)}`);
        check(`\ufeff"sep=${delimiter}"${end}${end}${table(delimiter, end)}`);
        check(`sep=${delimiter};;${end}${table(delimiter, end)}`);
      }
    }
    function check(text: string): void {
      assert.equal(hasImageColumns({ bytes: textFile(text) }), true, JSON.stringify(text));
      assert.deepEqual(readTableRows({ location: 'x.csv', bytes: textFile(text) }), rows, JSON.stringify(text));
    }
  });

  it('are divided by what makes known columns of the header, whatever else stands in it more often', () => {
    const text = 'label|file|a, b, c, d\ncat|a.png|x\n';
    const bytes = textFile(text);
    assert.deepEqual(readTableRows({ location: 'x.csv', bytes }), rows.slice(0, 1));
    assert.throws(
      () => readTableRows({ location: 'x.csv', bytes: textFile('kind|thing\na|b\n') }),
      /x\.csv has no columns filename and label, but "kind" and "thing"/,
    );
  });
});
