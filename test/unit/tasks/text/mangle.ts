// Ways in which a text data set can be damaged, each with what should become of it.

import type { RandomStream } from '../../../../src/engine/random.ts';

/** A file that holds the good data set in one format. */
export interface TextFormat {
  readonly file: string;
  readonly write: (rows: readonly Row[]) => string;
}

export interface Row {
  readonly text: string;
  readonly label: string;
}

/**
 * What loading does: it refuses with a message that fits `says`, it loads with a note that fits `notes` or with none,
 * or either.
 */
type Outcome =
  | { readonly kind: 'refused'; readonly says: RegExp }
  | { readonly kind: 'loaded'; readonly notes?: RegExp }
  | { readonly kind: 'either' };

/** `content` makes the file's bytes from the good data; with one parameter, always the same ones. */
export interface Mangling {
  readonly name: string;
  readonly file: string;
  readonly outcome: Outcome;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly content: (rows: readonly Row[], random: RandomStream) => string | Uint8Array;
}

const refused = (says: RegExp): Outcome => ({ kind: 'refused', says });
const loaded = (notes?: RegExp): Outcome => ({ kind: 'loaded', ...(notes && { notes }) });
const either: Outcome = { kind: 'either' };

const table = (delimiter: string) => (rows: readonly Row[]) =>
  ['text', ...rows.map(({ text }) => text)]
    .map((text, index) => `${text}${delimiter}${index === 0 ? 'label' : (rows[index - 1]?.label ?? '')}\n`)
    .join('');
const pairsOf = (rows: readonly Row[]) => rows.map(({ text, label }) => [text, label]);

const csv: TextFormat = { file: 'texts.csv', write: table(',') };
const tsv: TextFormat = { file: 'texts.tsv', write: table('\t') };
const json: TextFormat = { file: 'texts.json', write: (rows) => JSON.stringify(pairsOf(rows), undefined, 1) };
const jsonLines: TextFormat = {
  file: 'texts.jsonl',
  write: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
};
const classLists: TextFormat = {
  file: 'classes.json',
  write: (rows) =>
    JSON.stringify(
      Object.fromEntries(
        rows.map(({ label }) => [label, rows.filter((row) => row.label === label).map(({ text }) => text)]),
      ),
    ),
};
/** As CLINC150's data_full.json is. */
const clinc: TextFormat = {
  file: 'data_full.json',
  write: (rows) =>
    JSON.stringify({
      oos_val: [['what is love', 'oos']],
      val: pairsOf(rows.slice(0, 9)),
      train: pairsOf(rows.slice(9)),
      test: [],
      oos_train: [['why is a raven like a writing desk', 'oos']],
    }),
};

export const formats: readonly TextFormat[] = [csv, tsv, json, jsonLines, classLists, clinc];

function placeIn(length: number, random: RandomStream): number {
  return 1 + random.integer(length - 1);
}

/** The bytes with some replaced from a random place on; never the first. */
function overwritten(text: string, bytes: readonly number[], random: RandomStream): Uint8Array {
  const whole = Buffer.from(text);
  whole.set(bytes, placeIn(whole.length - bytes.length, random));
  return whole;
}

/** A row's text replaced by `text`. */
function withText(rows: readonly Row[], text: string, random: RandomStream): Row[] {
  const chosen = random.integer(rows.length);
  return rows.map((row, index) => (index === chosen ? { ...row, text } : row));
}

/** Damage to the bytes, whatever the format. */
const toBytes: readonly Mangling[] = formats.flatMap(({ file, write }): Mangling[] => [
  { name: 'an empty file', file, outcome: refused(/holds no texts with a class|is not valid JSON/), content: () => '' },
  {
    name: 'cut off',
    file,
    outcome: file.endsWith('.json') ? refused(/not valid JSON: the file ends too early/) : either,
    content: (rows, random) => {
      const bytes = Buffer.from(write(rows));
      return bytes.subarray(0, placeIn(bytes.length - 1, random));
    },
  },
  {
    name: 'invalid UTF-8',
    file,
    outcome: refused(/, line \d+ is not valid utf-8/),
    content: (rows, random) =>
      overwritten(write(rows), [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8]][random.integer(4)] ?? [], random),
  },
  {
    name: 'UTF-16 without a byte order mark',
    file,
    outcome: refused(/, line \d+ (holds a NUL character|is not valid utf-8)/),
    content: (rows, random) => {
      const bytes = Buffer.from(write(rows), 'utf16le');
      return random.integer(2) === 0 ? bytes : bytes.swap16();
    },
  },
  {
    name: 'half a character of UTF-16 at the end',
    file,
    settings: { encoding: 'utf-16le' },
    outcome: refused(/, line \d+ is not valid utf-16le/),
    content: (rows) => Buffer.from(write(rows), 'utf16le').subarray(0, -1),
  },
  {
    name: 'a NUL byte',
    file,
    outcome: refused(/, line \d+ holds a NUL character/),
    content: (rows) => write(rows).replace(/word(\d)/, 'word\0$1'),
  },
  {
    name: 'flipped bytes',
    file,
    outcome: either,
    content: (rows, random) => overwritten(write(rows), [random.integer(256), random.integer(256)], random),
  },
  {
    name: 'an archive under its name',
    file,
    outcome: refused(/ is a zip file, as Excel workbooks are\. Unpack it/),
    content: (_, random) =>
      Buffer.from([0x50, 0x4b, 3, 4, 0, ...Array.from({ length: 300 }, () => random.integer(256))]),
  },
  {
    name: 'two byte order marks',
    file,
    outcome: either,
    content: (rows) => `\ufeff\ufeff${write(rows)}`,
  },
]);

