// Ways to spoil an experiment file so that it is surely malformed: over the schema, and over raw bytes.

import { createScanner } from 'jsonc-parser';
import { chosenObject, outlineAt } from '../../../src/experiment/outlineLookup.ts';
import type { Outline } from '../../../src/experiment/schemaOutline.ts';
import type { Choices } from './seededChoices.ts';

type Path = readonly (string | number)[];

/** A copy of `experiment` with one thing in it that the schema does not allow. */
export function spoilValue(experiment: unknown, choices: Choices): unknown {
  const paths = [...pathsIn(experiment, [])];
  for (;;) {
    const path = choices.pick(paths);
    const outline = outlineAt(path, (at) => valueAt(experiment, at));
    if (outline === undefined) throw new Error(`The schema has no place ${path.join('.')}.`);
    const spoiled = choices.pick([replaceByWrongType, replaceByExtreme, addUnknownKey, removeRequiredKey])(
      experiment,
      path,
      outline,
      choices,
    );
    if (spoiled !== undefined) return spoiled;
  }
}

/** Bytes that are no experiment, made from the text of a right one. */
export function spoilBytes(text: string, choices: Choices): Uint8Array {
  const bytes = Buffer.from(text);
  const at = choices.integer(0, bytes.length);
  const insert = (...inserted: number[]) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(inserted), bytes.subarray(at)]);
  return choices.pick<() => Uint8Array>([
    () => bytes.subarray(0, choices.integer(0, bytes.lastIndexOf('}') - 1)),
    () => Buffer.from(Array.from({ length: choices.integer(0, 400) }, () => choices.integer(0, 255))),
    () => Buffer.from(Array.from({ length: choices.integer(1, 400) }, () => choices.integer(0x20, 0x7e))),
    () =>
      Buffer.from(
        Array.from({ length: choices.integer(1, 60) }, () =>
          choices.pick(['{', '}', '[', ']', '"', ':', ',', '/', '*', '\\', '\n', '1', 'e']),
        ).join(''),
      ),
    () => insert(0),
    () => insert(choices.integer(0x80, 0xff), 0x20),
    () => insert(0xed, 0xa0, 0x80),
    () => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.from(choices.pick(['[', '{"a":']).repeat(choices.integer(33, 20_000))),
    () => Buffer.from(text.replace('{', '{'.repeat(choices.integer(2, 50)))),
    () => Buffer.from(withoutOneBracket(text, choices)),
    () => Buffer.from(text.replace(/"(?=\w+":)/, '')),
    () => Buffer.from(' '.repeat(choices.integer(0, 9))),
    () =>
      Buffer.from(choices.pick(['null', '0', '[]', '"text"', 'true', '1e999', '{}', '// only a comment', '/* open'])),
  ])();
}

function replaceByWrongType(experiment: unknown, path: Path, outline: Outline, choices: Choices): unknown {
  const candidates: unknown[] = [null, true, 'text', 7.5, [], [[]], {}];
  return replaceAt(experiment, path, choices.pick(candidates.filter((candidate) => !mayBe(candidate, outline))));
}

function replaceByExtreme(experiment: unknown, path: Path, outline: Outline, choices: Choices): unknown {
  switch (outline.kind) {
    case 'number': {
      const { minimum, maximum, integer } = outline;
      const outside = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, minimum - 1, maximum + 1];
      return replaceAt(
        experiment,
        path,
        choices.pick([...outside.filter((value) => value < minimum || value > maximum), ...(integer ? [0.5] : [])]),
      );
    }
    case 'text':
      return outline.minLength > 0
        ? replaceAt(experiment, path, choices.pick(['', 'x'.repeat(outline.maxLength + 1)]))
        : undefined;
    case 'choice':
      return replaceAt(experiment, path, choices.pick(['', `${outline.choices[0]}x`, '\u0000', 'undefined', '🦎']));
    case 'list':
      return Number.isFinite(outline.maxItems) && outline.maxItems < 300
        ? replaceAt(experiment, path, Array(outline.maxItems + 1).fill(1))
        : undefined;
    default:
      return undefined;
  }
}

function addUnknownKey(experiment: unknown, path: Path, outline: Outline, choices: Choices): unknown {
  if (outline.kind !== 'object' && outline.kind !== 'variants') return undefined;
  const key = choices.pick([
    '__proto__',
    'constructor',
    'toString',
    '',
    ' ',
    'nme',
    'Seed',
    'units ',
    '\n',
    '💥',
    'k'.repeat(5000),
  ]);
  return replaceAt(experiment, [...path, key], choices.pick([null, 1, { a: [1] }]));
}

function removeRequiredKey(experiment: unknown, path: Path, outline: Outline, choices: Choices): unknown {
  const object = valueAt(experiment, path);
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const chosen = chosenObject(outline, path, (at) => valueAt(experiment, at));
  // Without its kind, an algorithm is Reptile, which may be right.
  const optional =
    outline.kind === 'variants' && outline.defaultChoice !== undefined ? outline.discriminator : undefined;
  const present = Object.keys(object).filter((key) => chosen?.keys.get(key)?.required === true && key !== optional);
  if (present.length === 0) return undefined;
  const removed = choices.pick(present);
  return replaceAt(experiment, path, Object.fromEntries(Object.entries(object).filter(([key]) => key !== removed)));
}

function mayBe(value: unknown, outline: Outline): boolean {
  switch (outline.kind) {
    case 'object':
    case 'variants':
    case 'open':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'entry':
      return true;
    case 'list':
      return Array.isArray(value);
    case 'text':
    case 'choice':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'either':
      return outline.options.some((option) => mayBe(value, option));
  }
}

function withoutOneBracket(text: string, choices: Choices): string {
  const scanner = createScanner(text, true);
  const brackets: number[] = [];
  do {
    scanner.scan();
    if (/^[{}[\]:]$/.test(text.slice(scanner.getTokenOffset(), scanner.getPosition())))
      brackets.push(scanner.getTokenOffset());
  } while (scanner.getTokenOffset() < text.length);
  const removed = choices.pick(brackets);
  return text.slice(0, removed) + text.slice(removed + 1);
}

function* pathsIn(value: unknown, path: Path): Generator<Path> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, child] of Object.entries(value)) yield* pathsIn(child, [...path, isList ? Number(key) : key]);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (parent, step) =>
      typeof parent === 'object' && parent !== null ? Object.getOwnPropertyDescriptor(parent, step)?.value : undefined,
    value,
  );
}

function replaceAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? replaceAt(item, rest, replacement) : item));
  const copy = { ...(typeof value === 'object' ? value : {}) };
  // A plain assignment of __proto__ would set the prototype and leave the file right.
  Object.defineProperty(copy, step, {
    value: replaceAt(valueAt(value, [step]), rest, replacement),
    enumerable: true,
    configurable: true,
  });
  return copy;
}
