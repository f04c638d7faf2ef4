// Files of weights that are looked into while somebody types: only as far as that goes at once, and once each.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { encodeTensors } from '../../../../src/engine/weights/tensorFormats.ts';
import { readWeightFile, shapesOfWeightFile, WeightFileRefused } from '../../../../src/engine/weights/weightFile.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('a file of weights that is looked into', () => {
  const folder = useTemporaryFolder();
  const tensor = { name: 'a', shape: [2 ** 14], values: new Float32Array(2 ** 14).map((_, index) => Math.sin(index)) };

  it('says its shapes where only its numbers are damaged, which whoever takes them is told', async () => {
    const file = path.join(folder(), 'weights.npz');
    const bytes = encodeTensors('npz', [tensor], {});
    await writeFile(file, bytes.fill(0, 4000, 5000));
    assert.deepEqual(shapesOfWeightFile(file), [{ name: 'a', shape: [2 ** 14] }]);
    await assert.rejects(readWeightFile(file), /"a\.npy" is damaged: its checksum differs/);
  });

  it('is refused without being read again for as long as it is the same', async () => {
    const refusalOf = (file: string): unknown => {
      try {
        shapesOfWeightFile(file);
      } catch (error) {
        assert.ok(error instanceof WeightFileRefused);
        return error.cause;
      }
      assert.fail('nothing was refused');
    };
    const file = path.join(folder(), 'bad.npz');
    await writeFile(file, zipSync({ 'a.txt': new Uint8Array(3) }));
    const first = refusalOf(file);
    assert.match(String(first), /holds "a\.txt", which is no array/);
    assert.equal(refusalOf(file), first);
    // As of more files than were kept once, all of one sweep.
    for (let other = 0; other < 40; other++) {
      const name = path.join(folder(), `${other}.npz`);
      await writeFile(name, zipSync({ 'b.txt': new Uint8Array(3) }));
      refusalOf(name);
    }
    assert.equal(refusalOf(file), first);
    await rm(file);
    await writeFile(file, zipSync({ 'c.txt': new Uint8Array(3) }));
    assert.match(String(refusalOf(file)), /holds "c\.txt"/);
  });
});
