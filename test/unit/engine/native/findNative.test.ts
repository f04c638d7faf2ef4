// Native kernels that are not to be had: WebAssembly computes, and says why.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { builtFile } from '../../../../src/base/installation.ts';
import { chooseEngine, EngineError } from '../../../../src/engine/chooseEngine.ts';
import {
  instructionSets,
  kernelFamilies,
  kernelNamesOf,
  loadAddon,
  type NativeAddon,
  nativePlatform,
  wantedInstructions,
} from '../../../../src/engine/fused/native/addon.ts';
import {
  type FoundNative,
  findNative,
  type NativeSearch,
  tried,
} from '../../../../src/engine/fused/native/findNative.ts';
import type { WhyNotNative } from '../../../../src/engine/fused/native/whyNotNative.ts';
import { resolveModel } from '../../../../src/engine/model.ts';
import type { EngineSpec } from '../../../../src/experiment/schema.ts';
import { builtAddon } from '../../../support/nativeEngines.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

const own = builtFile('kernels', 'native', `${nativePlatform()}.node`);

describe('finding native kernels', () => {
  const folder = useTemporaryFolder();

  function whyNot(found: FoundNative): WhyNotNative {
    assert.ok(found.kind === 'missing');
    return found.why;
  }

  it('takes the widest ones that the processor runs, once they gave the bits that they should', function () {
    const addon = builtAddon();
    if (addon.kind === 'missing') return this.skip();
    const here = addon.addon.kernels();
    for (const family of kernelFamilies) {
      const found = findNative(family);
      assert.ok(found.kind === 'here');
      assert.equal(
        found.library.name,
        kernelNamesOf(family).find((name) => here.includes(name)),
      );
      assert.equal(findNative(family), found);
    }
  });

  it('says that somebody switched them off', () => {
    assert.deepEqual(whyNot(tried(loadAddon(own, { REPTILE_LAB_NATIVE: 'off' }), 'plain')), {
      why: 'off',
      variable: 'REPTILE_LAB_NATIVE',
    });
  });

  it('takes the ones that somebody asks for, where the processor runs them', () => {
    const addon = builtAddon();
    for (const family of kernelFamilies) {
      for (const wanted of instructionSets) {
        const found = tried(addon, family, wantedInstructions({ REPTILE_LAB_NATIVE: wanted }));
        const name = family === 'plain' ? wanted : `fma ${wanted}`;
        const isThere = addon.kind === 'loaded' && addon.addon.kernels().includes(name);
        assert.equal(found.kind === 'here' ? found.library.name : undefined, isThere ? name : undefined);
      }
    }
    assert.equal(wantedInstructions({ REPTILE_LAB_NATIVE: 'sse' }), undefined);
  });

  it('says that they have crashed in this very process', () => {
    const found = tried(loadAddon(own, { REPTILE_LAB_NATIVE_CRASHED_BY: 'SIGBUS' }), 'plain');
    assert.deepEqual(whyNot(found), { why: 'crashed', signal: 'SIGBUS' });
    const other = loadAddon(own, { REPTILE_LAB_NATIVE_CRASHED_BY: 'SIGKILL' });
    assert.deepEqual(other, builtAddon());
  });

  it('says that the file is not there', () => {
    const missing = path.join(folder(), 'missing.node');
    assert.deepEqual(whyNot(tried(loadAddon(missing, {}), 'plain')), { why: 'absent', platform: nativePlatform() });
  });

  /** A file in a folder of its own, with its sum, and why it is not taken. */
  async function whyNotFile(contents: Uint8Array, sum = createHash('sha256').update(contents).digest('hex')) {
    const file = path.join(folder(), 'other.node');
    await writeFile(file, contents);
    await writeFile(path.join(folder(), 'SHA256SUMS'), `${sum}  other.node\n`);
    return whyNot(tried(loadAddon(file, {}), 'plain'));
  }

  it('says that a file is damaged, and never loads it: one that was cut off ends the process', async () => {
    const bytes = await readFile(own);
    const sum = createHash('sha256').update(bytes).digest('hex');
    const flipped = Uint8Array.from(bytes, (byte, index) => (index === 5000 ? byte ^ 1 : byte));
    for (const damaged of [Buffer.of(), bytes.subarray(0, 4096), bytes.subarray(0, bytes.length - 1), flipped]) {
      assert.deepEqual(await whyNotFile(damaged, sum), { why: 'damaged' });
    }
  });

  it('says what is wrong with a file that is no library, and with one of another machine', async () => {
    const other = process.platform === 'win32' ? 'linux-x64' : 'win32-arm64';
    for (const contents of [
      Buffer.from('not a library'),
      await readFile(builtFile('kernels', 'native', `${other}.node`)),
    ]) {
      const why = await whyNotFile(contents);
      assert.ok(why.why === 'broken' && why.detail.length > 10, JSON.stringify(why));
    }
  });

  it('passes over a processor without the instructions, and kernels that compute otherwise', function () {
    const loaded = builtAddon();
    if (loaded.kind === 'missing') return this.skip();
    const { addon } = loaded;
    const without: NativeAddon = { ...addon, kernels: () => addon.kernels().map(() => null) };
    // Kernels that take one step too few.
    const idle: NativeAddon = {
      ...addon,
      run: (which, memory, state, program, batch, steps, ...rest) =>
        addon.run(which, memory, state, program, batch, steps - 1, ...rest),
    };
    for (const family of kernelFamilies) {
      assert.deepEqual(whyNot(tried({ kind: 'loaded', addon: without }, family)), { why: 'instructions' });
      const kernels = kernelNamesOf(family).find((name) => addon.kernels().includes(name));
      assert.deepEqual(whyNot(tried({ kind: 'loaded', addon: idle }, family)), { why: 'wrongBits', kernels });
    }
  });

  it('takes no kernels of one family for those of the other', function () {
    const loaded = builtAddon();
    if (loaded.kind === 'missing') return this.skip();
    const { addon } = loaded;
    const kernels = addon.kernels();
    // Whoever asks for one family gets the other.
    const other = (which: number) => (which + kernels.length / 2) % kernels.length;
    const swapped: NativeAddon = {
      ...addon,
      run: (which, ...rest) => addon.run(other(which), ...rest),
      runOperation: (which, ...rest) => addon.runOperation(other(which), ...rest),
    };
    for (const family of kernelFamilies) {
      assert.equal(whyNot(tried({ kind: 'loaded', addon: swapped }, family)).why, 'wrongBits');
    }
  });

  describe('for an experiment', () => {
    const missing: NativeSearch = () => ({ kind: 'missing', why: { why: 'instructions' } });

    function choose(spec: Partial<EngineSpec>, native?: NativeSearch) {
      return chooseEngine({
        spec: { backend: 'auto', fastMath: false, workers: 1, ...spec },
        options: {
          model: resolveModel({ kind: 'mlp', hidden: [8], activation: 'relu' }, [1], 1, 'meanSquaredError'),
          optimizer: { kind: 'sgd', learningRate: 0.01, reduction: 'mean' },
          maxTrainingBatch: 10,
          maxPredictionBatch: 10,
          secondOrder: false,
        },
        experimentFolder: undefined,
        places: [],
        relaxedSimd: false,
        ...(native === undefined ? {} : { native }),
      });
    }

    it('that leaves the choice open, takes them, or WebAssembly with the reason', async function () {
      const without = await choose({}, missing);
      assert.match(without.engine.variant, /^fused simd /);
      assert.deepEqual(without.reason, [{ code: 'supported' }, { code: 'nativeMissing', why: 'instructions' }]);
      if (builtAddon().kind === 'missing') this.skip();
      const { backend, engine, reason } = await choose({});
      assert.deepEqual([backend, reason], ['fused', [{ code: 'supported' }]]);
      assert.match(engine.variant, /^native (avx512|avx2|neon)$/);
    });

    it('that names one of both, takes that, or refuses', async function () {
      const { backend, engine } = await choose({ backend: 'wasm' });
      assert.equal(backend, 'wasm');
      assert.match(engine.variant, /^fused simd /);
      await assert.rejects(
        choose({ backend: 'native' }, missing),
        (error) => error instanceof EngineError && /need a processor with AVX2/.test(error.message),
      );
      if (builtAddon().kind === 'missing') this.skip();
      assert.match((await choose({ backend: 'native' })).engine.variant, /^native /);
    });
  });
});
