// Tables as programs write them: delimiters, headers, lines that do not fit. What is read is what was meant, or it is
// refused with the line.

import assert from 'node:assert/strict';
import { useTextReading } from './readingTexts.ts';

const expected = { order: ['bring me tea', 'two cups'], refund: ['money back', 'it broke'] };
const rows = Object.entries(expected).flatMap(([label, texts]) => texts.map((text) => [text, label] as const));
const table = (delimiter: string, end = '\n') =>
  [['text', 'label'] as const, ...rows].map((row) => row.join(delimiter)).join(end) + end;

describe('tables of texts', () => {
  const { read, refuses } = useTextReading();

  it('refuses lines with more columns than the header, with their numbers', async () => {
    const csv = 'text,label\na, please,order\nb,order\nc, please,order\nd,refund\n';
    await refuses(
      'a.csv',
      csv,
      /a\.csv, line 2 has 3 columns, the header 2\. The same goes for line 4\. Put a text that holds "," or a line break in "double quotes"/,
    );
    const many = `text,label\n${'a, please,order\n'.repeat(9)}`;
    await refuses('a.csv', many, /line 2 has 3 columns, .* lines 3, 4, 5 and 5 others\./);
    await refuses('a.tsv', 'text\tlabel\na\tb\torder\n', /line 2 has 3 columns, the header 2/);
    await refuses('a.csv', 'a,order\nb, c,order\n', /line 2 has 3 columns, the lines before it 2/, { header: false });
    await refuses('a.csv', 'text,label,\na,please,order\n', /line 2 has 3 columns, the header 2/);
    await refuses('a.csv', 'text,label\r\n"a\r\nb",order\r\nc,d,order\r\n', /line 4 has 3 columns/);
    // The row names that R writes.
    await refuses('a.csv', 'text,label\n1,a,order\n', /line 2 has 3 columns/);
  });

  it('does not lead astray where one column is all that there is', async () => {
    for (const first of ['text^label', 'Intents of 2024', '# my texts'])
      await refuses(
        'a.csv',
        `${first}\na^order\n`,
        /one alone, and needs two: .*task\.dataset\.delimiter.* or remove lines/,
      );
  });

  it('tells where text and class seem to be the wrong way round', async () => {
    const turned = rows.map(([text, label]) => `${label},${text}`).join('\n');
    const { notes } = await read('a.csv', turned, { header: false });
    assert.match(notes.join(), /4 classes, but only 2 different texts\. Text and class may be the wrong way round/);
    assert.doesNotMatch((await read('a.csv', table(','))).notes.join(), /wrong way round/);
  });

  it('refuses lines with fewer columns than the header, with their numbers', async () => {
    await refuses('a.csv', 'id,label,text\n1,order,a broken\nline\n', /line 3 has only 1 column, the header 3/);
    await refuses('a.csv', 'text,label,note\na,order\nb,order,c\n', /line 2 has only 2 columns, the header 3/);
    await refuses('a.csv', 'text,label\na,order\nb\n', /line 3 has only 1 column/);
  });

  it('reads quoted delimiters, doubled quotes, and lines of quoted texts', async () => {
    const csv = 'text,label\n"a, ""b"", c",order\n"two\nlines",order\n';
    assert.deepEqual(await read('a.csv', csv), { classes: { order: ['a, "b", c', 'two\nlines'] }, notes: [] });
  });

  it('passes over blank lines, lines of delimiters alone and delimiters behind the last column', async () => {
    const csv = `text,label,,\n\n${rows.map((row) => `${row.join(',')},,`).join('\n\n   \n,,,\n')}\n ,\n`;
    assert.deepEqual(await read('a.csv', csv), { classes: expected, notes: [] });
    const ends = `text,label\n${rows.map((row) => `${row.join(',')},`).join('\n')}`;
    assert.deepEqual(await read('a.csv', ends), { classes: expected, notes: [] });
  });

  it('recognises semicolons, tabs and bars where they divide the header, and says so', async () => {
    for (const delimiter of [';', '\t', '|']) {
      for (const end of ['\n', '\r\n', '\r']) {
        for (const mark of ['', '\ufeff']) {
          const { classes, notes } = await read('a.csv', mark + table(delimiter, end));
          assert.deepEqual(classes, expected);
          assert.deepEqual(notes, [`…/a.csv: its columns are divided by ${JSON.stringify(delimiter)}.`]);
        }
      }
    }
    assert.deepEqual((await read('a.tsv', table(','))).classes, expected);
    assert.deepEqual((await read('a.tsv', table('\t'))).notes, []);
    assert.deepEqual((await read('a.csv', table(';'), { textColumn: 1, labelColumn: 2 })).classes, expected);
    const quoted = 'text;label\n"a; b, c";order\n';
    assert.deepEqual((await read('a.csv', quoted)).classes, { order: ['a; b, c'] });
    const commas = 'text;label\nyes, please;order\nno, thanks, no;refund\n';
    assert.deepEqual((await read('a.csv', commas)).classes, { order: ['yes, please'], refund: ['no, thanks, no'] });
  });

  it('names the delimiter where another one is set', async () => {
    const advice = /divided by ";", not by ","\. Set task\.dataset\.delimiter to ";", or remove it/;
    await refuses('a.csv', table(';'), advice, { delimiter: ',' });
    await refuses('a.csv', 'phrase;kind\na;order\n', /names the columns "phrase", "kind", none of which/);
  });

  it('takes a line that says sep= at its word', async () => {
    for (const delimiter of [';', ',', '\t', '|', '~']) {
      const content = `sep=${delimiter}\r\n${table(delimiter, '\r\n')}`;
      assert.deepEqual(await read('a.csv', content), { classes: expected, notes: [] });
      assert.deepEqual((await read('a.csv', content, { delimiter })).classes, expected);
    }
    assert.deepEqual((await read('a.csv', `"sep=;"\n${table(';')}`)).classes, expected);
    assert.deepEqual((await read('a.csv', `\ufeffSEP=;\n${table(';')}`)).classes, expected);
    const headless = table(';').replace(/^.*\n/, 'sep=;\n');
    assert.deepEqual((await read('a.csv', headless, { header: false })).classes, expected);
    await refuses('a.csv', `sep=;\n${table(';')}`, /says that ";" divides .* task\.dataset\.delimiter is ","/, {
      delimiter: ',',
    });
    await refuses('a.csv', `sep=;\n${table(';')}a;b;c\n`, /line 7 has 3 columns, the header 2/);
    const wrong = /says that "," divides its columns, but the second is divided by ";"\. Correct the first line/;
    await refuses('a.csv', `sep=,\n${table(';')}`, wrong);
  });

  it('divides tables without a header where one delimiter alone fits', async () => {
    const headless = (delimiter: string) => table(delimiter).replace(/^.*\n/, '');
    for (const delimiter of [';', '\t', '|', ',']) {
      assert.deepEqual((await read('a.csv', headless(delimiter), { header: false })).classes, expected);
    }
    const either = 'yes, please;order\nno, thanks;refund\n';
    await refuses('a.csv', either, /can be divided by "," or by ";", and no header tells by which/, { header: false });
    assert.equal(Object.keys((await read('a.csv', either, { header: false, delimiter: ';' })).classes).length, 2);
  });

  it('knows a header from a record', async () => {
    await refuses('a.csv', 'bring tea,order\na,order\n', /"bring tea", "order", none of which .*header to false/);
    const numbers = { textColumn: 1, labelColumn: 2 };
    await refuses(
      'a.csv',
      'bring tea,order\na,order\n',
      /line 1 is taken for the header, but .*"order", is one of/,
      numbers,
    );
    assert.deepEqual((await read('a.csv', 'phrase,kind\na,order\n', numbers)).classes, { order: ['a'] });
    // A class may be called like a column that is found by name.
    assert.deepEqual((await read('a.csv', 'text,label\na,label\n')).classes, { label: ['a'] });
    await refuses('a.csv', 'text,label\n', /holds no texts with a class/);
    await refuses('a.csv', 'text,label', /holds no texts with a class/);
    await refuses('a.csv', '\r\n \r\n', /holds no texts with a class/);
  });

  it('passes over headers that joined files repeat', async () => {
    const csv = `${table(',')}text,label\nlater,order\n`;
    const { classes, notes } = await read('a.csv', csv);
    assert.deepEqual(classes, { ...expected, order: [...expected.order, 'later'] });
    assert.deepEqual(notes, ['…/a.csv: passed over what repeats the header: line 6.']);
  });

  it('refuses two columns of one name, and says which of several known ones it takes', async () => {
    await refuses('a.csv', 'text,label,text\na,order,b\n', /names two columns "text"\. Set task\.dataset\.textColumn/);
    assert.deepEqual((await read('a.csv', 'text,label,text\na,order,b\n', { textColumn: 3 })).classes, {
      order: ['b'],
    });
    const { classes, notes } = await read('a.csv', 'text,label,category\na,1,order\n');
    assert.deepEqual(classes, { 1: ['a'] });
    assert.match(notes.join(), /the class is taken from the column "label", not from "category"\. Set .*labelColumn/);
  });

  it('tells of a quote that may have swallowed lines', async () => {
    const csv = 'text,label\n"not closed,order\nb,order\nc,order\nd"",refund"\ne,refund\n';
    await refuses('a.csv', csv, /a\.csv/);
    const swallowed = 'text,label\n"not closed,order\nb,order\nc",refund\ne,refund\n';
    assert.match((await read('a.csv', swallowed)).notes.join(), /look like records of their own.*before line 4/);
  });

  it('has one class by a name, however Unicode writes its accents', async () => {
    const csv = 'text,label\na,caf\u00e9\nb,cafe\u0301\nc,tea\n';
    assert.deepEqual((await read('a.csv', csv)).classes, { café: ['a', 'b'], tea: ['c'] });
    const { classes } = await read('a.csv', csv, { outOfScopeLabel: 'cafe\u0301' });
    assert.deepEqual(classes, { tea: ['c'] });
  });

  it('tells of names of classes that may not be meant', async () => {
    const csv = 'text,label\na,1\nb,1.0\nc,nan\nd,Order\ne,order\n';
    const notes = (await read('a.csv', csv)).notes.join('\n');
    assert.match(notes, /texts of the class "nan" train and are held out like others/);
    assert.match(notes, /are two classes: "1" and "1\.0", "Order" and "order"\./);
  });
});
