// Tensors in safetensors and npz: what is written is read again, and NumPy's own files too; anything else is refused in
// words.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { shapesInNpz } from '../../../../src/engine/weights/npz.ts';
import { fromStateDict, toStateDict } from '../../../../src/engine/weights/stateDict.ts';
import { decodeTensors, encodeTensors, tensorFormats } from '../../../../src/engine/weights/tensorFormats.ts';
import { WeightsFileError } from '../../../../src/engine/weights/weightsFileError.ts';
import { findPythonWith } from '../../../support/findPython.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { modelsOfLayers, movedParameters } from '../../../support/weightModels.ts';

const tensors = [
  { name: 'dense1.weight', shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 1e-30, 3e38, 0) },
  { name: 'dense1.bias', shape: [2], values: Float32Array.of(7, 8) },
  { name: 'steps', shape: [], values: Float32Array.of(4) },
];
const view = (of: Uint8Array) => new DataView(of.buffer, of.byteOffset, of.byteLength);
const texts = { run: 'zwölf 🙂 "quoted"' };

for (const format of tensorFormats) {
  describe(`weights as ${format}`, () => {
    it('are read as they were written, and written to the same bytes again', async () => {
      const bytes = encodeTensors(format, tensors, texts);
      assert.deepEqual(await decodeTensors(format, bytes), tensors);
      assert.deepEqual(encodeTensors(format, tensors, texts), bytes);
    });

    it('come back to the same parameters by way of the names and layouts of PyTorch', async () => {
      for (const model of modelsOfLayers.values()) {
        const parameters = movedParameters(model);
        const bytes = encodeTensors(format, toStateDict(model, parameters), {});
        assert.deepEqual(fromStateDict(model, await decodeTensors(format, bytes)), parameters);
      }
    });

    it('are refused in words, whatever is cut off or changed', async () => {
      const bytes = encodeTensors(format, tensors, texts);
      await fc.assert(
        fc.asyncProperty(
          fc.nat(bytes.length - 1),
          fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }),
          async (cut, changes) => {
            const mangled = Uint8Array.from(bytes);
            for (const [place, byte] of changes) mangled[place] = byte;
            for (const damaged of [mangled, bytes.subarray(0, cut)]) {
              try {
                for (const { shape, values } of await decodeTensors(format, damaged))
                  assert.equal(
                    values.length,
                    shape.reduce((product, extent) => product * extent, 1),
                  );
              } catch (error) {
                if (!(error instanceof WeightsFileError)) throw error;
              }
            }
          },
        ),
        { numRuns: 400 },
      );
    });
  });
}

describe('npz files', () => {
  const bytes = encodeTensors('npz', tensors, texts);

  it('are refused where a bit of a number is another', async () => {
    const damaged = Uint8Array.from(bytes);
    const place = Buffer.from(bytes).indexOf(Buffer.from(Float32Array.of(7, 8).buffer));
    damaged.fill((damaged[place + 2] ?? 0) ^ 0x40, place + 2, place + 3);
    await assert.rejects(decodeTensors('npz', damaged), /"dense1.bias.npy" is damaged: its checksum differs/);
  });

  it('are refused where entries that are stored lie on one another', async () => {
    const large = zipSync({ 'a.npy': new Uint8Array(2 ** 22) }, { level: 0 });
    const directory = view(large).getUint32(large.length - 6, true);
    const header = large.slice(directory, large.length - 22);
    view(header).setUint32(24, 0, true);
    const count = 400;
    const headers = Array.from({ length: count }, (_, index) => {
      const copy = Uint8Array.from(header);
      copy[46] = index & 0x7f;
      return copy;
    });
    const end = large.slice(-22);
    view(end).setUint16(8, count, true);
    view(end).setUint16(10, count, true);
    view(end).setUint32(12, count * header.length, true);
    const bomb = Buffer.concat([large.subarray(0, directory), ...headers, end]);
    await assert.rejects(decodeTensors('npz', bomb), /unpacks to too much/);
  });
});

