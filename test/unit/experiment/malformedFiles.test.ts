// 1,000 malformed experiment files, seeded: each gets a clear error at a place in the text, and none makes the reader
// throw.

import assert from 'node:assert/strict';
import { decodeExperimentText } from '../../../src/experiment/decodeText.ts';
import { largestText } from '../../../src/experiment/parseText.ts';
import { type Problem, readExperiment } from '../../../src/experiment/readExperiment.ts';
import { readingRules } from '../../../src/experiment/readingRules.ts';
import { meaningRules } from '../../../src/experiment/rules/checkMeaning.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { generateExperiment, writeText } from './generateExperiments.ts';
import { spoilBytes, spoilValue } from './malform.ts';
import { assertPositions } from './markedText.ts';
import { seededChoices } from './seededChoices.ts';

const knownRules = new Set([...Object.keys(readingRules), ...meaningRules.map((rule) => rule.id)]);

describe('malformed experiment files', () => {
  it('over the schema: 600 files', () => {
    for (let seed = 0; seed < 600; seed++) {
      const choices = seededChoices(seed);
      const spoiled = spoilValue(generateExperiment(choices), choices);
      assert.equal(
        experimentSchema.safeParse(spoiled).success,
        false,
        `seed ${seed} is not malformed: ${JSON.stringify(spoiled)}`,
      );
      // JSON.stringify writes infinities as null; a person can write them as numbers that are too large.
      const text = writeText(infinitiesMarked(spoiled), choices).replace(/"(-?)∞"/g, '$11e999');
      assertClearError(seed, text);
    }
  });

  it('over raw bytes: 400 files', () => {
    for (let seed = 1000; seed < 1400; seed++) {
      const choices = seededChoices(seed);
      const bytes = spoilBytes(writeText(generateExperiment(choices), choices), choices);
      const decoded = decodeExperimentText(bytes);
      if (decoded.kind === 'refused') assertClear(seed, decoded.problem);
      else assertClearError(seed, decoded.text);
    }
  });
});

describe('hostile files', () => {
  const size = largestText - 200;
  const right =
    '"task": { "kind": "sine" }, "model": { "kind": "mlp" }, "algorithm": { "innerOptimizer": { "kind": "sgd" } }';
  const distinctKeys = Array.from({ length: 16_000 }, (_, index) => `"key${index}": 1`).join(', ');
  const files: Record<string, string> = {
    'many unknown keys': `{ ${distinctKeys} }`,
    'one key again and again': `{ ${'"key": 1, '.repeat(size / 10)} }`,
    'blanks before the end': `{ "a": 1${' '.repeat(size)}}`,
    'blanks on a line': `{\n  "a": 1${' '.repeat(size)}}\n`,
    'line breaks': `{ ${right}${'\n'.repeat(size)} }`,
    'an endless key': `{ "${'k'.repeat(size)}": 1, ${right} }`,
    'an endless name': `{ "name": "${' x'.repeat(size / 2 - 100)}", ${right} }`,
    'an endless number': `{ "name": "x", "seed": ${'9'.repeat(size)}, ${right} }`,
    'an endless word': 'a'.repeat(size),
    'an endless comment': `/* ${'* '.repeat(size / 2)}`,
    'many wrong tags': `{ "name": "x", "tags": [${'1,'.repeat(size / 4)}], ${right} }`,
    'many wrong layers': `{ "name": "x", "model": { "kind": "layers", "layers": [${'{},'.repeat(size / 4)}] } }`,
    'many empty lists for names': `{ "name": "x", "task": { "kind": "images", "dataset": { "source": "folder", "path": "x", "heldOutClasses": [${'[],'.repeat(size / 4)}] } } }`,
    'many numbers for names, and a quote that nothing closes': `{ "task": { "kind": "images", "dataset": { "source": "folder", "heldOutClasses": [${'0,'.repeat(size / 4)}] } }, "seed": "`,
    'many unknown keys, and a quote that nothing closes': `{ "task": { "kind": "sine", ${distinctKeys} }, "seed": "`,
    'many unknown keys, and a lost kind': `{ "name": "x", "task": { "kind": $, ${distinctKeys} } }`,
    'many syntax errors': '"a\n'.repeat(size / 3),
  };
  for (const [title, text] of Object.entries(files)) {
    it(`${title}: refused at once`, () => {
      const start = performance.now();
      const { experiment, problems } = readExperiment(text);
      const seconds = (performance.now() - start) / 1000;
      assert.equal(experiment, undefined);
      assert.ok(problems.length > 0 && problems.length <= 200, `${problems.length} problems`);
      for (const problem of problems) assertClear(0, problem);
      // A fifth of a second on an idle machine; what must not be is minutes.
      assert.ok(seconds < 10, `${seconds} s`);
    });
  }
});

describe('right experiment files', () => {
  it('read without an error, whatever their layout: 500 files', () => {
    for (let seed = 2000; seed < 2500; seed++) {
      const choices = seededChoices(seed);
      const experiment = generateExperiment(choices);
      const text = writeText(experiment, choices);
      const reading = readExperiment(text);
      const errors = reading.problems.filter((problem) => problem.severity === 'error');
      assert.deepEqual(
        errors.map((problem) => problem.message),
        [],
        `seed ${seed}: ${text}`,
      );
      assert.deepEqual(reading.experiment, experimentSchema.parse(experiment));
    }
  });
});

function assertClearError(seed: number, text: string): void {
  const { experiment, problems } = readExperiment(text);
  assert.equal(experiment, undefined, `seed ${seed} was accepted: ${text}`);
  assert.ok(
    problems.some((problem) => problem.severity === 'error'),
    `seed ${seed} has no error: ${text}`,
  );
  for (const problem of problems) {
    assertClear(seed, problem);
    assert.ok(problem.range.end.offset <= text.length, `seed ${seed}: ${problem.message}`);
    assertPositions(text, problem);
  }
}

function assertClear(seed: number, problem: Problem): void {
  const { message, range } = problem;
  assert.ok(knownRules.has(problem.rule), problem.rule);
  const context = `seed ${seed}: ${message}`;
  assert.match(message, /^[^\p{Cc}]{15,600}[.?…]$/u, context);
  assert.doesNotMatch(
    message.replace(/"[^"]*"/g, ''),
    /undefined|NaN|Infinity|Invalid input|nonoptional|zod|\[object|expected .*received/i,
    context,
  );
  assert.doesNotMatch(message, /\bat .+:\d+:\d+|node_modules|\.ts\b/, context);
  assert.ok(range.start.offset >= 0 && range.start.offset <= range.end.offset, context);
}

function infinitiesMarked(value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY) return '∞';
  if (value === Number.NEGATIVE_INFINITY) return '-∞';
  if (Array.isArray(value)) return value.map(infinitiesMarked);
  if (typeof value !== 'object' || value === null) return value;
  const copy = {};
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(copy, key, { value: infinitiesMarked(item), enumerable: true });
  }
  return copy;
}
