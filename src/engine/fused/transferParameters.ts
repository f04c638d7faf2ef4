// Parameters, and what has a value for each, on their way between the flat layout and the kernels'.

import { requireLength } from '../checkSamples.ts';
import type { Kernels } from './kernels.ts';
import type { CompiledModel } from './program/compileModel.ts';
import type { Region } from './program/memoryPlan.ts';

/** What a learner gives back when it is disposed. */
export interface Workspace {
  readonly kernels: Kernels;
  readonly compiled: CompiledModel;
  /** All of the kernels' memory. */
  readonly floats: Float32Array;
}

/** @param target of the flat layout. @throws {RangeError} where it is of another length */
export function readFrom({ kernels, compiled, floats }: Workspace, from: Region, target: Float32Array): void {
  const { flat, moves, parameterCount } = compiled;
  requireLength('The target array', target, parameterCount);
  for (const { rows, columns, flatOffset, packedOffset } of moves.matrices) {
    kernels.unpackMatrix(rows, columns, flat.address + flatOffset * 4, from.address + packedOffset * 4);
  }
  const first = flat.address / 4;
  for (const { columns, flatOffset, packedOffset } of moves.rows) {
    const begin = from.address / 4 + packedOffset;
    floats.copyWithin(first + flatOffset, begin, begin + columns);
  }
  target.set(floats.subarray(first, first + target.length));
}

/** @param source of the flat layout. @throws {RangeError} where it is of another length, and says `what` is */
export function writeTo(
  { kernels, compiled, floats }: Workspace,
  to: Region,
  source: Float32Array,
  what = 'Parameters',
): void {
  const { flat, moves, parameterCount } = compiled;
  requireLength(what, source, parameterCount);
  const first = flat.address / 4;
  floats.set(source, first);
  for (const { rows, columns, flatOffset, packedOffset } of moves.matrices) {
    kernels.packMatrix(rows, columns, flat.address + flatOffset * 4, to.address + packedOffset * 4);
  }
  for (const { columns, flatOffset, packedOffset } of moves.rows) {
    const begin = first + flatOffset;
    floats.copyWithin(to.address / 4 + packedOffset, begin, begin + columns);
  }
}
