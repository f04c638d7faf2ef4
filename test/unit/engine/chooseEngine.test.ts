// Which engine computes, and what is said of it.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EarlierEngine } from '../../../src/engine/backend.ts';
import { backendOf, backends, familyOf } from '../../../src/engine/backends.ts';
import { chooseEngine, EngineError, type EngineRequest } from '../../../src/engine/chooseEngine.ts';
import { findNative, type NativeSearch } from '../../../src/engine/fused/native/findNative.ts';
import { planFusedMemory } from '../../../src/engine/fused/program/plannedMemory.ts';
import { hasRelaxedSimd } from '../../../src/engine/fused/wasm/kernelModule.ts';
import type { LearnerOptions } from '../../../src/engine/learner.ts';
import { resolveModel } from '../../../src/engine/model.ts';
import { TfjsNodeError } from '../../../src/engine/tfjs/tfjsNode.ts';
import type { EngineSpec } from '../../../src/experiment/schema.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

const small = learnerOptions([8]);
/** Activations of some 8 GiB. */
const huge = learnerOptions([100_000], 20_000);

function learnerOptions(hidden: number[], batch = 10): LearnerOptions {
  return {
    model: resolveModel({ kind: 'mlp', hidden, activation: 'relu' }, [1], 1, 'meanSquaredError'),
    optimizer: { kind: 'sgd', learningRate: 0.01, reduction: 'mean' },
    maxTrainingBatch: batch,
    maxPredictionBatch: batch,
    secondOrder: false,
  };
}

function ask(spec: Partial<EngineSpec>, rest: Partial<EngineRequest> = {}) {
  const whole: EngineSpec = { backend: 'auto', fastMath: false, workers: 1, ...spec };
  return chooseEngine({
    spec: whole,
    options: small,
    experimentFolder: undefined,
    places: [],
    relaxedSimd: true,
    // As on a machine without.
    native: () => ({ kind: 'missing', why: { why: 'instructions' } }),
    ...rest,
  });
}

