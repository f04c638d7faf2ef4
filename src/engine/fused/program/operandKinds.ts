// What operands of operations can be.

/** What an operand is, and so how its words are written and read. */
export type OperandKind =
  /** A number of something: elements, pixels, groups. A stride is one: elements from one row to the next. */
  | 'count'
  /** A number of something in one sample, which kernels multiply by the batch size. */
  | 'perSample'
  /** A number of images, or 0 for one of each sample. */
  | 'images'
  /** A distance of two things in memory. */
  | 'bytes'
  /** How far behind one address another one stands; may be negative. */
  | 'distance'
  /** Where floats begin. */
  | 'address'
  /** Where floats begin, or 0 where there are none. */
  | 'optionalAddress'
  /** Where a table of words begins. */
  | 'table'
  /** 0 or 1. */
  | 'flag'
  /** A code of `activations.ts`. */
  | 'activation'
  /** 32 bits without a sign. */
  | 'bits'
  /** A float32. */
  | 'real'
  /** A float64, in two words. */
  | 'double';

/** Operands by name, in the order of their words. */
export type OperandKinds = Readonly<Record<string, OperandKind>>;

/** An operation's code, and its operands. */
export interface OperationShape {
  readonly code: number;
  readonly operands: OperandKinds;
}

/** Words that an operand takes. */
export function wordsOf(kind: OperandKind): number {
  return kind === 'double' ? 2 : 1;
}

/** Operands of one kind. */
export function each<Kind extends OperandKind, Name extends string>(
  kind: Kind,
  ...names: readonly Name[]
): Readonly<Record<Name, Kind>> {
  // Object.fromEntries makes exactly these keys, in this order; only its type forgets them.
  return Object.fromEntries(names.map((name) => [name, kind])) as Record<Name, Kind>;
}
