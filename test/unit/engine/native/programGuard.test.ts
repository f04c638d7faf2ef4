// What stands before native kernels lets sound programs pass, and no broken one.

import assert from 'node:assert/strict';
import { ProgramFault } from '../../../../src/engine/fused/native/accessRule.ts';
import { ProgramGuard } from '../../../../src/engine/fused/native/programGuard.ts';
import { type CompiledModel, compileModel } from '../../../../src/engine/fused/program/compileModel.ts';
import type { OperandKind } from '../../../../src/engine/fused/program/operandKinds.ts';
import { decodeOperation } from '../../../../src/engine/fused/program/operations.ts';
import { type OperationName, operationTable } from '../../../../src/engine/fused/program/operationTable.ts';
import type { LearnerOptions } from '../../../../src/engine/learner.ts';
import { resolveModel } from '../../../../src/engine/model.ts';
import { type RandomStream, randomStream } from '../../../../src/engine/random.ts';
import type { LayerSpec } from '../../../../src/experiment/schema.ts';
import { goldenModels } from '../../../support/goldenWorkloads.ts';

const start = 64;

/** A model's programs in memory as large as they need, and no larger. */
interface Placed {
  readonly compiled: CompiledModel;
  readonly bytes: number;
  readonly memory: ArrayBuffer;
  readonly batch: number;
}

/** One word of a program, and what it is. */
interface Word {
  readonly program: number;
  readonly operationAt: number;
  readonly at: number;
  readonly operation: OperationName;
  readonly operand: string;
  readonly kind: OperandKind;
}

