import assert from 'node:assert/strict';
import { compileModel } from '../../../src/engine/fused/program/compileModel.ts';
import { sharedOperands } from '../../../src/engine/fused/program/imageOperations.ts';
import { MemoryPlan, type Region, resolveWord, type Word } from '../../../src/engine/fused/program/memoryPlan.ts';
import type { OperandKind } from '../../../src/engine/fused/program/operandKinds.ts';
import { decodeOperation, operation, record, recordLength } from '../../../src/engine/fused/program/operations.ts';
import { type OperationName, operationTable } from '../../../src/engine/fused/program/operationTable.ts';
import { resolveModel, type Shape } from '../../../src/engine/model.ts';
import type { LayerSpec } from '../../../src/experiment/schema.ts';

describe('the operations of programs', () => {
  it('are taken apart into what they were built from', () => {
    const plan = new MemoryPlan();
    const [parameters, gradient, second] = [plan.floats(8), plan.floats(8), plan.floats(8)];
    const adam = { learningRate: 0.001, beta1: 0, beta2: 0.999, epsilon: 0.25 };
    const step = operation('ADAM', { count: 8, parameters, gradient, first: undefined, second, ...adam });
    const mask = plan.floats(16);
    const draw = operation('DRAW_MASK', { layer: 2, count: 11, threshold: 0xf0000000, kept: 1.5, mask });
    const bias = operation('ADD_BIAS', { activation: 'tanh', rows: 3, width: 8, y: gradient, bias: () => 77 });
    plan.place(128);
    const addresses = { parameters: parameters.address, gradient: gradient.address, first: 0, second: second.address };
    assert.deepEqual(decode(step), { name: 'ADAM', operands: { count: 8, ...addresses, ...adam }, length: 13 });
    assert.deepEqual(decode(draw).operands, {
      layer: 2,
      count: 11,
      threshold: 0xf0000000,
      kept: 1.5,
      mask: mask.address,
    });
    assert.deepEqual(decode(bias).operands, { activation: 2, rows: 3, width: 8, y: gradient.address, bias: 77 });
  });

  it('count images, or say that there is one for each sample', () => {
    const plan = new MemoryPlan();
    const table = plan.table(2, () => undefined);
    const place = plan.floats(8);
    const sizes = { rowPoints: 1, columnPoints: 1, height: 1, width: 1, pixelBytes: 32 };
    const rest = { rowMatrix: table, columnMatrix: table, places: table, image: place, points: place, scratch: place };
    const words = (['batch', 4] as const).map((images) => operation('SPREAD', { images, ...sizes, ...rest }));
    plan.place(64);
    assert.deepEqual(
      words.map((own) => decode(own).operands.images),
      [0, 4],
    );
  });

  it('name tables whose records hold their fields in the order in which kernels read them', () => {
    const range = record('SOURCE_RANGE', { start: 4, positions: 3, sourceBytes: 2, sources: () => 1 });
    assert.deepEqual(range.map(resolveWord), [1, 2, 3, 4]);
    assert.equal(recordLength('SOURCE_RANGE'), 4);
    assert.equal(recordLength('POSITION_GROUP'), 5);
  });

  it('have a code each', () => {
    const codes = Object.values(operationTable).map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
    assert.throws(() => decodeOperation(Int32Array.of(1000)), /No operation has the code 1000/);
  });

  it('of pooling begin with the same window, in the same order', () => {
    const names = [
      'MAX_POOL',
      'MAX_POOL_GRADIENT',
      'MAX_POOL_TANGENT',
      'AVERAGE_POOL',
      'AVERAGE_POOL_GRADIENT',
    ] as const;
    const window = Object.entries(sharedOperands.POOLING_WINDOW);
    for (const name of names) {
      assert.deepEqual(Object.entries(operationTable[name].operands).slice(0, window.length), window, name);
    }
  });

  const convolution = { kind: 'conv2d', kernel: 3, padding: 'same', bias: true } as const;
  const models: readonly [string, readonly LayerSpec[], Shape][] = [
    ['a multilayer perceptron', [{ kind: 'dense', units: 9, bias: true }, { kind: 'sigmoid' }], [3]],
    [
      'convolutions',
      [
        { ...convolution, filters: 32, stride: 1 },
        { kind: 'batchNorm', epsilon: 1e-3 },
        { kind: 'relu' },
        { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' },
        { ...convolution, filters: 32, stride: 1 },
        { kind: 'dropout', rate: 0.5 },
        { ...convolution, filters: 32, stride: 2 },
        { kind: 'averagePool', size: 2, stride: 2, padding: 'same' },
      ],
      [28, 28, 1],
    ],
    ['tokens', [{ kind: 'embeddingBag', tokens: 20, units: 5 }], [6]],
  ];
  for (const [what, layers, inputShape] of models) {
    it(`of ${what} stand one after another up to the end, and name places inside their plan`, () => {
      const model = resolveModel({ kind: 'layers', layers: [...layers] }, inputShape, 4, 'softmaxCrossEntropy');
      const optimizer = {
        kind: 'momentum',
        learningRate: 0.1,
        momentum: 0.9,
        state: 'carried',
        reduction: 'mean',
      } as const;
      const batches = { maxTrainingBatch: 4, maxPredictionBatch: 3 };
      const { plan, programs, secondOrder } = compileModel({ model, optimizer, ...batches, secondOrder: true });
      const end = plan.place(256);
      const memory = new SharedArrayBuffer(Math.ceil(end / 64) * 64);
      plan.write(memory);
      assert.ok(secondOrder !== undefined);
      for (const program of [...Object.values(programs), secondOrder.program]) {
        const names = namesOf(memory, program, (place) => assert.ok(place >= 256 && place < end, `${place}`));
        assert.equal(names.indexOf('END'), names.length - 1);
      }
    });
  }
});

function decode(words: readonly Word[]): ReturnType<typeof decodeOperation> {
  return decodeOperation(Int32Array.from(words.map(resolveWord)));
}

/** The operations of a program, as long as its region is. */
function namesOf(memory: SharedArrayBuffer, program: Region, checkPlace: (place: number) => void): OperationName[] {
  const names: OperationName[] = [];
  let words = new Int32Array(memory, program.address, program.bytes / 4);
  while (words.length > 0) {
    const { name, operands, length } = decodeOperation(words);
    names.push(name);
    for (const [operand, kind] of Object.entries<OperandKind>(operationTable[name].operands)) {
      const place = operands[operand] ?? Number.NaN;
      if (kind === 'address' || kind === 'table' || (kind === 'optionalAddress' && place !== 0)) checkPlace(place);
    }
    words = words.subarray(length);
  }
  return names;
}
