// Odd and mangled tables: each is read right, or refused in words with the line.

import assert from 'node:assert/strict';
import { csvOf, makeRatings } from '../../../support/ratingsTable.ts';
import { type Dataset, type Sizes, useTableLoading } from './loadingTable.ts';

const ratings = makeRatings();
const good = csvOf(ratings);
const withCommas = csvOf(
  ratings.map((row) => ({
    ...row,
    age: String(row.age).replace('.', ','),
    rating: String(row.rating).replace('.', ','),
  })),
  ';',
);
const lines = good.trimEnd().split('\n');
/** With another text in one column of line 5. */
const changed = (column: 'user' | 'age' | 'genre' | 'rating', value: string) =>
  csvOf(ratings.map((row, index) => (index === 3 ? { ...row, [column]: value } : row)));
const utf16 = Buffer.from(`\uFEFF${good}`, 'utf16le');

interface Read {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly dataset?: Dataset;
}

const readAlike: readonly Read[] = [
  { name: 'a byte order mark', content: `\uFEFF${good}` },
  { name: 'UTF-16', content: utf16 },
  { name: 'CR LF', content: good.replaceAll('\n', '\r\n') },
  { name: 'CR', content: good.replaceAll('\n', '\r') },
  { name: 'no line end at the end', content: good.trimEnd() },
  { name: 'empty lines and lines of delimiters', content: good.replaceAll('\n', '\n\n,,,\n') },
  { name: 'semicolons', content: csvOf(ratings, ';') },
  { name: 'tabs', content: csvOf(ratings, '\t') },
  { name: 'a separator line', content: `sep=;\n${csvOf(ratings, ';')}` },
  { name: 'decimal commas, declared', content: withCommas, dataset: { decimal: ',' } },
  {
    name: 'decimal commas in quotes',
    content: good.replaceAll(/(\d)\.(\d+)/g, '"$1,$2"').replaceAll(/(\d)"(\d)/g, '"$1$2'),
    dataset: { decimal: ',' },
  },
  {
    name: 'every value in quotes',
    content: lines
      .map((line) =>
        line
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(),
      )
      .join('\n'),
  },
  { name: 'spaces around values', content: good.replaceAll(',', ' , ') },
  { name: 'a repeated header', content: [...lines.slice(0, 9), lines[0], ...lines.slice(9)].join('\n') },
  {
    name: 'columns more than are used, two of them called alike',
    content: good.replaceAll('\n', ',x,y\n').replace('x,y', 'odd,odd'),
  },
  { name: 'JSON', content: JSON.stringify(ratings), dataset: { path: 'ratings.json' } },
  {
    name: 'JSON Lines',
    content: ratings.map((row) => JSON.stringify(row)).join('\n'),
    dataset: { path: 'ratings.jsonl' },
  },
  {
    name: 'JSON Lines of texts',
    content: ratings.map((row) => JSON.stringify({ ...row, age: String(row.age) })).join('\r\n'),
    dataset: { path: 'ratings.csv' },
  },
];

interface Refused {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly says: RegExp;
  readonly dataset?: Dataset;
  readonly sizes?: Sizes;
}

const refused: readonly Refused[] = [
  { name: 'an empty file', content: '', says: /ratings\.csv is empty/ },
  { name: 'a header alone', content: `${lines[0]}\n`, says: /holds no rows with a task and a target/ },
  {
    name: 'a text among numbers',
    content: changed('age', 'forty'),
    says: /line 5: "age" is "forty", which is no number/,
  },
  { name: 'infinity', content: changed('age', 'inf'), says: /line 5: "age" is "inf", which is no number/ },
  { name: 'minus infinity', content: changed('rating', '-Infinity'), says: /line 5: "rating" is "-Infinity"/ },
  { name: 'a number beyond all numbers', content: changed('age', '1e999'), says: /line 5: "age" is "1e999"/ },
  {
    name: 'a number that cannot be squared',
    content: changed('age', '1e300'),
    says: /"age" has values too large to be averaged|line 5: "age" is 1e\+300, too far/,
  },
  {
    name: 'decimal commas that nobody declared',
    content: withCommas,
    says: /line \d+: "\w+" is "\d+,\d+", which is no number\. Set task\.dataset\.decimal to ","/,
  },
  { name: 'thousands', content: changed('age', '"1,234"'), says: /line 5: "age" is "1,234"/ },
  { name: 'a unit', content: changed('age', '40 years'), says: /line 5: "age" is "40 years"/ },
  { name: 'a hexadecimal number', content: changed('age', '0x20'), says: /line 5: "age" is "0x20"/ },
  {
    name: 'a column that is not there',
    content: good,
    says: /names the columns .*but none is "mood"/,
    dataset: { features: ['age', 'mood'] },
  },
  { name: 'a wrong case', content: good, says: /none is "Age"\. Did you mean "age"\?/, dataset: { features: ['Age'] } },
  {
    name: 'another delimiter than the one declared',
    content: good,
    says: /Set|set task\.dataset\.delimiter/,
    dataset: { delimiter: ';' },
  },
  {
    name: 'two columns called alike',
    content: good.replace('genre', 'age'),
    says: /two columns "age"/,
    dataset: { features: ['age'] },
  },
  {
    name: 'a column that is named twice',
    content: good,
    says: /names the column "age" twice/,
    dataset: { features: ['age', 'genre', 'age'] },
  },
  {
    name: 'the target among the features',
    content: good,
    says: /names the column "rating" twice/,
    dataset: { features: ['age', 'rating'] },
  },
  {
    name: 'a line with too few columns',
    content: [...lines.slice(0, 4), 'user 1,40', ...lines.slice(4)].join('\n'),
    says: /line 5 has 2 columns, the header 4/,
  },
  {
    name: 'a line with too many columns',
    content: [...lines.slice(0, 4), 'user 1,40,war,3,7', ...lines.slice(4)].join('\n'),
    says: /line 5 has 5 columns, the header 4/,
  },
  {
    name: 'a quote that is never closed',
    content: [...lines.slice(0, 4), '"user 1,40,war,3', ...lines.slice(4)].join('\n'),
    says: /a quote that opens after line 4 is never closed/,
  },
  {
    name: 'a quote within a value',
    content: [...lines.slice(0, 4), '"user" 1,40,war,3', ...lines.slice(4)].join('\n'),
    says: /line 5: a quote stands where none can/,
  },
  { name: 'one task alone', content: csvOf(makeRatings(1)), says: /There is one task alone in the table/ },
  {
    name: 'a task column that numbers the rows',
    content: csvOf(ratings.map((row, index) => ({ ...row, user: index }))),
    says: /No training task has the 4 rows/,
  },
  {
    name: 'a target that never changes',
    content: csvOf(ratings.map((row) => ({ ...row, rating: 3 }))),
    says: /The target "rating" is 3 in all rows of training tasks/,
  },
  {
    name: 'a target that is one class',
    content: csvOf(ratings.map((row) => ({ ...row, rating: 'good' }))),
    says: /The target "rating" is good in all rows/,
  },
  {
    name: 'a target of names',
    content: csvOf(makeRatings(40, 40).map((row, index) => ({ ...row, rating: `name ${index}` }))),
    says: /The target "rating" has 1,120 classes, more than the 1000/,
  },
  {
    name: 'a number column without a number',
    content: csvOf(ratings.map((row) => ({ ...row, age: '' }))),
    says: /"age" has no value in any row of a training task/,
    dataset: { features: [{ column: 'age', as: 'number' }] },
  },
  { name: 'JSON that is none', content: '[{"user": 1,', says: /is no JSON/, dataset: { path: 'ratings.json' } },
  {
    name: 'JSON that is no list',
    content: '{\n"rows": []\n}',
    says: /no list of rows|is no JSON/,
    dataset: { path: 'ratings.json', format: 'json' },
  },
  {
    name: 'an entry that is no object',
    content: JSON.stringify([...ratings.slice(0, 4), 7]),
    says: /entry 5 is 7, and no object/,
    dataset: { path: 'ratings.json' },
  },
  {
    name: 'a list in a cell',
    content: JSON.stringify(ratings.map((row, index) => (index === 4 ? { ...row, age: [1, 2] } : row))),
    says: /entry 5: "age" is a list of 2/,
    dataset: { path: 'ratings.json' },
  },
  {
    name: 'a key that no entry has',
    content: JSON.stringify(ratings),
    says: /none is "mood"/,
    dataset: { path: 'ratings.json', features: ['mood'] },
  },
  {
    name: 'a broken line of JSON Lines',
    content: `${JSON.stringify(ratings[0])}\n{"user":\n`,
    says: /line 2 is no JSON/,
    dataset: { path: 'ratings.jsonl' },
  },
  { name: 'a zip', content: Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]), says: /is a zip file/ },
  { name: 'no text', content: Buffer.from([0x75, 0x0a, 0xff, 0xfe, 0x80, 0x0a]), says: /is not valid utf-8/ },
];

