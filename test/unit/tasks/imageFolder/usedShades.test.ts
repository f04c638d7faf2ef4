// Images that use few of the shades that a value has are told: files of 16 bits that hold 12 become nearly black.

import assert from 'node:assert/strict';
import path from 'node:path';
import { type RandomStream, randomStream } from '../../../../src/engine/random.ts';
import { noteOnShades } from '../../../../src/tasks/imageFolder/usedShades.ts';
import { loadImages, type Tree, writeTree } from '../../../support/imageData.ts';
import { makePng } from '../../../support/pngs.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const side = 6;

/** Grey of 16 bits, of values below `most`. */
function deepPng(random: RandomStream, most: number): Uint8Array {
  const rows = new DataView(new ArrayBuffer(side * (1 + 2 * side)));
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      rows.setUint16(row * (1 + 2 * side) + 1 + 2 * column, random.integer(most));
  return makePng({ width: side, height: side, depth: 16, colourType: 0 }, new Uint8Array(rows.buffer));
}

function treeOf(most: number): Tree {
  const random = randomStream(1, 'split', 0);
  const tree: Tree = {};
  for (const name of ['a', 'b', 'c', 'd'])
    for (let number = 0; number < 4; number++) tree[`${name}/${number}.png`] = deepPng(random, most);
  return tree;
}

describe('the shades of images', () => {
  const folder = useTemporaryFolder();

  const notesOf = async (most: number, others: Readonly<Record<string, unknown>> = {}) => {
    const location = await writeTree(path.join(folder(), `${most} ${JSON.stringify(others).length}`), treeOf(most));
    const { notes } = await loadImages(location, { heldOutClasses: ['c', 'd'], size: side, ...others });
    return notes.filter((note) => note.includes('shades'));
  };

  it('are told where files of 16 bits hold 12, inverted or not', async () => {
    const [note, ...more] = await notesOf(4096);
    assert.deepEqual(more, []);
    assert.match(String(note), /All images together have 16 of 256 shades, from 0 to 15\. .*of 12 bits: times 16/);
    assert.match(String(await notesOf(4096, { invert: true })), /from 240 to 255/);
  });

  it('are not where the whole range is used', async () => {
    assert.deepEqual(await notesOf(65_536), []);
  });

  it('are few from the second to the thirty-second', () => {
    assert.equal(noteOnShades(Uint8Array.of()), undefined);
    assert.equal(noteOnShades(Uint8Array.of(7, 7, 7)), undefined);
    assert.match(String(noteOnShades(Uint8Array.of(7, 8))), /have 2 of 256 shades, from 7 to 8/);
    assert.match(String(noteOnShades(Uint8Array.of(131, 100, 120))), /have 32 of 256 shades, from 100 to 131/);
    assert.equal(noteOnShades(Uint8Array.of(132, 100)), undefined);
  });
});