/** Damage to what the data say, in formats that have lines. */
const toRows: readonly Mangling[] = [csv, tsv, jsonLines, json].flatMap(({ file, write }): Mangling[] => [
  {
    name: 'classes without a text that has words',
    file,
    outcome: loaded(/left out 2 classes without texts: "void 0" and "void 1"/),
    content: (rows) => write([...rows, { text: '', label: 'void 0' }, { text: '?! …', label: 'void 1' }]),
  },
  {
    name: 'classes of one text',
    file,
    outcome: loaded(/Left out .* with fewer than 2 texts/),
    content: (rows) =>
      write([
        ...rows,
        ...Array.from({ length: 20 }, (_, index) => ({ text: `alone ${index}`, label: `one ${index}` })),
      ]),
  },
  {
    name: 'nothing but empty texts',
    file,
    outcome: refused(/holds no texts with a class\. .*left out 32 texts, because there are no words in them/),
    content: (rows) => write(rows.map(({ label }) => ({ text: ' ', label }))),
  },
  {
    name: 'no classes',
    file,
    outcome: refused(/holds no texts with a class\. .*left out 32 texts, because they have no class/),
    content: (rows) => write(rows.map(({ text }) => ({ text, label: '' }))),
  },
  {
    name: 'a single class',
    file,
    outcome: refused(/task\.ways is 2, but there are only [01] (training|held-out) classes/),
    content: (rows) => write(rows.map(({ text }) => ({ text, label: 'all' }))),
  },
  {
    name: 'the same text everywhere',
    file,
    outcome: refused(
      /task\.ways is 2, but there are only 0 .* Left out \d training classes with fewer than 2 texts: "/,
    ),
    content: (rows) => write(rows.map(({ label }) => ({ text: 'Same!', label }))),
  },
]);

