// Mutations of a file's bytes, and of its length and time.

import { readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Choices, randomBytesOf } from '../choices.ts';
import { everyEntry, everyFile, type Mutation } from './mutation.ts';

const mebibyte = 1 << 20;

function onContent(name: string, change: (content: Buffer, choices: Choices) => Buffer): Mutation {
  return {
    name,
    shapes: everyFile,
    async apply({ entry, choices }) {
      const content = await readFile(entry);
      const changed = change(content, choices);
      await writeFile(entry, changed);
      return `${content.length} bytes became ${changed.length}`;
    },
  };
}

function flipBits(content: Buffer, count: number, choices: Choices): Buffer {
  const flipped = Buffer.from(content);
  for (let flip = 0; flip < count && flipped.length > 0; flip++) {
    const position = choices.integer(0, flipped.length - 1);
    flipped[position] = (flipped[position] ?? 0) ^ (1 << choices.integer(0, 7));
  }
  return flipped;
}

export const contentMutations: readonly Mutation[] = [
  onContent('one bit flipped', (content, choices) => flipBits(content, 1, choices)),
  onContent('many bits flipped', (content, choices) => flipBits(content, 16, choices)),
  onContent('cut at half', (content) => content.subarray(0, content.length >> 1)),
  onContent('cut anywhere', (content, choices) =>
    content.subarray(0, choices.integer(0, Math.max(0, content.length - 1))),
  ),
  onContent('its last byte cut', (content) => content.subarray(0, Math.max(0, content.length - 1))),
  onContent('emptied', () => Buffer.alloc(0)),
  onContent('doubled', (content) => Buffer.concat([content, content])),
  onContent('random bytes', (_, choices) => randomBytesOf(4096, choices)),
  onContent('zeros', () => Buffer.alloc(4096)),
  onContent('garbage appended', (content, choices) => Buffer.concat([content, randomBytesOf(100, choices)])),
  onContent('a byte order mark before it', (content) => Buffer.concat([Buffer.from('\ufeff'), content])),
  onContent('invalid UTF-8 inside', (content) => {
    const half = content.length >> 1;
    return Buffer.concat([content.subarray(0, half), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), content.subarray(half)]);
  }),
  onContent('three mebibytes of text', () => Buffer.alloc(3 * mebibyte, 'x')),
  {
    name: 'eight gibibytes, sparse',
    shapes: everyFile,
    async apply({ entry }) {
      await truncate(entry, 8 * 1024 * mebibyte);
      return '8 GiB';
    },
  },
  {
    name: 'a file of another kind in its place',
    shapes: everyFile,
    async apply({ entry, runDirectory, choices }) {
      const other = choices.pick(['run.json', 'source.reptile.json', 'experiment.json', 'log.txt']);
      await writeFile(entry, await readFile(path.join(runDirectory, other)));
      return `with the content of ${other}`;
    },
  },
  {
    name: 'from the future',
    shapes: everyEntry,
    async apply({ entry }) {
      const future = new Date('2099-01-01T00:00:00Z');
      await utimes(entry, future, future);
      return 'modified in 2099';
    },
  },
  {
    name: 'from long ago',
    shapes: everyEntry,
    async apply({ entry }) {
      await utimes(entry, 1, 1);
      return 'modified in 1970';
    },
  },
];
