// Entries of a YAML file that are read without YAML's parser, are read as by YAML's parser.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readPlainEntry } from '../../../src/foreign/tables/plainEntry.ts';

const parserOptions = { logLevel: 'error', maxAliasCount: 0, uniqueKeys: false, prettyErrors: false } as const;
const pieces = [
  ...[
    'a',
    'lr',
    'null',
    'true',
    'False',
    'NULL',
    'yes',
    'no',
    'on',
    'nan',
    '.nan',
    'inf',
    '.inf',
    '0x1f',
    '0o17',
    '1e3',
    '~',
    '<<',
  ],
  ...[
    '0',
    '1',
    '-7',
    '007',
    '1_000',
    '12345678901234567890',
    '0.5',
    '1.5e-3',
    '-0.0',
    '1.',
    '.5',
    '2026-01-01',
    '12:30:45',
  ],
  ...[
    ': ',
    ':',
    ' ',
    '  ',
    '/',
    '.',
    '-',
    '- ',
    '#',
    ' #',
    ',',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '&',
    '*',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    '?',
    '=',
    '+',
    '\\',
    '\t',
    '\n',
    'é',
    '\u00a0',
    '__proto__',
  ],
];

/** Indented by two, each with a name of its own. */
function mappingOf(values: readonly string[]): string {
  return values.map((value, place) => `\n  k${place}: ${value}`).join('');
}

describe('a plain entry of a YAML file', () => {
  it('is read as YAML’s parser reads it, whatever it is made of', () => {
    const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    const quoted = fc.tuple(texts, fc.constantFrom('', "'", '"')).map(([text, mark]) => `${mark}${text}${mark}`);
    const entries = fc.oneof(
      fc.tuple(fc.constantFrom('lr', 'run_name', 'null', 'True', 'a.b', '__proto__', '_x', 'y'), quoted),
      fc.tuple(texts, texts),
      fc.tuple(fc.constantFrom('model', 'NULL'), fc.array(quoted, { minLength: 1, maxLength: 3 }).map(mappingOf)),
    );
    let plain = 0;
    fc.assert(
      fc.property(entries, fc.constantFrom('', '\n', '\n\n'), ([name, value], end) => {
        const entry = `${name}:${value.startsWith('\n') ? '' : ' '}${value}${end}`;
        const read = readPlainEntry(entry);
        if (read === undefined) return;
        plain++;
        const parsed: unknown = parse(entry, parserOptions);
        assert.deepEqual(Object.entries(parsed ?? {}), [[read.name, read.value]], JSON.stringify(entry));
      }),
      { seed: 5, numRuns: 20_000 },
    );
    assert.ok(plain > 1000, `${plain} were plain`);
  });

  it('is what loggers write', () => {
    const written = [
      'lr: 0.1',
      'status: 3',
      "run_name: 'a b'",
      'artifact_uri: file:///tmp/mlruns/0/artifacts',
      'user_id: root\n',
      'model:\n  layers: 3\n',
      'tags: []',
    ];
    assert.deepEqual(
      written.map((entry) => readPlainEntry(entry)?.value),
      [0.1, 3, 'a b', 'file:///tmp/mlruns/0/artifacts', 'root', { layers: 3 }, []],
    );
  });
});