const toSizes: readonly Mangling[] = [csv, json].flatMap(({ file, write }): Mangling[] => [
  {
    name: 'a text of more than a million characters',
    file,
    outcome: refused(/: the text is longer than 1 million characters: "aaa/),
    content: (rows) => write([{ text: 'a'.repeat(2 ** 20 + 1), label: 'x' }, ...rows]),
  },
  {
    name: 'a text of a million characters, in pieces',
    file,
    outcome: loaded(),
    content: (rows) => write([{ text: 'b'.repeat(2 ** 20), label: 'class 0' }, ...rows]),
  },
  {
    name: 'a name of a class of more than a million characters',
    file,
    outcome: refused(/: the class is longer than 1 million characters/),
    content: (rows) => write([...rows, { text: 'x', label: 'c'.repeat(2 ** 20 + 1) }]),
  },
]);

const toTables: readonly Mangling[] = [csv, tsv].flatMap(({ file, write }): Mangling[] => [
  {
    name: 'a quote that is never closed',
    file,
    outcome: refused(/a quote that opens after line \d+ is never closed/),
    content: (rows) => write([...rows, { text: '"never', label: 'x' }]),
  },
  {
    name: 'a quote within a text',
    file,
    outcome: refused(/, line \d+: a quote stands where none can/),
    content: (rows, random) => write(withText(rows, `${'say '.repeat(50_000)}"hi`, random)),
  },
  {
    name: 'a control character behind a quote',
    file,
    outcome: refused(/, line \d+: a quote stands where none can/),
    content: (rows, random) => write(withText(rows, '"say"\u001b', random)),
  },
  {
    name: 'a line of more than 4 MiB',
    file,
    outcome: refused(/, line \d+ is longer than 4 MiB/),
    content: (rows) => write([...rows, { text: 'word '.repeat(2 ** 20 + 2 ** 18), label: 'x' }]),
  },
  {
    name: 'lines with a column missing',
    file,
    outcome: refused(/, line \d+ has only 1 column, the header 2\. .*"double quotes"/),
    content: (rows, random) => write(rows).replace(new RegExp(`[,\t]class ${random.integer(5)}`), ''),
  },
  {
    name: 'no header',
    file,
    outcome: refused(/The first line of .* none of which is known to hold the text/),
    content: (rows) => write(rows).replace(/^.*\n/, ''),
  },
  { name: 'a header alone', file, outcome: refused(/holds no texts with a class/), content: () => write([]) },
  {
    name: 'a column that is set and missing',
    file,
    settings: { labelColumn: 'nothing' },
    outcome: refused(/but none is "nothing"/),
    content: write,
  },
  {
    name: 'a number of a column that no line has',
    file,
    settings: { textColumn: 9 },
    outcome: refused(/The first line of .* has only 2 columns, but task\.dataset\.textColumn is 9/),
    content: write,
  },
  {
    name: 'another delimiter',
    file,
    settings: { delimiter: '|' },
    outcome: refused(/is divided by "(,|\\t)", not by "\|"\. Set task\.dataset\.delimiter to/),
    content: write,
  },
]);

const bracketsDeep = 100_000;
const toJson: readonly Mangling[] = [
  ...(
    [
      ['null', /holds null/],
      ['5', /holds 5/],
      ['"text"', /holds the text "text"/],
      ['[]', /holds no texts with a class/],
      ['{}', /holds no texts with a class/],
      ['{"a": [], "b": []}', /holds no texts with a class/],
      ['{"a": "b"}', /line 1 \("a"\) is the text "b"/],
      ['{"a":\n{"b": []}}', /line 2 \("a"\) is an object/],
      ['{"a": ["b",\n["c"]]}', /line 2 \("a", entry 2\) is a list of 1/],
      ['[["a", "b"],\n7]', /line 2 \(entry 2\) is 7/],
      ['[["a", "b"],\n["c", {}]]', /line 2 \(entry 2\): the class is an object/],
      ['[{"text": "a", "constructor": "b"},\n{"text": "a"}]', /none of which is known to hold the class/],
      [`${'\n['.repeat(bracketsDeep)}x${']'.repeat(bracketsDeep)}`, /shape\.json is not valid JSON\. /],
      ['['.repeat(bracketsDeep), /shape\.json is not valid JSON/],
      [`${'['.repeat(bracketsDeep)}${']'.repeat(bracketsDeep)}`, /the text is a list of 1/],
      [
        `{"a": [${'{"text": '.repeat(bracketsDeep)}1${'}'.repeat(bracketsDeep)}]}`,
        /none of which is known to hold the class/,
      ],
      ['<!DOCTYPE html><title>404 Not Found</title>', /is a page of HTML\. A download may have failed/],
    ] as const
  ).map(
    ([content, says], index): Mangling => ({
      name: `the wrong shape, ${index + 1}`,
      file: 'shape.json',
      outcome: refused(says),
      content: () => content,
    }),
  ),
  {
    name: 'a key that every object inherits',
    file: 'keys.json',
    settings: { labelColumn: 'constructor' },
    outcome: refused(/line 2 \(entry 2\): the class is missing/),
    content: () => '[{"text": "a", "constructor": "b"},\n{"text": "c"}]',
  },
  {
    name: 'classes with names of JavaScript',
    file: 'names.json',
    outcome: loaded(),
    content: (rows) =>
      classLists.write(
        rows.map(({ text, label }) => ({
          text,
          label: label.replace('class 1', 'constructor').replace('class 2', 'toString'),
        })),
      ),
  },
  {
    name: 'lists without texts',
    file: 'empty.json',
    outcome: loaded(/passed over 1 empty list: "nobody"/),
    content: (rows) => classLists.write(rows).replace('{', '{"nobody": [],'),
  },
  {
    name: 'halves of surrogate pairs',
    file: 'halves.jsonl',
    outcome: loaded(),
    content: (rows) => `${jsonLines.write(rows)}["\\ud83d hello", "class 1"]\n`,
  },
  {
    name: 'a line that is cut off',
    file: 'cut.jsonl',
    outcome: refused(/, line 2 is not valid JSON/),
    content: (rows) => jsonLines.write(rows).replace(/\n.*"/, '\n{"text": "'),
  },
  {
    name: 'a line with a key missing',
    file: 'key.jsonl',
    outcome: refused(/, line 3: the class is missing/),
    content: (rows) => jsonLines.write(rows).replace(/^((.*\n){2})/, '$1{"text": "x"}\n'),
  },
  {
    name: 'JSON in a file of lines',
    file: 'whole.jsonl',
    outcome: loaded(/whole\.jsonl is read as JSON, because that is what it holds/),
    content: json.write,
  },
];

export const manglings: readonly Mangling[] = [...toBytes, ...toRows, ...toSizes, ...toTables, ...toJson];
