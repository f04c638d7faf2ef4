// Stands before the native kernels: a program goes to them once it is known to stay within its memory and to leave itself
// alone. WebAssembly does without, because nothing there leaves its memory.

import type { OperandKind } from '../program/operandKinds.ts';
import { type DecodedOperation, decodeOperation } from '../program/operations.ts';
import { operationTable } from '../program/operationTable.ts';
import { type Access, ProgramFault, requireThat, type Samples } from './accessRule.ts';
import { meetsAny, mergeRanges } from './memoryRanges.ts';
import { accessesOf, worksInPlace } from './operationAccesses.ts';

/** Where a call finds its program, samples and losses. */
export interface ProgramCall extends Samples {
  readonly program: number;
  readonly steps: number;
  readonly inputBytes: number;
  readonly targetBytes: number;
}

/** More than any program has: one without an end is none. */
const mostOperations = 100_000;

export class ProgramGuard {
  readonly #words: Int32Array;
  readonly #bytes: number;
  /** Programs that were found sound, with the sizes of their mini-batches. */
  readonly #sound = new Set<string>();

  /** @param bytes of the memory that are planned */
  constructor(memory: ArrayBuffer, bytes: number) {
    this.#words = new Int32Array(memory);
    this.#bytes = Math.min(bytes, memory.byteLength);
  }

  /** @throws ProgramFault where the program, or what it works on, does not lie in memory */
  requireProgram(call: ProgramCall): void {
    const { program, batch, steps, inputs, inputBytes, targets, targetBytes, losses } = call;
    this.#require({ what: 'inputs', at: inputs, bytes: steps * inputBytes, kind: 'read' });
    this.#require({ what: 'targets', at: targets, bytes: steps * targetBytes, kind: 'read' });
    this.#require({ what: 'losses', at: losses, bytes: steps * 4, kind: 'read' });
    const key = `${program}/${batch}/${inputBytes}/${targetBytes}`;
    if (this.#sound.has(key)) return;
    this.#requireSound(program, call);
    this.#sound.add(key);
  }

  /** @throws ProgramFault as `requireProgram`, for one operation by itself */
  requireOperation(at: number, call: Pick<ProgramCall, 'batch' | 'inputs' | 'targets' | 'losses'>): void {
    this.#accessesOf(this.#decode(at), { ...call, inputBytes: undefined, targetBytes: undefined });
  }

  /** @throws ProgramFault where a matrix, on its way between the flat layout and panels, does not lie in memory */
  requireMatrix(rows: number, columns: number, flat: number, panels: number): void {
    requireThat(isCount(rows) && isCount(columns), `a matrix has ${rows} rows and ${columns} columns`);
    this.#require({ what: 'matrix', at: flat, bytes: rows * columns * 4, kind: 'read' });
    this.#require({ what: 'panels', at: panels, bytes: rows * Math.ceil(columns / 8) * 32, kind: 'write' });
  }

  #requireSound(program: number, samples: Samples): void {
    requireThat(isCount(samples.batch) && samples.batch > 0, `a mini-batch has ${samples.batch} samples`);
    const accesses: Access[] = [];
    let at = program;
    let count = 0;
    for (let operation = this.#decode(at); operation.name !== 'END'; operation = this.#decode(at)) {
      requireThat(++count < mostOperations, `the program at ${program} has no end`);
      for (const access of this.#accessesOf(operation, samples)) accesses.push(access);
      at += operation.length * 4;
    }
    const own: Access = { what: 'program', at: program, bytes: at + 4 - program, kind: 'table' };
    const tables = mergeRanges([own, ...accesses.filter(({ kind }) => kind === 'table')]);
    for (const access of accesses) {
      if (access.kind !== 'write') continue;
      requireThat(!meetsAny(access, tables), `${access.what} is written over the program or its tables`);
    }
  }

  #decode(at: number): DecodedOperation {
    this.#require({ what: 'operation', at, bytes: 4, kind: 'read' });
    let operation: DecodedOperation;
    try {
      operation = decodeOperation(this.#words.subarray(at / 4));
    } catch (error) {
      throw new ProgramFault(`At ${at} stands no operation.`, { cause: error });
    }
    this.#require({ what: operation.name, at, bytes: operation.length * 4, kind: 'read' });
    return operation;
  }

  #accessesOf({ name, operands }: DecodedOperation, samples: Samples): readonly Access[] {
    for (const [operand, kind] of Object.entries<OperandKind>(operationTable[name].operands)) {
      requireThat(isMeant(kind, operand, operands[operand] ?? Number.NaN), `${name} has a wrong ${operand}`);
    }
    const accesses = accessesOf(name, {
      ...samples,
      of: (operand) => operands[operand] ?? Number.NaN,
      word: (at) => this.#tableWords(at, 1)[0] ?? Number.NaN,
      words: (at, count) => this.#tableWords(at, count),
    });
    for (const access of accesses) this.#require(access);
    if (!worksInPlace(name)) requireApart(name, accesses);
    return accesses;
  }

  #tableWords(at: number, count: number): Int32Array {
    this.#require({ what: 'a table', at, bytes: count * 4, kind: 'table' });
    return this.#words.subarray(at / 4, at / 4 + count);
  }

  #require({ what, at, bytes }: Access): void {
    const isInside = Number.isInteger(at) && at > 0 && bytes >= 0 && at + bytes <= this.#bytes;
    if (isInside && at % 4 === 0) return;
    throw new ProgramFault(`${what}: ${bytes} bytes at ${at} do not lie in the ${this.#bytes} bytes of memory.`);
  }
}

/** Numbers that may be 0; of everything else that is counted there is at least one. */
const mayBeNothing: ReadonlySet<string> = new Set(['padTop', 'padLeft', 'layer']);

function isMeant(kind: OperandKind, operand: string, value: number): boolean {
  switch (kind) {
    case 'count':
      return value > 0 || (value === 0 && mayBeNothing.has(operand));
    case 'perSample':
    case 'bytes':
    case 'address':
    case 'table':
      return value > 0;
    case 'images':
    case 'optionalAddress':
      return value >= 0;
    case 'flag':
      return value === 0 || value === 1;
    case 'activation':
      return value >= 0 && value <= 3;
    case 'distance':
    case 'bits':
    case 'real':
    case 'double':
      return true;
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}

/** What such an operation writes is nothing else that it reads or writes. */
function requireApart(name: string, accesses: readonly Access[]): void {
  const writtenOnes = new Set(accesses.filter(({ kind }) => kind === 'write').map(({ what }) => what));
  for (const what of writtenOnes) {
    const written = mergeRanges(accesses.filter((access) => access.what === what && access.kind === 'write'));
    for (const other of accesses) {
      requireThat(other.what === what || !meetsAny(other, written), `${name} writes ${what} over ${other.what}`);
    }
  }
}
