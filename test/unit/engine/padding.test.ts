// The rule that kernels rely on: what pads channels to multiples of 8 is 0, in values, gradients and parameters,
// whatever stood there.

import assert from 'node:assert/strict';
import type { KernelLibrary, Kernels } from '../../../src/engine/fused/kernels.ts';
import { compileLayer } from '../../../src/engine/fused/program/compileLayers.ts';
import { type LayerContext, type Tensor, tensorWith } from '../../../src/engine/fused/program/layerProgram.ts';
import { type Layout, layoutOf, padToEight } from '../../../src/engine/fused/program/layout.ts';
import { addressOf, MemoryPlan, type Region } from '../../../src/engine/fused/program/memoryPlan.ts';
import { type ActivationKind, operation } from '../../../src/engine/fused/program/operations.ts';
import { packParameters } from '../../../src/engine/fused/program/parameterPacking.ts';
import { loadKernels, variantFor } from '../../../src/engine/fused/wasm/kernelModule.ts';
import { type Model, type ModelLayerSpec, resolveModel, type Shape } from '../../../src/engine/model.ts';
import { type RandomStream, randomStream } from '../../../src/engine/random.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';

const batch = 3;

describe('padding', () => {
  let library: KernelLibrary;

  before(async () => {
    library = await loadKernels(variantFor(process.versions.v8, false));
  });

  const window = { size: 2, stride: 2, padding: 'same' } as const;
  const image: Shape = [3, 4, 5];
  const convolution = { kind: 'conv2d', kernel: 2, stride: 1, padding: 'same' } as const;
  const layers: readonly [LayerSpec, Shape][] = [
    [{ kind: 'dense', units: 11, bias: true }, [13]],
    [{ kind: 'dense', units: 3, bias: false }, [1]],
    [{ ...convolution, filters: 7, bias: true }, image],
    [{ ...convolution, filters: 9, kernel: 3, bias: false }, image],
    [{ kind: 'batchNorm', epsilon: 1e-3 }, image],
    [{ kind: 'batchNorm', epsilon: 1e-3 }, [6]],
    [{ kind: 'maxPool', ...window }, image],
    [{ kind: 'averagePool', ...window }, image],
    [{ kind: 'globalPool', reduce: 'average' }, image],
    [{ kind: 'globalPool', reduce: 'max' }, image],
    [{ kind: 'relu' }, image],
    [{ kind: 'tanh' }, [9]],
    [{ kind: 'sigmoid' }, image],
    [{ kind: 'sigmoid' }, [1]],
    [{ kind: 'dropout', rate: 0.5 }, image],
    [{ kind: 'dropout', rate: 0.2 }, [3]],
    [{ kind: 'embeddingBag', tokens: 7, units: 5 }, [4]],
  ];
  for (const [spec, inputShape] of layers) {
    const hasWeights = spec.kind === 'dense' || spec.kind === 'conv2d' || spec.kind === 'batchNorm';
    for (const activation of hasWeights
      ? (['identity', 'relu', 'tanh', 'sigmoid'] as const)
      : (['identity'] as const)) {
      const after = activation === 'identity' ? '' : `, ${activation}`;
      it(`stays 0 through ${Object.values(spec).join(' ')}${after} of [${inputShape.join(' × ')}]`, () => {
        assertPaddingStays(
          resolveModel({ kind: 'layers', layers: [spec] }, inputShape, 2, 'meanSquaredError'),
          0,
          activation,
        );
      });
    }
  }

  it('stays 0 through the output of a Gaussian policy', () => {
    for (const components of [1, 4, 7]) {
      assertPaddingStays(
        resolveModel({ kind: 'layers', layers: [] }, [5], components, 'policyGradient'),
        1,
        'identity',
      );
    }
  });

  function assertPaddingStays(model: Model, index: number, activation: ActivationKind): void {
    const layer = model.layers[index];
    assert.ok(layer !== undefined);
    const plan = new MemoryPlan();
    const packing = packParameters(model);
    const [parameters, gradient] = [plan.floats(packing.count), plan.floats(packing.count)];
    const context: LayerContext = {
      plan,
      forwardBatch: batch,
      backwardBatch: batch,
      gradientInPlace: false,
      gradients: [plan.region(), plan.region()],
      gradientTangents: undefined,
      transposed: plan.region(),
      transposedTangent: plan.region(),
      workspace: plan.region(),
      descentRate: undefined,
      dropoutNumber: () => 0,
      parameter: (own, name) => {
        const bytes = packing.bytesBefore(own, name);
        return { value: addressOf(parameters, bytes), gradient: addressOf(gradient, bytes) };
      },
      parameterTangent: () => assert.fail('There are no tangents here.'),
    };
    const input: Tensor = {
      ...tensorWith(context, context.gradients[0], layoutOf(layer.inputShape), true),
      overwritable: false,
    };
    const { output, forward, backward } = compileLayer(context, layer, input, activation);
    const programs = [forward, backward].map((words) => plan.program([...words, ...operation('END', {})]));
    const flat = plan.floats(model.parameterCount);

    const kernels = library.instantiate(plan.place(library.workspaceStart));
    plan.write(kernels.memory);
    const memory = new Float32Array(kernels.memory);
    const random = randomStream(1, 'split');
    for (let i = 0; i < model.parameterCount; i++) memory[flat.address / 4 + i] = random.normal();
    for (const { rows, columns, flatOffset, packedOffset } of packing.blocks) {
      kernels.packMatrix(rows, columns, flat.address + flatOffset * 4, parameters.address + packedOffset * 4);
    }

    fillValues(memory, input.layout, input.values, () => inputValue(layer.spec, random));
    run(kernels, programs[0]);
    assertPadding('values', memory, output.layout, output.values);

    poison(memory, input.gradient);
    fillValues(memory, output.layout, output.gradient, () => random.normal());
    run(kernels, programs[1]);
    if (layer.spec.kind !== 'embeddingBag')
      assertPadding('gradient by the input', memory, input.layout, input.gradient);
    for (const { offset, size } of layer.parameters) {
      const blocks = packing.blocks.filter(({ flatOffset }) => flatOffset >= offset && flatOffset < offset + size);
      for (const { rows, columns, packedOffset } of blocks) {
        const lastPanel = gradient.address / 4 + packedOffset + rows * (padToEight(columns) - 8);
        for (let row = 0; row < rows; row++) {
          const cells = memory.subarray(lastPanel + row * 8 + (columns % 8 || 8), lastPanel + row * 8 + 8);
          assertZeros('gradient by the parameters', cells);
        }
      }
    }
  }
});

