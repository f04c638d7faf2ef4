// JSON and JSON Lines as programs write them, under whatever name, and files that are no texts at all.

import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { useTextReading } from './readingTexts.ts';

const expected = { order: ['bring me tea', 'two cups'], refund: ['money back'] };
const texts = ['bring me tea', 'two cups', 'money back'];
const labels = ['order', 'order', 'refund'];
const records = texts.map((text, row) => ({ text, label: labels[row] }));
const byNumber = <Value>(values: readonly Value[]) => Object.fromEntries(values.map((value, row) => [row, value]));

describe('JSON of texts', () => {
  const { read, refuses } = useTextReading();

  it('recognises tables by their columns, as pandas writes them', async () => {
    const pandas = {
      list: { text: texts, label: labels },
      columns: { text: byNumber(texts), label: byNumber(labels) },
      index: byNumber(records),
      split: { columns: ['label', 'text'], index: [0, 1, 2], data: texts.map((text, row) => [labels[row], text]) },
      records,
      values: records.map(({ text, label }) => [text, label]),
    };
    for (const [orient, value] of Object.entries(pandas)) {
      for (const space of [0, 2]) {
        assert.deepEqual(
          await read('a.json', JSON.stringify(value, undefined, space)),
          { classes: expected, notes: [] },
          orient,
        );
      }
    }
    const more = { id: [1, 2, 3], Sentence: texts, intent: [0, 0, 1] };
    assert.deepEqual((await read('a.json', JSON.stringify(more))).classes, { 0: expected.order, 1: expected.refund });
    const named = { words: texts, kind: ['a', 'b', 'c'] };
    const settings = { textColumn: 'words', labelColumn: 'kind' };
    assert.deepEqual(Object.keys((await read('a.json', JSON.stringify(named), settings)).classes), ['a', 'b', 'c']);
  });

  it('refuses numbers as classes that would be taken for their neighbours', async () => {
    await refuses(
      'a.jsonl',
      '{"text":"one","label":1}\n{"text":"two","label":9007199254740993}\n',
      /line 2.*more digits.*Write it in quotes/,
    );
  });

  it('finds texts within objects, and beside versions, licences and names of classes, which are told', async () => {
    const parts = { train: records.slice(0, 2), test: records.slice(2) };
    const byClass = expected;
    const wrapped: readonly (readonly [value: unknown, passedOver: readonly string[]])[] = [
      [{ data: records }, []],
      [{ version: '1.0', data: records }, ['version']],
      [{ data: parts }, []],
      [{ info: { licence: 'CC' }, labels: ['order', 'refund'], data: records, total: 3 }, ['info', 'labels', 'total']],
      [{ schema: { fields: [{ name: 'text' }] }, data: records.map((row, index) => ({ index, ...row })) }, ['schema']],
      [{ rasa_nlu_data: { common_examples: records, regex_features: [] } }, []],
      [
        { features: [{ feature_idx: 0, name: 'text' }], rows: records.map((row) => ({ row_idx: 0, row })) },
        ['features'],
      ],
      [{ version: 2, intents: byClass }, ['version']],
      [{ train: { text: texts, label: labels }, meta: null }, ['meta']],
      [{ classes: { food: { order: expected.order }, money: { refund: expected.refund } } }, []],
    ];
    for (const [value, passedOver] of wrapped) {
      const { classes, notes } = await read('a.json', JSON.stringify(value));
      assert.deepEqual(classes, expected, JSON.stringify(value));
      const told = notes.filter((note) => note.includes('what holds no texts')).join();
      for (const key of passedOver) assert.ok(told.includes(`"${key}"`) || told.includes('other'), `${key}: ${told}`);
      assert.equal(told === '', passedOver.length === 0, JSON.stringify(value));
    }
    const patterns = Object.entries(expected).map(([tag, list]) => ({ tag, patterns: list, responses: ['Yes?'] }));
    const settings = { textColumn: 'patterns', labelColumn: 'tag' };
    assert.deepEqual((await read('a.json', JSON.stringify({ intents: patterns }), settings)).classes, expected);
    await refuses('a.json', JSON.stringify({ intents: patterns }), /keys "tag", "patterns", "responses".*textColumn/);
    await refuses('a.json', JSON.stringify({ version: 1, meta: { author: 'x' } }), /"version"\) is 1\. JSON texts are/);
    const inWords = records.map(({ text, label }) => ({ text: text.split(' '), label }));
    await refuses('a.json', JSON.stringify(inWords), /entry 1\): the text is a list of 3\. It must be a text/);
    await refuses('a.json', '{}', /holds no texts with a class/);
  });

  it('refuses columns of different lengths, and what may be columns or classes', async () => {
    await refuses(
      'a.json',
      JSON.stringify({ text: texts, label: labels.slice(1) }),
      /"text" and "label" look like columns of a table, but have 3 and 2 values/,
    );
    await refuses(
      'a.json',
      JSON.stringify({ text: byNumber(texts), label: { 0: 'x', 1: 'x' } }),
      /"2"\): the class is missing/,
    );
    await refuses('a.json', JSON.stringify({ text: { 0: 'x' }, label: { 0: 'x', 7: 'y' } }), /"7"\) has no text/);
    await refuses(
      'a.json',
      JSON.stringify({ question: ['a', 'b'], category: ['c', 'd'], timer: ['e', 'f'] }),
      /may be columns of a table or classes with their texts\. Set task\.dataset\.textColumn to "question"/,
    );
    await refuses('a.json', JSON.stringify({ text: ['a', 5], label: ['x', 'x'] }), /"text", entry 2\): the text is 5/);
    await refuses('a.json', JSON.stringify({ columns: ['text', 'label'], data: [5] }), /is no list of values/);
  });

  it('leaves classes with lists of texts what they are', async () => {
    const classes = { question: ['what', 'who', 'why'], order: ['tea'], timer: ['wake me', 'ring'] };
    assert.deepEqual((await read('a.json', JSON.stringify(classes))).classes, classes);
    const target = { ...classes, target: ['aim', 'goal'] };
    assert.deepEqual((await read('a.json', JSON.stringify(target))).classes, target);
  });

  it('recognises JSON, JSON Lines and tables by what they hold, and says so', async () => {
    const lines = records.map((record) => JSON.stringify(record)).join('\n');
    const table = `text;label\n${texts.map((text, row) => `${text};${labels[row]}\n`).join('')}`;
    const contents: readonly (readonly [content: string, name: string])[] = [
      [lines, 'JSON Lines'],
      [JSON.stringify(records, undefined, 2), 'JSON'],
      [JSON.stringify(expected, undefined, 2), 'JSON'],
      [
        JSON.stringify(
          records.map(({ text, label }) => [text, label]),
          undefined,
          1,
        ),
        'JSON',
      ],
      [table, 'a table'],
    ];
    for (const [content, name] of contents) {
      for (const file of [
        'texts',
        'texts.txt',
        'texts.csv.download',
        'texts.json',
        'texts.jsonl',
        'texts.csv',
        'TEXTS.TSV',
      ]) {
        const { classes, notes } = await read(file, `\ufeff${content}`);
        assert.deepEqual(classes, expected, `${file}: ${content}`);
        const isTold = notes.some((note) => note === `…/${file} is read as ${name}, because that is what it holds.`);
        const isNamed = { 'JSON Lines': /jsonl$/, JSON: /json$/, 'a table': /[ct]sv$/i }[name]?.test(file) ?? false;
        assert.equal(isTold, !isNamed, `${file} with ${name}: ${notes.join()}`);
      }
    }
    await refuses('a.txt', JSON.stringify(records), /line 1: the text is an object/, { format: 'jsonLines' });
    await refuses(
      'a',
      'words of a person, and more\nof them',
      /Neither the name of .* nor its first line tells its format/,
    );
  });

  it('knows a whole data set on one line from JSON Lines', async () => {
    const pairs = records.map(({ text, label }) => [text, label]);
    for (const value of [records, pairs, expected, { train: pairs }, { text: texts, label: labels }]) {
      for (const file of ['a.jsonl', 'a.json', 'a']) {
        assert.deepEqual(
          (await read(file, JSON.stringify(value))).classes,
          expected,
          `${file} ${JSON.stringify(value)}`,
        );
      }
    }
    for (const entry of [['tea', 'order'], { text: 'tea', label: 'order' }]) {
      assert.deepEqual((await read('a.jsonl', JSON.stringify(entry))).classes, { order: ['tea'] });
    }
  });

  it('refuses lines with keys missing or of another type, with the line', async () => {
    const line = (entry: unknown) => `${JSON.stringify(entry)}\n`;
    await refuses('a.jsonl', line(records[0]) + line({ text: 'a' }), /line 2: the class is missing/);
    await refuses('a.jsonl', line(records[0]) + line({ label: 'a' }), /line 2: the text is missing/);
    await refuses('a.jsonl', line(records[0]) + line({ text: null, label: 'a' }), /line 2: the text is null/);
    await refuses('a.jsonl', line(records[0]) + line({ text: 'b', label: ['a'] }), /line 2: the class is a list of 1/);
    await refuses('a.jsonl', line(records[0]) + line({ utterance: 'b', label: 'a' }), /line 2: the text is missing/);
    await refuses('a.jsonl', line(records[0]) + line('words'), /line 2 is the text "words"/);
    const mixed = line({ text: 'a', label: 1 }) + line({ text: 'b', label: '1' }) + line({ text: 'c', label: true });
    assert.deepEqual((await read('a.jsonl', mixed)).classes, { 1: ['a', 'b'], true: ['c'] });
  });

  it('names what is no file of texts', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;
    const cases: readonly (readonly [content: string | Uint8Array, says: RegExp])[] = [
      [pointer, /is a pointer of Git LFS, not the file itself\. Fetch the file: git lfs pull\./],
      [gzipSync('text,label\na,b\n'), /is a gzip file\. Unpack it/],
      ['<!DOCTYPE html>\n<html>', /is a page of HTML/],
      [Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), /is a zip file, as Excel workbooks are/],
      [Buffer.from('PAR1\x15\x04'), /is a Parquet file\. Save it as CSV/],
      [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /is an old Excel workbook/],
      [Buffer.from('%PDF-1.7\n'), /is a PDF file/],
    ];
    for (const [content, says] of cases) {
      for (const file of ['a.csv', 'a.json', 'a.jsonl', 'a']) await refuses(file, content, says);
      await refuses('a.csv', content, says, { format: 'csv' });
    }
  });

  it('reads encodings, or says which one it may be', async () => {
    const table = 'text,label\nfür Öl,ä\n';
    const wide = Buffer.from(table, 'utf16le');
    const latin = Buffer.from(table, 'latin1');
    await refuses('a.csv', wide, /looks like UTF-16: set task\.dataset\.encoding to "utf-16le"/);
    await refuses('a.csv', Buffer.from(wide).swap16(), /looks like UTF-16: set task\.dataset\.encoding to "utf-16be"/);
    await refuses('a.csv', latin, /line 2 is not valid utf-8\. .*"windows-1252" for Latin-1/);
    assert.deepEqual((await read('a.csv', latin, { encoding: 'windows-1252' })).classes, { ä: ['für Öl'] });
    await refuses('a.csv', Buffer.from([0xff, 0xfe, 0, 0, 0x74, 0, 0, 0]), /is encoded in UTF-32, which is not read/);
    await refuses('a.csv', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x74]), /is encoded in UTF-32, which is not read/);
    const marked = Buffer.from(`\ufeff${table}`, 'utf16le');
    await refuses(
      'a.csv',
      marked,
      /begins with the byte order mark of utf-16le, but task\.dataset\.encoding is utf-8/,
      {
        encoding: 'utf-8',
      },
    );
    for (const encoding of ['windows-1252', 'utf-16le', 'utf-16be']) {
      await refuses('a.csv', table, /is encoded in utf-8, but task\.dataset\.encoding is .* Remove the setting/, {
        encoding,
      });
    }
    const plain = await read('a.csv', 'text,label\ntea,order\n', { encoding: 'windows-1252' });
    assert.deepEqual(plain.classes, { order: ['tea'] });
    assert.deepEqual((await read('a.csv', `\ufeff${table}`, { encoding: 'utf-8' })).classes, { ä: ['für Öl'] });
    for (const name of ['a.csv', 'a', 'a.txt']) {
      assert.deepEqual((await read(name, marked)).classes, { ä: ['für Öl'] });
    }
    const lines = Buffer.from('\ufeff{"text": "für Öl", "label": "ä"}\r\n', 'utf16le').swap16();
    assert.deepEqual((await read('a.jsonl', lines)).classes, { ä: ['für Öl'] });
  });
});
