// tfjs-node, where it is installed, loads on this Node and agrees with tfjs-cpu; where it is broken, the error says
// what to do.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'mocha';
import { describeMissing, findTfjsNode } from '../../../../src/engine/tfjs/findTfjsNode.ts';
import { verifyTfjsNode } from '../../../../src/engine/tfjs/installation/verifyTfjsNode.ts';
import { loadTfjsNode, TfjsNodeError } from '../../../../src/engine/tfjs/tfjsNode.ts';
import { tfjsNodePlaces } from '../../../../src/engine/tfjs/tfjsNodePlaces.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

interface Comparison {
  readonly backend: string;
  readonly variant: string;
  readonly native: readonly (readonly number[])[];
  readonly reference: readonly (readonly number[])[];
}

describe('tfjs-node', () => {
  const root = useTemporaryFolder();

  function installed(context: Mocha.Context): string {
    const search = findTfjsNode(tfjsNodePlaces(undefined));
    if (search.kind === 'found') return search.installation.folder;
    console.log(`      skipped: ${describeMissing(search)}`);
    return context.skip();
  }

  it('multiplies matrices in a process of its own', async function () {
    const verification = await verifyTfjsNode(installed(this), new AbortController().signal);
    assert.ok(verification.kind === 'works', JSON.stringify(verification));
    assert.match(verification.tensorflow, /^2\.\d+\.\d+$/);
  });

  it('agrees with tfjs-cpu on a product and on the gradient of a convolution', async function () {
    const program = fileURLToPath(new URL('programs/compareWithCpu.ts', import.meta.url));
    const words = ['--import', 'tsx', program, installed(this)];
    const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: 1 << 24 });
    const { backend, variant, native, reference }: Comparison = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    assert.equal(backend, 'tensorflow');
    assert.match(variant, /^tfjs-node 4\.\d+\.\d+ TensorFlow 2\.\d+\.\d+$/);
    assert.equal(native.length, 3);
    for (const [index, values] of reference.entries()) {
      const largest = Math.max(...values.map(Math.abs));
      const apart = Math.max(...values.map((value, i) => Math.abs(value - (native[index]?.[i] ?? Number.NaN))));
      assert.ok(largest > 1 && apart < 1e-5 * largest, `result ${index}: ${apart} apart, of ${largest}`);
    }
  });

  it('says what to do where the package does not load', async () => {
    const target = path.join(root(), 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(target, { recursive: true });
    await writeFile(path.join(target, 'index.js'), 'throw new Error("wrong ELF class: ELFCLASS32")');
    await assert.rejects(loadTfjsNode(root()), (error) => {
      assert.ok(error instanceof TfjsNodeError);
      assert.match(error.message, /^tfjs-node in .* cannot be loaded: wrong ELF class: ELFCLASS32\. Install it with /);
      return true;
    });
  });

  it('says what to do where nothing is installed', async () => {
    await assert.rejects(
      loadTfjsNode(root()),
      /cannot be loaded: Cannot find module '@tensorflow\/tfjs-node'\. Install it with /,
    );
  });
});