function run(kernels: Kernels, program: Region | undefined): void {
  assert.ok(program !== undefined);
  kernels.setDropout(5, 0);
  kernels.run(program.address, batch, 1, 0, 0, 0, 0, 0);
}

function inputValue(spec: ModelLayerSpec, random: RandomStream): number {
  return spec.kind === 'embeddingBag' ? random.integer(spec.tokens) : random.normal();
}

/** Gradients go through memory that other layers have used. */
function poison(memory: Float32Array, region: Region): void {
  memory.fill(7, region.address / 4, (region.address + region.bytes) / 4);
}

function fillValues(memory: Float32Array, layout: Layout, region: Region, value: () => number): void {
  forEachRun(layout, region, (start) => {
    for (let i = 0; i < layout.stride; i++) memory[start + i] = i < layout.channels ? value() : 0;
  });
}

function assertPadding(what: string, memory: Float32Array, layout: Layout, region: Region): void {
  forEachRun(layout, region, (start) => {
    assertZeros(what, memory.subarray(start + layout.channels, start + layout.stride));
  });
}

function assertZeros(what: string, cells: Float32Array): void {
  assert.ok(
    cells.every((value) => value === 0),
    `${what}: [${cells}]`,
  );
}

function forEachRun({ rows, segments, stride }: Layout, region: Region, visit: (start: number) => void): void {
  for (let own = 0; own < batch * rows * segments; own++) visit(region.address / 4 + own * stride);
}
