// The file that TensorFlow.js is built into: it needs no packages beside it, and no program pays for it that does not
// ask for it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { builtFile } from '../../../../src/base/installation.ts';
import { loadTfjsWasmEngine } from '../../../../src/engine/tfjs/builtinEngines.ts';
import { builtinFolder } from '../../../../src/engine/tfjs/builtinTfjs.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { assertClose } from '../arbitraries.ts';

describe('the built-in TensorFlow.js', () => {
  const temporaryFolder = useTemporaryFolder();

  it('computes and differentiates where no packages are', async () => {
    const folder = path.join(temporaryFolder(), 'tfjs');
    await cp(builtinFolder, folder, { recursive: true });
    const program = path.join(import.meta.dirname, 'programs', 'useBuiltinTfjs.mjs');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, folder]);
    const gradients: Record<string, number[]> = JSON.parse(stdout);
    // d/dw of the mean of tanh(xw)²: 2/2 · Σ tanh(xw) · (1 - tanh(xw)²) · x, with xw = 1.4 and -2.4.
    const slope = (sum: number) => Math.tanh(sum) * (1 - Math.tanh(sum) ** 2);
    const expected = [
      [1, 4],
      [-2, 5],
      [3, -6],
    ].map(([first = 0, second = 0]) => slope(1.4) * first + slope(-2.4) * second);
    for (const backend of ['cpu', 'wasm']) assertClose(backend, gradients[backend] ?? [], expected, 1e-5);
    assert.equal(stderr, '');
  });

  it('leaves errors of the process to others', async () => {
    const counts = () => [process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')];
    const before = counts();
    await loadTfjsWasmEngine();
    assert.deepEqual(counts(), before);
  });

  it('is part of no other built file', async () => {
    const isTfjs = async (file: string) =>
      (await readFile(file, 'utf8')).includes('looks like you are running TensorFlow.js');
    assert.ok(await isTfjs(path.join(builtinFolder, 'tfjs.js')));
    const bundles = (await readdir(builtFile())).filter((name) => /\.c?js$/.test(name));
    for (const name of bundles) assert.ok(!(await isTfjs(builtFile(name))), name);
  });
});
