// Builds the operations of programs and the records of their tables, and takes operations apart: what
// `operationTable.ts` and `records.ts` say of each, as code.

import * as activation from './activations.ts';
import { type Address, addressOf, Region, type Word } from './memoryPlan.ts';
import { type OperandKind, type OperandKinds, wordsOf } from './operandKinds.ts';
import { type OperationName, operationTable } from './operationTable.ts';
import { type RecordName, recordTable } from './records.ts';

export type ActivationKind = 'identity' | 'relu' | 'tanh' | 'sigmoid';

const activationCodes = {
  identity: activation.IDENTITY,
  relu: activation.RELU,
  tanh: activation.TANH,
  sigmoid: activation.SIGMOID,
} as const;

/** Where something stands: at the start of a region, or anywhere else. */
export type Place = Region | Address;

/** What compilers give for each kind of operand. */
interface OperandValues {
  readonly count: number;
  readonly perSample: number;
  readonly images: number | 'batch';
  readonly bytes: number;
  readonly distance: Address;
  readonly address: Place;
  readonly optionalAddress: Place | undefined;
  readonly table: Place;
  readonly flag: boolean;
  readonly activation: ActivationKind;
  readonly bits: number;
  readonly real: number;
  readonly double: number;
}

type ValuesOf<Kinds extends OperandKinds> = { readonly [Name in keyof Kinds]: OperandValues[Kinds[Name]] };

/** The operands of an operation, by name. */
export type OperandsOf<Name extends OperationName> = ValuesOf<(typeof operationTable)[Name]['operands']>;

const encoders: { readonly [Kind in OperandKind]: (value: OperandValues[Kind]) => readonly Word[] } = {
  count: (value) => [value],
  perSample: (value) => [value],
  images: (value) => [value === 'batch' ? 0 : value],
  bytes: (value) => [value],
  distance: (value) => [value],
  address: (value) => [wordOf(value)],
  optionalAddress: (value) => [value === undefined ? 0 : wordOf(value)],
  table: (value) => [wordOf(value)],
  flag: (value) => [value ? 1 : 0],
  activation: (value) => [activationCodes[value]],
  bits: (value) => [value],
  real: (value) => [realWord(value)],
  double: (value) => [...new Int32Array(Float64Array.of(value).buffer)],
};

/** An operation's words: its code, then its operands. */
export function operation<Name extends OperationName>(name: Name, operands: OperandsOf<Name>): readonly Word[] {
  const { code, operands: kinds } = operationTable[name];
  return [code, ...encodeAll(kinds, operands)];
}

/** The words of a table's record. */
export function record<Name extends RecordName>(
  name: Name,
  fields: ValuesOf<(typeof recordTable)[Name]>,
): readonly Word[] {
  return encodeAll(recordTable[name], fields);
}

/** Which word of a record each of its fields is. */
export function recordPlaces<Name extends RecordName>(
  name: Name,
): { readonly [Field in keyof (typeof recordTable)[Name]]: number };
export function recordPlaces(name: RecordName): Readonly<Record<string, number>> {
  let place = 0;
  return Object.fromEntries(
    Object.entries<OperandKind>(recordTable[name]).map(([field, kind]) => {
      place += wordsOf(kind);
      return [field, place - wordsOf(kind)];
    }),
  );
}

/** Words from one record to the next. */
export function recordLength(name: RecordName): number {
  return Object.values<OperandKind>(recordTable[name]).reduce((sum, kind) => sum + wordsOf(kind), 0);
}

function encodeAll<Kinds extends OperandKinds>(kinds: Kinds, values: ValuesOf<Kinds>): readonly Word[] {
  const words: Word[] = [];
  for (const name in kinds) {
    const kind: Kinds[typeof name] = kinds[name];
    words.push(...encode(kind, values[name]));
  }
  return words;
}

function encode<Kind extends OperandKind>(kind: Kind, value: OperandValues[Kind]): readonly Word[] {
  return encoders[kind](value);
}

/** The bits of a float32, as a program's word. */
export function realWord(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

function wordOf(place: Place): Address {
  return place instanceof Region ? addressOf(place) : place;
}

/** An operation as it stands in memory. */
export interface DecodedOperation {
  readonly name: OperationName;
  /** By name: numbers as they were given; addresses and tables as bytes; flags and activations as their codes. */
  readonly operands: Readonly<Record<string, number>>;
  /** Words of the operation with its code. */
  readonly length: number;
}

const namesByCode: ReadonlyMap<number, OperationName> = new Map(
  namesIn(operationTable).map((name) => [operationTable[name].code, name]),
);

/**
 * @param words of a program, from the operation's code on
 * @throws Error where no operation has that code
 */
export function decodeOperation(words: Int32Array): DecodedOperation {
  const [code = Number.NaN] = words;
  const name = namesByCode.get(code);
  if (name === undefined) throw new Error(`No operation has the code ${code}.`);
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  const operands: Record<string, number> = {};
  let length = 1;
  for (const [operand, kind] of Object.entries<OperandKind>(operationTable[name].operands)) {
    operands[operand] = decode(kind, view, length * 4);
    length += wordsOf(kind);
  }
  return { name, operands, length };
}

function decode(kind: OperandKind, view: DataView, at: number): number {
  switch (kind) {
    case 'real':
      return view.getFloat32(at, true);
    case 'double':
      return view.getFloat64(at, true);
    case 'bits':
      return view.getUint32(at, true);
    case 'count':
    case 'perSample':
    case 'images':
    case 'bytes':
    case 'distance':
    case 'address':
    case 'optionalAddress':
    case 'table':
    case 'flag':
    case 'activation':
      return view.getInt32(at, true);
  }
}

function namesIn<Table extends object>(table: Table): readonly Extract<keyof Table, string>[] {
  const names: Extract<keyof Table, string>[] = [];
  for (const name in table) names.push(name);
  return names;
}
