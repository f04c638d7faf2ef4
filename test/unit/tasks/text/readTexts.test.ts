// Reading texts: every format and encoding, and errors that name the file and the line.

import assert from 'node:assert/strict';
import { TaskError } from '../../../../src/tasks/taskError.ts';
import { readTexts } from '../../../../src/tasks/text/readTexts.ts';
import { textDataset, useTextReading } from './readingTexts.ts';

describe('reading texts', () => {
  const { folder, read, refuses } = useTextReading();

  const expected = { timer: ['wake me', 'set an alarm'], weather: ['is it "wet"?', 'two\nlines'] };

  it('takes CSV with quotes, quoted line breaks, any line ends, further columns and empty lines', async () => {
    const csv =
      'id,utterance,intent\n1,wake me,timer\r\n\n2,"is it ""wet""?",weather\n3,set an alarm,timer\r4,"two\nlines",weather';
    assert.deepEqual((await read('a.csv', csv)).classes, expected);
    assert.deepEqual(
      (await read('a.txt', csv.replaceAll(',', ';'), { format: 'csv', delimiter: ';' })).classes,
      expected,
    );
    assert.deepEqual((await read('a.tsv', csv.replaceAll(',', '\t'))).classes, expected);
    const headless = { header: false, textColumn: 2, labelColumn: 3 };
    assert.deepEqual((await read('b.csv', csv.slice(csv.indexOf('1,')), headless)).classes, expected);
    const named = { textColumn: 'Was', labelColumn: 'Art' };
    assert.deepEqual((await read('c.csv', 'Art,Was\ntimer,wake me\n', named)).classes, { timer: ['wake me'] });
    assert.deepEqual((await read('d.tsv', 'text\tlabel\nsay "hi\tx\n', { quotes: false })).classes, { x: ['say "hi'] });
  });

  it('takes JSON of every shape, and JSON Lines', async () => {
    const pairs = Object.entries(expected).flatMap(([label, texts]) => texts.map((text) => [text, label] as const));
    const objects = pairs.map(([text, label]) => ({ label, text }));
    assert.deepEqual((await read('a.json', JSON.stringify(pairs))).classes, expected);
    assert.deepEqual((await read('b.json', JSON.stringify(objects))).classes, expected);
    assert.deepEqual((await read('c.json', JSON.stringify(expected))).classes, expected);
    const parts = { train: pairs.slice(0, 1), test: pairs.slice(1), oos_train: [['what is love', 'oos']] };
    assert.deepEqual((await read('d.json', JSON.stringify(parts))).classes, expected);
    assert.deepEqual((await read('d.json', JSON.stringify(parts), { outOfScope: 'class' })).classes, {
      oos: ['what is love'],
      ...expected,
    });
    const lines = `${objects.map((entry) => JSON.stringify(entry)).join('\r\n')}\n\n`;
    assert.deepEqual((await read('e.jsonl', lines)).classes, expected);
    assert.deepEqual((await read('f.ndjson', '["hello", 3]\n["bye", 3]')).classes, { 3: ['hello', 'bye'] });
  });

  it('takes UTF-8, UTF-16 and Windows-1252, with byte order marks and without', async () => {
    const text = 'text,label\nfür Öl 5 €,ä\n日本,ä\n';
    const littleEndian = Buffer.from(text, 'utf16le');
    const wanted = { ä: ['für Öl 5 €', '日本'] };
    assert.deepEqual((await read('a.csv', text)).classes, wanted);
    assert.deepEqual((await read('b.csv', `\ufeff${text}`)).classes, wanted);
    assert.deepEqual((await read('c.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), littleEndian]))).classes, wanted);
    assert.deepEqual(
      (await read('d.csv', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(littleEndian).swap16()]))).classes,
      wanted,
    );
    assert.deepEqual((await read('e.csv', littleEndian, { encoding: 'utf-16le' })).classes, wanted);
    const western = Buffer.from([
      ...Buffer.from('text,label\nf'),
      0xfc,
      ...Buffer.from('r 5 '),
      0x80,
      ...Buffer.from(',x\n'),
    ]);
    assert.deepEqual((await read('f.csv', western, { encoding: 'windows-1252' })).classes, { x: ['für 5 €'] });
  });

  it('reads files that are larger than one block, lines counted', async () => {
    const rows = Array.from({ length: 6000 }, (_, row) => `["number ${row} ${'…'.repeat(120)}", "class${row % 7}"]`);
    const lines = `${rows.join('\n')}\n`;
    assert.ok(Buffer.byteLength(lines) > 2 ** 21);
    const { classes } = await read('large.jsonl', lines);
    assert.equal(Object.values(classes).flat().length, rows.length);
    await refuses('large.jsonl', `${lines}["alone"]\n`, /line 6001: the class is missing/);
    await refuses(
      'large.jsonl',
      Buffer.concat([Buffer.from(lines), Buffer.from([0x61, 0xff])]),
      /line 6001 is not valid utf-8/,
    );
  });

  it('leaves out what cannot be a sample, and says how much', async () => {
    const csv = 'text,label\nWake me!,timer\nwake  me,timer\n???,timer\nwake me,weather\nhello,\n,empty\nsun,weather\n';
    const { classes, notes } = await read('a.csv', csv);
    assert.deepEqual(classes, { timer: ['Wake me!'], weather: ['wake me', 'sun'] });
    assert.deepEqual(notes, [
      '…/a.csv: left out 1 text, because their words stand in their class already.',
      '…/a.csv: left out 2 texts, because there are no words in them.',
      '…/a.csv: left out 1 text, because they have no class.',
      '…/a.csv: left out 1 class without texts: "empty".',
      '…/a.csv: 1 text in more than one class, such as "wake me".',
    ]);
  });

  it('does not read JSON of more values than there may be texts', async () => {
    await refuses(
      'a.json',
      `[${'[],'.repeat(16_100_000)}0]`,
      /a\.json holds more than 16000000 values, as no file of its kind does/,
    );
  });

  it('names file and line of what is wrong', async () => {
    await refuses(
      'a.csv',
      'text,label\nb,x\nc,x\n"never closed,x\nb,y\n',
      /a quote that opens after line 3 is never closed/,
    );
    await refuses('a.csv', 'text,label\r\n"b\r\n\r\nc",x\r\nb\r\n', /line 5 has only 1 column/);
    await refuses('a.csv', 'text,label\nb,x\nsay "hi,y\n', /line 3: a quote stands where none can/);
    await refuses(
      'a.csv',
      'phrase,kind\nb,x\n',
      /"phrase", "kind", none of which is known to hold the text.*textColumn/,
    );
    await refuses('a.csv', 'text,label\nb,x\n', /names the column "nope".*header is false/, {
      header: false,
      textColumn: 'nope',
    });
    await refuses('a.csv', 'text,label\nb,x\n', /but none is "nope"/, { labelColumn: 'nope' });
    await refuses('a.csv', 'text,label\nb,x\n', /same column/, { textColumn: 1, labelColumn: 1 });
    await refuses('a.json', '[["b", "x"],\n["c", ]]', /line 2 is not valid JSON/);
    await refuses('a.json', '{"train": [["b", "x"],\n["c"', /line 2 is not valid JSON: the file ends too early/);
    await refuses('a.json', '[["b", "x"],\n["c", null]]', /line 2 \(entry 2\): the class is null/);
    await refuses('a.json', '{"x": ["b",\n\n5]}', /line 3 \("x", entry 2\) is 5, but must be a text/);
    await refuses('a.jsonl', '["b", "x"]\n\n["c"]\n', /line 3: the class is missing/);
    await refuses('a.jsonl', '["b", "x"]\n{"text": \n', /line 2 is not valid JSON/);
    await refuses('a.csv', 'text,label\nb\0c,x\n', /line 2 holds a NUL character/);
    await refuses('a.dat', 'some words of a person\n', /Neither the name of .* nor its first line tells its format/);
  });

  it('says where to get CLINC150 when it is nowhere', async () => {
    await assert.rejects(
      readTexts(textDataset({ source: 'clinc150', path: 'nowhere' }), folder(), {}),
      (error: unknown) => error instanceof TaskError && /nowhere does not exist/.test(error.message),
    );
  });
});