describe('choosing an engine', () => {
  const folder = useTemporaryFolder();

  /** Looks whole from outside, and fails when it is loaded. */
  async function brokenTfjsNode() {
    const home = path.join(folder(), 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(path.join(home, 'lib', 'napi-v8'), { recursive: true });
    await writeFile(path.join(home, 'package.json'), '{ "version": "4.22.0", "main": "index.js" }');
    await writeFile(path.join(home, 'index.js'), "throw new Error('made for another machine');");
    await writeFile(path.join(home, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    return [{ origin: 'user', folder: folder() }] as const;
  }

  const withoutNative = { code: 'nativeMissing', why: 'instructions' } as const;

  it('takes fused where it supports the model', async () => {
    const { backend, engine, reason, deviation, selection } = await ask({});
    assert.deepEqual([backend, reason, deviation], ['fused', [{ code: 'supported' }, withoutNative], undefined]);
    assert.match(engine.variant, /^fused simd \dx8$/);
    assert.deepEqual(selection, { backend: 'fused', kernels: 'wasm', fastMath: false });
  });

  const withoutCapsules = {
    ...backends,
    fused: { ...backends.fused, plan: () => ({ kind: 'unsupported', detail: 'There are no capsules.' }) as const },
  };

  it('takes tfjs-wasm for a model that fused does not support', async () => {
    const { backend, reason } = await ask({}, { backends: withoutCapsules });
    assert.equal(backend, 'tfjs-wasm');
    assert.deepEqual(reason, [
      { code: 'unsupportedByFused', detail: 'There are no capsules.' },
      { code: 'tensorFlowMissing', why: 'absent' },
    ]);
  });

  it('says of a tfjs-node that it passes over what it lacks', async () => {
    const home = path.join(folder(), 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, 'package.json'), '{ "version": "4.22.0" }');
    const { backend, reason } = await ask(
      {},
      { backends: withoutCapsules, places: [{ origin: 'user', folder: folder() }] },
    );
    assert.equal(backend, 'tfjs-wasm');
    assert.deepEqual(reason.at(-1), { code: 'tensorFlowMissing', why: 'incomplete', folder: folder() });
  });

  it('refuses a model that fits into nothing that is there, and says how much it needs', async () => {
    const tooLarge = (message: RegExp) => (error: unknown) => {
      assert.ok(error instanceof EngineError);
      assert.match(error.message, message);
      return true;
    };
    assert.ok(planFusedMemory(huge).bytes > 2 ** 32);
    await assert.rejects(
      ask({}, { options: huge, memoryBytes: 2 ** 40 }),
      tooLarge(
        /^The model needs \d+\.\d GiB of memory, and fused has 2\.0 GiB at most\. Use smaller .* tfjs-node is not installed\. Install it/,
      ),
    );
    await assert.rejects(
      ask({}, { options: huge, memoryBytes: 2 ** 32 }),
      tooLarge(/^The model needs \d+\.\d GiB of memory, but there are 4\.0 GiB\. Use smaller/),
    );
  });

  it('passes over a tfjs-node that is broken, and says why', async () => {
    const { backend, reason } = await ask({}, { backends: withoutCapsules, places: await brokenTfjsNode() });
    assert.equal(backend, 'tfjs-wasm');
    assert.deepEqual(reason.at(-1), { code: 'tensorFlowBroken', folder: folder(), detail: 'made for another machine' });
    await assert.rejects(ask({ backend: 'tfjs-node' }, { places: await brokenTfjsNode() }), TfjsNodeError);
  });

  it('takes the backend that is named, or says what to do', async () => {
    for (const backend of ['fused', 'wasm', 'tfjs-wasm', 'tfjs-cpu'] as const) {
      const { reason, engine, ...choice } = await ask({ backend });
      const named = [{ code: 'named' }, ...(backend === 'fused' ? [withoutNative] : [])];
      assert.deepEqual([choice.backend, reason], [backend, named]);
      assert.equal(backendOf(engine.variant), backend === 'wasm' ? 'fused' : backend);
    }
    await assert.rejects(ask({ backend: 'tfjs-node' }), (error) => {
      assert.ok(error instanceof EngineError);
      assert.match(error.message, /^tfjs-node is not installed\. Install it with .* Or choose another engine\.backend/);
      return true;
    });
    await assert.rejects(ask({ backend: 'fused' }, { options: huge }), (error) => {
      assert.ok(error instanceof EngineError);
      assert.match(
        error.message,
        /^The model needs .* GiB .* at most\. Use smaller batches .* or set engine\.backend to "auto"\.$/,
      );
      return true;
    });
  });

  it('multiplies fast where the processor can, and otherwise says that it does not', async () => {
    const slow = await ask({ fastMath: true }, { relaxedSimd: false });
    assert.match(slow.engine.variant, /^fused simd /);
    assert.deepEqual(slow.reason, [
      { code: 'supported' },
      { code: 'fastMathMissing', node: process.versions.node },
      withoutNative,
    ]);
    const fast = await ask({ fastMath: true }, { relaxedSimd: hasRelaxedSimd() });
    assert.match(fast.engine.variant, hasRelaxedSimd() ? /^fused relaxed / : /^fused simd /);
  });

  describe('with fast math', () => {
    const wrong: NativeSearch = (family) =>
      family === 'fma' ? { kind: 'missing', why: { why: 'wrongBits', kernels: 'fma avx2' } } : findNative(family);
    const none: NativeSearch = () => ({ kind: 'missing', why: { why: 'instructions' } });
    const begun = (variant: string, backend: EarlierEngine['backend'] = 'fused') => ({ earlier: { backend, variant } });

    const search = (spec: Partial<EngineSpec>, rest: Partial<Parameters<typeof backends.fused.search>[0]>) =>
      backends[spec.backend === undefined || spec.backend === 'auto' ? 'fused' : spec.backend].search({
        spec: { backend: 'auto', fastMath: true, workers: 1, ...spec },
        earlier: undefined,
        mayDeviate: false,
        places: [],
        relaxedSimd: true,
        native: findNative,
        ...rest,
      });

    it('takes native fused products where they are, then relaxed SIMD, then plain ones, and says why', function () {
      const relaxed = search({}, { native: none });
      assert.deepEqual(relaxed, {
        kind: 'here',
        selection: { backend: 'fused', kernels: 'wasm', fastMath: true },
        notes: [withoutNative],
      });
      const plain = search({}, { native: none, relaxedSimd: false });
      assert.deepEqual(plain, {
        kind: 'here',
        selection: { backend: 'fused', kernels: 'wasm', fastMath: false },
        notes: [{ code: 'fastMathMissing', node: process.versions.node }, withoutNative],
      });
      if (findNative('fma').kind === 'missing') return this.skip();
      for (const backend of ['fused', 'native'] as const) {
        assert.deepEqual(search({ backend }, {}), {
          kind: 'here',
          selection: { backend, kernels: 'native', fastMath: true },
          notes: [],
        });
      }
      const lacking = { code: 'fmaWrong', kernels: 'fma avx2' } as const;
      assert.deepEqual(search({}, { native: wrong, relaxedSimd: false }), {
        kind: 'here',
        selection: { backend: 'fused', kernels: 'native', fastMath: false },
        notes: [lacking, { code: 'fastMathMissing', node: process.versions.node }],
      });
      assert.deepEqual(search({ backend: 'native' }, { native: wrong }), {
        kind: 'here',
        selection: { backend: 'native', kernels: 'native', fastMath: false },
        notes: [lacking],
      });
    });

    it('computes on the kernels whose family was chosen', async function () {
      const found = findNative('fma');
      if (found.kind === 'missing') return this.skip();
      const { engine, reason, deviation } = await ask({ fastMath: true }, { native: findNative });
      assert.equal(engine.variant, `native ${found.library.name}`);
      assert.match(engine.variant, /^native fma (avx512|avx2|neon)$/);
      assert.deepEqual([reason, deviation], [[{ code: 'supported' }], undefined]);
    });

    it('goes on with native fused products in whatever the experiment leaves open, on any set of instructions', function () {
      if (findNative('fma').kind === 'missing') return this.skip();
      for (const variant of ['native fma avx512', 'native fma avx2', 'native fma neon']) {
        const kept = search({ fastMath: false }, begun(variant));
        assert.deepEqual(kept, {
          kind: 'here',
          selection: { backend: 'fused', kernels: 'native', fastMath: true },
          notes: [{ code: 'fastMathKept', fastMath: true }],
        });
      }
      for (const variant of ['native avx512', 'fused simd 5x8']) {
        assert.deepEqual(search({}, begun(variant)), {
          kind: 'here',
          selection: { backend: 'fused', kernels: 'native', fastMath: false },
          notes: [{ code: 'fastMathKept', fastMath: false }],
        });
      }
      assert.deepEqual(search({}, begun('fused relaxed 6x8')), {
        kind: 'here',
        selection: { backend: 'fused', kernels: 'wasm', fastMath: true },
        notes: [],
      });
    });

    it('refuses to go on with other bits than those of native fused products, and says what to do', async () => {
      for (const spec of [{}, { backend: 'fused' }, { backend: 'native' }] as const) {
        const earlier = begun('native fma avx512', spec.backend ?? 'fused');
        await assert.rejects(ask({ fastMath: true, ...spec }, { ...earlier, native: none }), (error) => {
          assert.ok(error instanceof EngineError);
          assert.equal(
            error.message,
            'The run was computed on native fma avx512 until now, whose bits only native kernels give. The native kernels need a processor with AVX2 or ' +
              'AVX-512. Or resume the run on another machine, or begin a new one with what it has learned: reptile-lab train FILE --initialize-from RUN.',
          );
          return true;
        });
      }
    });

    it('evaluates such a run with others, and says so', async () => {
      const choice = await ask({ fastMath: true }, { ...begun('native fma avx2'), native: none, mayDeviate: true });
      assert.match(choice.engine.variant, hasRelaxedSimd() ? /^fused relaxed / : /^fused simd /);
      assert.match(choice.deviation ?? '', /computed on native fma avx2 until now, which is not to be had here/);
    });

    it('goes on in WebAssembly only where the experiment names it, and says so', async () => {
      const choice = await ask({ backend: 'wasm' }, { ...begun('native fma avx2'), native: none });
      assert.match(choice.engine.variant, /^fused simd /);
      assert.match(choice.deviation ?? '', /which is not what its experiment names/);
    });
  });

  describe('for a run that goes on', () => {
    const on = (variant: string): { earlier: EarlierEngine } => {
      const backend = backendOf(variant);
      assert.ok(backend !== undefined);
      return { earlier: { backend, variant } };
    };

    it('stays with the backend and the arithmetic that it began with', async () => {
      const other = await ask({ fastMath: true }, on('fused simd 4x8'));
      assert.match(other.engine.variant, /^fused simd /);
      assert.deepEqual(
        [other.reason, other.deviation],
        [[{ code: 'supported' }, { code: 'fastMathKept', fastMath: false }, withoutNative], undefined],
      );
      const { engine } = await ask({ backend: 'tfjs-wasm' });
      const stays = await ask({}, on(engine.variant));
      assert.deepEqual(
        [stays.backend, stays.reason, stays.deviation],
        ['tfjs-wasm', [{ code: 'begunWith' }], undefined],
      );
    });

    it('says when it cannot, and refuses only where the experiment insists', async () => {
      const earlier = on('tfjs-node 4.22.0 TensorFlow 2.9.1');
      const { backend, deviation } = await ask({}, earlier);
      assert.equal(backend, 'fused');
      assert.match(
        deviation ?? '',
        /^The run was computed on tfjs-node 4\.22\.0 TensorFlow 2\.9\.1 until now, .* fused simd .* takes its place/,
      );
      await assert.rejects(ask({ backend: 'tfjs-node' }, earlier), EngineError);
      const rounded = await ask({ fastMath: true }, { ...on('fused relaxed 6x8'), relaxedSimd: false });
      assert.match(rounded.deviation ?? '', /computed on fused relaxed 6x8 until now/);
    });

    it('executes no other backend than the one that the experiment names, whatever the run says of itself', async () => {
      const home = path.join(folder(), 'node_modules', '@tensorflow', 'tfjs-node');
      const trace = path.join(folder(), 'executed');
      const places = await brokenTfjsNode();
      await writeFile(path.join(home, 'index.js'), `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '');`);
      for (const backend of ['fused', 'tfjs-cpu'] as const) {
        const choice = await ask({ backend }, { ...on('tfjs-node 4.22.0 TensorFlow 2.9.1'), places });
        assert.deepEqual([choice.backend, choice.reason[0], existsSync(trace)], [backend, { code: 'named' }, false]);
        assert.match(choice.deviation ?? '', /until now, which is not what its experiment names\. .* takes its place/);
      }
      const wasm = await ask({ backend: 'fused', fastMath: false }, on('tfjs-wasm 4.22.0 simd'));
      assert.equal(wasm.backend, 'fused');
    });
  });

  it('knows which variants give the same bits', () => {
    assert.equal(familyOf('fused simd 4x8'), familyOf('fused simd 5x8'));
    assert.notEqual(familyOf('fused simd 5x8'), familyOf('fused relaxed 5x8'));
    assert.equal(familyOf('native avx512'), familyOf('fused simd 5x8'));
    assert.equal(familyOf('native fma avx512'), familyOf('native fma neon'));
    for (const other of ['native avx512', 'fused simd 5x8', 'fused relaxed 5x8']) {
      assert.notEqual(familyOf('native fma avx512'), familyOf(other));
    }
    assert.notEqual(familyOf('tfjs-wasm 4.22.0 simd'), familyOf('tfjs-wasm 4.22.0'));
    assert.equal(backendOf('abacus 1'), undefined);
  });

  it('plans the memory that a learner then takes', async () => {
    const { engine } = await ask({});
    const learner = engine.createLearner(small);
    const { bytes, fits } = planFusedMemory(small);
    assert.ok(fits && bytes >= learner.memoryBytes && bytes - learner.memoryBytes <= 65_536);
    learner.dispose();
  });
});