describe('the shapes in an npz file', () => {
  const zeros = (descr: string, shape: readonly number[]) => {
    const [first] = Object.values(
      unzipSync(encodeTensors('npz', [{ name: 'a', shape, values: new Float32Array(1) }], {})),
    );
    assert.ok(first !== undefined);
    const header = Buffer.from(new Uint8Array(first.subarray(0, first.length - 4)));
    header.write(descr, header.indexOf('<f4'));
    const size = shape.reduce((product, extent) => product * extent, 1);
    const file = new Uint8Array(header.length + size * Number(descr.slice(2)));
    file.set(header);
    return file;
  };

  it('are those of its arrays, stored or packed, of headers of any length, without text', async () => {
    const many = { name: 'many', shape: Array.from({ length: 60 }, () => 1), values: Float32Array.of(1) };
    const stored = encodeTensors('npz', [...tensors, many], texts);
    for (const bytes of [stored, zipSync(unzipSync(stored), { level: 9 })]) {
      const found = await decodeTensors('npz', bytes);
      assert.deepEqual(
        shapesInNpz(bytes),
        found.map(({ name, shape }) => ({ name, shape })),
      );
    }
  });

  it('are told from the first bytes of each: what is behind them is not unpacked, nor looked at', () => {
    const archive = zipSync({ 'a.npy': zeros('<f4', [2 ** 18, 4]), 'b.npy': zeros('<f8', [2 ** 19]) }, { level: 9 });
    // Whoever unpacked all of it would see that it is damaged.
    const damaged = Uint8Array.from(archive);
    const middle = Math.floor(view(archive).getUint32(18, true) / 2);
    damaged.fill(0xff, middle, middle + 400);
    assert.deepEqual(shapesInNpz(damaged), [
      { name: 'a', shape: [2 ** 18, 4] },
      { name: 'b', shape: [2 ** 19] },
    ]);
  });

  it('are refused as the arrays are, and not looked for among more than any model has', async () => {
    const short = zipSync({ 'a.npy': zeros('<f4', [4]).subarray(0, -4), 'b.npy': zeros('<f4', [4]) });
    assert.throws(() => shapesInNpz(short), /"a\.npy" is no array of NumPy, or a damaged one/);
    await assert.rejects(decodeTensors('npz', short), /"a\.npy" is no array of NumPy, or a damaged one/);
    const array = zeros('<f4', [1]);
    const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.npy`, array]));
    assert.equal(shapesInNpz(zipSync(named(1000)))?.length, 1000);
    assert.equal(shapesInNpz(zipSync(named(1001))), undefined);
  });
});

describe('files of weights from elsewhere', () => {
  const folder = useTemporaryFolder();
  const safetensors = (header: unknown, content = new Uint8Array(8)) => {
    const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
    const bytes = new Uint8Array(8 + text.length + content.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    bytes.set(content, 8 + text.length);
    return bytes;
  };
  const npy = (header: string, content = new Uint8Array(8)) => {
    const text = new TextEncoder().encode(header);
    return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length, 0, ...text, ...content]);
  };

  it('are refused with the reason where they are no tensors, too large, or hold anything pickled', async () => {
    const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
    const refused: readonly (readonly ['safetensors' | 'npz', Uint8Array, RegExp])[] = [
      ['safetensors', new Uint8Array(3), /too short/],
      ['safetensors', new Uint8Array(64).fill(255), /its header would have/],
      ['safetensors', safetensors('{"a"'), /header cannot be read/],
      ['safetensors', safetensors([1]), /no JSON object/],
      ['safetensors', safetensors({ a: { ...entry, dtype: 'BF16' } }), /"a" is "BF16". Save it as float32/],
      ['safetensors', safetensors({ a: { ...entry, shape: [3] } }), /"a" is not whole/],
      ['safetensors', safetensors({ a: { ...entry, data_offsets: [8, 16] } }), /"a" is not whole/],
      ['safetensors', safetensors({ a: { dtype: 'F32' } }), /does not say where "a" lies/],
      [
        'safetensors',
        safetensors(Object.fromEntries([...'abcdefghijklmnopqrst'].map((name) => [name, entry])), new Uint8Array(8)),
        /lie in one another|not whole/,
      ],
      ['npz', new Uint8Array(40), /no npz file/],
      ['npz', zipSync({ 'a.npy': new Uint8Array(30) }), /"a\.npy" is no array/],
      ['npz', zipSync({ 'a.txt': new Uint8Array(30) }), /holds "a\.txt", which is no array/],
      [
        'npz',
        zipSync({ 'a.npy': npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }") }),
        /"a\.npy" is of type "\|O"/,
      ],
      [
        'npz',
        zipSync({ 'a.npy': npy("{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }") }),
        /type "<f2". Save it as float32/,
      ],
      ['npz', zipSync({ 'a.npy': npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }") }), /damaged/],
      [
        'npz',
        zipSync({ 'a.npy': npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }") }),
        /of type "object"/,
      ],
    ];
    for (const [format, bytes, reason] of refused) await assert.rejects(decodeTensors(format, bytes), reason);
  });

  it('are read as NumPy and safetensors write them, packed, transposed or in float64 (needs a Python with both)', async function () {
    const python = await findPythonWith('numpy', 'safetensors');
    if (python === undefined) return this.skip();
    const program = `
import sys, numpy as np
from safetensors.numpy import save_file
a = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
arrays = {"a": a, "b.weight": np.asfortranarray(a), "c": a.astype(np.float64) / 7, "d": np.array(3, np.float32)}
np.savez(sys.argv[1] + "/plain.npz", **arrays, text=np.array("text"))
np.savez_compressed(sys.argv[1] + "/packed.npz", **arrays)
save_file({name: np.array(value, order="C") for name, value in arrays.items()}, sys.argv[1] + "/plain.safetensors")
`;
    await promisify(execFile)(python, ['-c', program, folder()]);
    const a = Float32Array.from({ length: 24 }, (_, index) => index);
    const expected = [
      { name: 'a', shape: [2, 3, 4], values: a },
      { name: 'b.weight', shape: [2, 3, 4], values: a },
      { name: 'c', shape: [2, 3, 4], values: a.map((_, index) => index / 7) },
      { name: 'd', shape: [], values: Float32Array.of(3) },
    ];
    for (const [file, format] of [
      ['plain.npz', 'npz'],
      ['packed.npz', 'npz'],
      ['plain.safetensors', 'safetensors'],
    ] as const) {
      const found = await decodeTensors(format, await readFile(path.join(folder(), file)));
      assert.deepEqual(
        found.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
        expected,
        file,
      );
    }
  });

  it('say which tensors are of another model', () => {
    const model = modelsOfLayers.get('global max pool');
    assert.ok(model);
    const own = toStateDict(model, movedParameters(model));
    const first = own.slice(1);
    assert.throws(() => fromStateDict(model, first), /conv2d1\.weight \(4 × 2 × 3 × 3\) is not in the file/);
    const renamed = own.map((tensor) => ({ ...tensor, name: tensor.name.replace('dense1', 'fc') }));
    assert.throws(() => fromStateDict(model, renamed), /dense1\.weight .* is not in the file; .* 1 more differ/);
    const transposed = own.map((tensor) => ({ ...tensor, shape: tensor.shape.toReversed() }));
    assert.throws(() => fromStateDict(model, transposed), /dense1\.weight is 3 × 4 in the model and 4 × 3 in the file/);
    const damaged = own.map((tensor) => ({ ...tensor, values: tensor.values.map(() => Number.NaN) }));
    assert.throws(() => fromStateDict(model, damaged), /conv2d1\.weight holds NaN, at place 0/);
  });
});