describe('the guard of native kernels', () => {
  const placed = smallModels().map(place);

  it('lets every program of the golden workloads pass, and knows all of their operations', () => {
    const seen = new Set<string>();
    for (const own of [...goldenModels().map(({ options }) => place(options)), ...placed]) {
      for (const program of programsOf(own)) {
        check(own, own.memory, program);
        for (const { operation } of wordsOf(own, program)) seen.add(operation);
      }
    }
    const unseen = Object.keys(operationTable).filter((name) => !seen.has(name));
    assert.deepEqual(unseen, ['END']);
  });

  it('lets a program pass whose kernel is as wide as its images, with tables of a million words', () => {
    const layers: LayerSpec[] = [
      { kind: 'conv2d', filters: 8, kernel: 27, stride: 1, padding: 'same', bias: false },
      { kind: 'conv2d', filters: 8, kernel: 15, stride: 1, padding: 'same', bias: false },
    ];
    const own = place({
      model: resolveModel({ kind: 'layers', layers }, [28, 28, 1], 3, 'softmaxCrossEntropy'),
      optimizer: { kind: 'sgd', learningRate: 0.1, reduction: 'mean' },
      maxTrainingBatch: 5,
      maxPredictionBatch: 5,
      secondOrder: false,
    });
    assert.ok(own.bytes > 1 << 22);
    for (const program of programsOf(own)) check(own, own.memory, program);
  });

  it('refuses ranges of a tap whose sources are no column of their group', () => {
    const layers: LayerSpec[] = [{ kind: 'conv2d', filters: 8, kernel: 3, stride: 1, padding: 'same', bias: false }];
    const own = place({
      model: resolveModel({ kind: 'layers', layers }, [6, 6, 1], 3, 'softmaxCrossEntropy'),
      optimizer: { kind: 'sgd', learningRate: 0.1, reduction: 'mean' },
      maxTrainingBatch: 2,
      maxPredictionBatch: 2,
      secondOrder: false,
    });
    const { address } = own.compiled.programs.gradient;
    const taps = wordsOf(own, address).find((word) => word.operation === 'WEIGHT_GRADIENT' && word.operand === 'taps');
    assert.ok(taps !== undefined);
    const words = new Int32Array(own.memory);
    const range = (words[(words[taps.at / 4] ?? 0) / 4] ?? 0) / 4;
    for (const [place, changed] of [
      [range, (words[range] ?? 0) + 4096],
      [range, (words[range] ?? 0) + 2],
      [range + 1, (words[range + 1] ?? 0) + 4],
      [range + 3, 1],
    ] as const) {
      const before = words[place] ?? 0;
      words[place] = changed;
      assert.throws(() => check(own, own.memory, address), ProgramFault);
      words[place] = before;
    }
    check(own, own.memory, address);
  });

  it('refuses 10,000 programs with one word that leads out of memory', () => {
    const random = randomStream(1, 'training-batches');
    const all = placed.map((own) => ({ own, words: programsOf(own).flatMap((program) => wordsOf(own, program)) }));
    let refused = 0;
    while (refused < 10_000) {
      const chosen = all[random.integer(all.length)];
      const word = chosen?.words[random.integer(chosen.words.length)];
      if (chosen === undefined || word === undefined) continue;
      const { own } = chosen;
      const words = new Int32Array(own.memory);
      const before = words[word.at / 4] ?? 0;
      const broken = brokenValue(word.kind, own.bytes, random);
      if (broken === undefined) continue;
      words[word.at / 4] = broken;
      try {
        assert.throws(
          () => new ProgramGuard(own.memory, own.bytes).requireOperation(word.operationAt, callOf(own, word.program)),
          ProgramFault,
          `${word.operation}.${word.operand} = ${broken}`,
        );
      } finally {
        words[word.at / 4] = before;
      }
      refused++;
    }
  }).timeout(60_000);

  it('refuses whatever has no end, is no operation, or writes over itself', () => {
    const [own] = placed;
    assert.ok(own !== undefined);
    const { step } = own.compiled.programs;
    const words = new Int32Array(own.memory.slice(0));
    const copyOf = words.slice();
    const end = step.address / 4 + step.bytes / 4 - 1;
    assert.equal(words[end], 0);
    words[end] = 9999;
    assert.throws(() => check(own, words.buffer, step.address), /stands no operation/);
    words.set(copyOf);
    // The first operation that writes: to the program itself.
    const written = wordsOf(own, step.address).find(({ operand }) => operand === 'to' || operand === 'y');
    assert.ok(written !== undefined);
    words[written.at / 4] = step.address;
    assert.throws(() => check(own, words.buffer, step.address), ProgramFault);
  });

  it('refuses a mini-batch that is larger than its samples, or lies elsewhere', () => {
    const [own] = placed;
    assert.ok(own !== undefined);
    const sound = callOf(own, own.compiled.programs.step.address);
    const guard = new ProgramGuard(own.memory, own.bytes);
    guard.requireProgram(sound);
    for (const wrong of [
      { steps: 1e9 },
      { inputs: -4 },
      { inputs: sound.inputs + 2 },
      { losses: own.bytes },
      { targets: own.bytes - 4, steps: 2 },
      { inputBytes: 4 },
      { targetBytes: 0 },
      { batch: 0 },
      { batch: 1.5 },
      { batch: 1e6 },
      { program: 0 },
    ]) {
      assert.throws(() => guard.requireProgram({ ...sound, ...wrong }), ProgramFault, JSON.stringify(wrong));
    }
    assert.throws(() => guard.requireMatrix(1e6, 1e6, 64, 64), ProgramFault);
    assert.throws(() => guard.requireMatrix(-1, 8, 64, 64), ProgramFault);
  });
});