describe('odd tables', function () {
  this.timeout(60_000);
  const { load, refuses } = useTableLoading();

  for (const { name, content, dataset } of readAlike) {
    it(`are read alike: ${name}`, async () => {
      const expected = (await load(good)).set;
      const { set } = await load(content, dataset);
      assert.deepEqual(set.coding.features, expected.coding.features);
      assert.deepEqual(set.inputs, expected.inputs);
      assert.deepEqual(set.targets, expected.targets);
      assert.deepEqual(set.trainingClasses, expected.trainingClasses);
    });
  }

  for (const { name, content, says, dataset, sizes } of refused) {
    it(`are refused: ${name}`, () => refuses(content, says, dataset, sizes));
  }

  it('say that a column never changes, which is always 0 then, also where held-out tasks differ', async () => {
    const { set: first } = await load(good);
    const heldOut = new Set(first.heldOutClasses.map(({ name }) => name));
    const { set, notes } = await load(
      csvOf(ratings.map((row) => ({ ...row, age: heldOut.has(row.user) ? row.age : 40 }))),
    );
    assert.match(notes.join(' '), /"age" is the same in all rows of training tasks/);
    const width = set.inputs.length / set.targets.length;
    assert.ok(set.targets.every((_, row) => set.inputs[row * width] === 0));
  });

  it('take names of tasks that are numbers, and the names of objects', async () => {
    const named = ratings.map((row, index) => ({ ...row, user: ['__proto__', 'constructor', '7', '007'][index % 4] }));
    const { set } = await load(csvOf(named));
    assert.deepEqual([...set.trainingClasses, ...set.heldOutClasses].map(({ name }) => name).sort(), [
      '007',
      '7',
      '__proto__',
      'constructor',
    ]);
  });

  it('of 100,000 rows are read whole', async () => {
    const { set } = await load(csvOf(makeRatings(1000, 100)));
    assert.equal(set.targets.length, 100_000);
    assert.equal(set.trainingClasses.length, 700);
  });
});
