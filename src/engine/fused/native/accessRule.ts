// What a rule of an operation says: which bytes of memory it reads and writes.

import type { OperationName, operationTable } from '../program/operationTable.ts';

/** A program that would leave its memory, or undo itself. It never gets to the native kernels. */
export class ProgramFault extends Error {
  override readonly name = 'ProgramFault';
}

/** Bytes that an operation reads, or writes. */
export interface Access {
  /** The operand that names them. */
  readonly what: string;
  readonly at: number;
  readonly bytes: number;
  /** `table`: read, and to stay as it is for as long as the program is used. */
  readonly kind: 'read' | 'write' | 'table';
}

/** The mini-batch that a program gets. Bytes are of one; undefined where they are not known. */
export interface Samples {
  readonly batch: number;
  readonly inputs: number;
  readonly inputBytes: number | undefined;
  readonly targets: number;
  readonly targetBytes: number | undefined;
  readonly losses: number;
}

/** The operands of an operation as they stand in memory, and the mini-batch. */
export interface Its<Operand extends string> extends Samples {
  /** A number, or bytes from the start of memory. */
  of(operand: Operand): number;
  /** Word of a table, which has to lie in memory. */
  word(at: number): number;
  /** As many words of a table, which has to lie in memory. Not to be kept. */
  words(at: number, count: number): Int32Array;
}

type OperandOf<Name extends OperationName> = Extract<keyof (typeof operationTable)[Name]['operands'], string>;

/** Of operations by name, which bytes they touch; throws ProgramFault where sizes do not go together. */
export type AccessRules<Name extends OperationName> = {
  readonly [Own in Name]: (its: Its<OperandOf<Own>>) => readonly Access[];
};

/** Reads of as many floats each. */
export function reads<Operand extends string>(its: Its<Operand>, floats: number, ...operands: readonly Operand[]) {
  return operands.map((what): Access => ({ what, at: its.of(what), bytes: floats * 4, kind: 'read' }));
}

/** Writes of as many floats each. */
export function writes<Operand extends string>(its: Its<Operand>, floats: number, ...operands: readonly Operand[]) {
  return operands.map((what): Access => ({ what, at: its.of(what), bytes: floats * 4, kind: 'write' }));
}

/** A table that the kernels read. */
export function table(what: string, at: number, bytes: number): Access {
  return { what, at, bytes, kind: 'table' };
}

/** The mini-batch's inputs, of which `more` bytes behind are read and not used. */
export function readInputs({ inputs, inputBytes }: Samples, floats: number, more = 0): Access {
  requireThat(inputBytes === undefined || floats * 4 <= inputBytes, 'a mini-batch has fewer inputs');
  return { what: 'inputs', at: inputs, bytes: floats * 4 + more, kind: 'read' };
}

/** The mini-batch's targets, and its loss. */
export function readTargets({ targets, targetBytes }: Samples, floats: number): Access {
  requireThat(targetBytes === undefined || floats * 4 <= targetBytes, 'a mini-batch has fewer targets');
  return { what: 'targets', at: targets, bytes: floats * 4, kind: 'read' };
}

export function writeLoss({ losses }: Samples): Access {
  return { what: 'losses', at: losses, bytes: 4, kind: 'write' };
}

/** @throws ProgramFault with what is wrong */
export function requireThat(holds: boolean, wrong: string): void {
  if (!holds) throw new ProgramFault(`An operation does not fit its memory: ${wrong}.`);
}

/** Kernels take eight floats at a time. */
export function requireEights(floats: number): number {
  requireThat(floats % 8 === 0, `rows of ${floats} floats are no whole panels`);
  return floats;
}

/** The next multiple. */
export function upTo(multiple: number, count: number): number {
  return Math.ceil(count / multiple) * multiple;
}

/** Words of a table, to keep. */
export function wordsAt(its: Its<never>, at: number, count: number): readonly number[] {
  return [...its.words(at, count)];
}

/** A number of things in a table: no memory has more. */
export function countOf(count: number): number {
  requireThat(count >= 0 && count < 2 ** 29, `there are ${count} of something`);
  return count;
}