/** What takes every operation, with tables that are soon looked through. */
function smallModels(): readonly LearnerOptions[] {
  const golden = goldenModels().filter(({ name }) => !/Omniglot|mini-ImageNet/.test(name));
  const nets = (['stride', 'maxPool'] as const).map((downsampling): LearnerOptions => {
    const spec = { kind: 'convnet', blocks: 2, filters: 32, downsampling } as const;
    return {
      model: resolveModel(spec, [11, 10, 3], 4, 'softmaxCrossEntropy'),
      optimizer: { kind: 'sgd', learningRate: 0.1, reduction: 'mean' },
      maxTrainingBatch: 2,
      maxPredictionBatch: 2,
      secondOrder: true,
    };
  });
  const layers: LayerSpec[] = [16, 17, 18].map((filters) => {
    return { kind: 'conv2d', filters, kernel: 3, stride: 1, padding: 'same', bias: false };
  });
  const regressions = (
    [
      { clipGradient: { kind: 'norm', at: 1 }, weightDecay: { kind: 'l2', rate: 0.1 } },
      { clipGradient: { kind: 'value', at: 1 }, weightDecay: { kind: 'factor', factor: 0.9 } },
    ] as const
  ).map((changes): LearnerOptions => {
    return {
      model: resolveModel({ kind: 'layers', layers }, [12, 12, 2], 3, 'meanSquaredError'),
      optimizer: { kind: 'sgd', learningRate: 0.1, reduction: 'mean', ...changes },
      maxTrainingBatch: 2,
      maxPredictionBatch: 2,
      secondOrder: true,
    };
  });
  return [...golden.map(({ options }) => options), ...nets, ...regressions];
}

function place(options: LearnerOptions): Placed {
  const compiled = compileModel(options);
  const bytes = compiled.plan.place(start);
  const memory = new ArrayBuffer(Math.ceil(bytes / 64) * 64);
  compiled.plan.write(memory);
  return { compiled, bytes, memory, batch: options.maxTrainingBatch };
}

function check(own: Placed, memory: ArrayBuffer, program: number): void {
  new ProgramGuard(memory, own.bytes).requireProgram(callOf(own, program));
}

function callOf({ compiled, batch }: Placed, program: number) {
  const { inputs, targets, losses, inputSize, targetSize } = compiled;
  return {
    program,
    batch,
    steps: 1,
    inputs: inputs.address,
    targets: targets.address,
    losses: losses.address,
    inputBytes: batch * inputSize * 4,
    targetBytes: batch * targetSize * 4,
  };
}

function programsOf({ compiled }: Placed): readonly number[] {
  const { programs, secondOrder } = compiled;
  return [programs.predict, programs.gradient, programs.step, ...(secondOrder ? [secondOrder.program] : [])].map(
    ({ address }) => address,
  );
}

/** Every word of a program, but codes. */
function wordsOf({ memory }: Placed, program: number): readonly Word[] {
  const words = new Int32Array(memory);
  const all: Word[] = [];
  for (let at = program; ; ) {
    const { name, length } = decodeOperation(words.subarray(at / 4));
    if (name === 'END') return all;
    let own = at + 4;
    for (const [operand, kind] of Object.entries<OperandKind>(operationTable[name].operands)) {
      all.push({ program, operationAt: at, at: own, operation: name, operand, kind });
      own += kind === 'double' ? 8 : 4;
    }
    at += length * 4;
  }
}

/** A value that no sound program has there; undefined where any value is harmless. */
function brokenValue(kind: OperandKind, bytes: number, random: RandomStream): number | undefined {
  const beyond = bytes + 4 * random.integer(1000);
  switch (kind) {
    case 'address':
    case 'table':
      return [0, -4, 64 + 4 * random.integer(100) + 1 + random.integer(3), beyond, 2 ** 31 - 4][random.integer(5)];
    case 'optionalAddress':
      return [-4, 66, beyond, 2 ** 31 - 4][random.integer(4)];
    case 'distance':
      return [bytes, -bytes, 2 ** 31 - 4, -(2 ** 31) + 4][random.integer(4)];
    case 'count':
    case 'perSample':
    case 'images':
      return [-1, -(2 ** 31), -random.integer(1000) - 1][random.integer(3)];
    case 'bytes':
      return [0, -32][random.integer(2)];
    case 'flag':
      return [2, -1][random.integer(2)];
    case 'activation':
      return [4, -1][random.integer(2)];
    case 'bits':
    case 'real':
    case 'double':
      return undefined;
  }
}
