// Mutations of one value in a JSON file: wrong types, numbers out of range, hostile texts, paths, dates and owners that
// cannot be.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { type Choices, shuffled } from '../choices.ts';
import { hostilePaths, hostileTexts } from './hostileTexts.ts';
import type { Mutation } from './mutation.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type KeyPath = readonly (string | number)[];

const foreign = { host: 'a-machine-that-is-not-this-one', pid: 4321, startedAt: null };
const farFuture = '2999-01-01T00:00:00.000Z';

function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== 'function';
}

/** Paths of all values inside, containers before what they contain. */
function pathsOf(value: Json, here: KeyPath = []): KeyPath[] {
  if (value === null || typeof value !== 'object') return [here];
  const entries: [string | number, Json][] = Array.isArray(value)
    ? [...value.slice(0, 5).entries()]
    : Object.entries(value);
  return [...(here.length > 0 ? [here] : []), ...entries.flatMap(([key, inner]) => pathsOf(inner, [...here, key]))];
}

function valueAt(value: Json, [key, ...rest]: KeyPath): Json | undefined {
  if (key === undefined) return value;
  if (value === null || typeof value !== 'object') return undefined;
  const inner = Array.isArray(value) ? value[Number(key)] : value[key];
  return inner === undefined ? undefined : valueAt(inner, rest);
}

function replaced(value: Json, [key, ...rest]: KeyPath, by: Json): Json {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, index) => (index === key ? replaced(inner, rest, by) : inner));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]),
  );
}

function onValue(
  name: string,
  pickable: (value: Json, key: KeyPath) => boolean,
  by: (old: Json, choices: Choices) => Json,
): Mutation {
  return {
    name,
    shapes: ['json'],
    async apply({ entry, choices }) {
      const document: unknown = JSON.parse(await readFile(entry, 'utf8'));
      if (!isJson(document)) return undefined;
      const candidates = pathsOf(document).filter((key) => pickable(valueAt(document, key) ?? null, key));
      const [key] = shuffled(candidates, choices);
      if (key === undefined) return undefined;
      const value = by(valueAt(document, key) ?? null, choices);
      await writeFile(entry, `${JSON.stringify(replaced(document, key, value), null, 2)}\n`);
      return `${key.join('.')} = ${JSON.stringify(value).slice(0, 80)}`;
    },
  };
}

function onText(name: string, change: (text: string, choices: Choices) => string): Mutation {
  return {
    name,
    shapes: ['json'],
    async apply({ entry, choices }) {
      await writeFile(entry, change(await readFile(entry, 'utf8'), choices));
      return name;
    },
  };
}

const any = () => true;
const isText = (value: Json) => typeof value === 'string';
const isNumber = (value: Json) => typeof value === 'number';
const isDate = (value: Json, key: KeyPath) =>
  /At$/.test(String(key.at(-1))) && (value === null || typeof value === 'string');

