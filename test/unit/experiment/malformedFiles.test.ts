// 1,000 malformed experiment files, seeded: each gets a clear error at a place in the text, and none makes the reader throw.

import assert from 'node:assert/strict';
import { decodeExperimentText } from '../../../src/experiment/decodeText.ts';
import { type Problem, readExperiment } from '../../../src/experiment/readExperiment.ts';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { generateExperiment, writeText } from './generateExperiments.ts';
import { spoilBytes, spoilValue } from './malform.ts';
import { assertPositions } from './markedText.ts';
import { seededChoices } from './seededChoices.ts';

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