export const jsonMutations: readonly Mutation[] = [
  onValue('a value of the wrong type', any, (old, choices) =>
    choices.pick([[], {}, 'text', 3, true, [[]], { a: 1 }].filter((value) => typeof value !== typeof old)),
  ),
  onValue('null', any, () => null),
  onValue('a negative number', isNumber, (_, choices) => -choices.integer(1, 1_000_000)),
  onValue('1e308', isNumber, () => 1e308),
  onValue('a tiny or broken number', isNumber, (_, choices) =>
    choices.pick([1e-308, 0.1, -0.5, 2 ** 53, 2 ** 31, 4_294_967_297]),
  ),
  onValue('a long text', isText, () => 'x'.repeat(1 << 20)),
  onValue('a hostile text', isText, (_, choices) => choices.pick(hostileTexts)),
  everywhere('hostile texts all over', hostileTexts),
  onValue('a path that leads outside', isText, (_, choices) => choices.pick(hostilePaths)),
  onValue('an empty text', isText, () => ''),
  onValue(
    'a long list',
    (value) => Array.isArray(value),
    (old) =>
      Array.isArray(old) && old[0] !== undefined
        ? Array.from({ length: 50_000 }, () => old[0] ?? null)
        : Array.from({ length: 50_000 }, () => 'x'),
  ),
  onValue('a date in the future', isDate, () => farFuture),
  onValue('a date that is none', isDate, (_, choices) =>
    choices.pick(['', 'yesterday', '2026-13-45T99:99:99Z', '+275760-09-13T00:00:00.001Z', '-1']),
  ),
  onValue('deep nesting', any, () => '@deep'),
  onText('a key twice', (text) =>
    text.replace(
      /^(\s*)\{/,
      '$1{"formatVersion": 1, "name": "first", "state": "running", "__proto__": {"polluted": true},',
    ),
  ),
  onText('a polluted prototype', (text) =>
    text.replace(/^(\s*)\{/, '$1{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}},'),
  ),
  onText('a hundred thousand brackets', () => '['.repeat(100_000) + ']'.repeat(100_000)),
  onText('a hundred thousand nested objects', () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  onText('one value only', (_, choices) => choices.pick(['null', '1', '"text"', '[]', '{}', 'NaN', '-'])),
  onText('a newer version', (text) => text.replace(/"formatVersion": ?1/, '"formatVersion": 2')),
  onOwner('a foreign host that is at work in the future', farFuture),
  onOwner('a foreign host that is at work at no time', 'never'),
  onOwner('a foreign host that was at work long ago', '2001-01-01T00:00:00.000Z'),
].map(withDeepNesting);

/** Each hostile text on its own, for one is not like another. */
export const hostileTextMutations: readonly Mutation[] = hostileTexts.map((text) =>
  everywhere('hostile texts all over', [text]),
);

/** Keys whose values are any text, so that the file stays readable and everything in it is shown. */
const freeTexts =
  /^(name|message|detail|heldOut|engineVariant|engineReason|host|experimentPath|gitCommit|taskKind|algorithmKind|doing|unit|reptileLab|node|v8|platform|id)$/;

/** The same text in every place that takes any. */
function everywhere(name: string, texts: readonly string[]): Mutation {
  return {
    name,
    shapes: ['json'],
    async apply({ entry, choices }) {
      const document: unknown = JSON.parse(await readFile(entry, 'utf8'));
      const text = choices.pick(texts);
      const changed = JSON.stringify(
        document,
        (key, value: unknown) => {
          if (freeTexts.test(key) && (typeof value === 'string' || value === null)) return text;
          if (key === 'failure') return { message: text, detail: text };
          return key === 'tags' || key === 'overrides' ? [text] : value;
        },
        2,
      );
      await writeFile(entry, changed);
      return JSON.stringify(text);
    },
  };
}

/** Owners: `run.json` says that another machine is at work on the run; a lock, that it holds it. */
function onOwner(name: string, heartbeatAt: string): Mutation {
  return {
    name,
    shapes: ['json'],
    async apply({ entry }) {
      const document: unknown = JSON.parse(await readFile(entry, 'utf8'));
      if (typeof document !== 'object' || document === null) return undefined;
      if ('heartbeatAt' in document) {
        await writeFile(
          entry,
          JSON.stringify({ ...document, state: 'running', process: foreign, heartbeatAt, startedAt: heartbeatAt }),
        );
      } else if ('token' in document) {
        await writeFile(entry, JSON.stringify({ ...document, ...(await lockOwner(entry, heartbeatAt)) }));
      } else return undefined;
      return `heartbeat ${heartbeatAt}`;
    },
  };
}

/**
 * An owner elsewhere; or one that has died here, whose token would be a path from the folder beside the lock to the
 * canary.
 */
async function lockOwner(lock: string, since: string): Promise<object> {
  if (since !== 'never') return { ...foreign, startedAt: since };
  await mkdir(`${lock}.x`);
  return { host: os.hostname(), pid: 4_000_000, startedAt: null, token: 'x/../../../../canary/file.txt' };
}

/** What JSON.stringify cannot write: the marker becomes a list a hundred thousand levels deep. */
function withDeepNesting(mutation: Mutation): Mutation {
  if (mutation.name !== 'deep nesting') return mutation;
  return {
    ...mutation,
    async apply(place) {
      const done = await mutation.apply(place);
      const text = await readFile(place.entry, 'utf8');
      await writeFile(
        place.entry,
        text.replace('"@deep"', () => '['.repeat(100_000) + ']'.repeat(100_000)),
      );
      return done;
    },
  };
}
