// A scalar that stands in an event record as a tensor, as TensorFlow 2, Keras, JAX and newer PyTorch write it (TensorFlow's
// `TensorProto`).

import type { PbfReader, PbfWriter } from 'pbf';

const nothing = new Uint8Array();

const field = {
  type: 1,
  shape: 2,
  content: 4,
  half: 13,
  float: 5,
  double: 6,
  int: 7,
  int64: 10,
  bool: 11,
  uint32: 16,
  uint64: 17,
} as const;

/** `DataType` of types.proto, as far as figures are of them. */
const dataType = {
  float: 1,
  double: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  uint16: 17,
  half: 19,
  uint32: 22,
  uint64: 23,
} as const;

interface ReadTensor {
  type: number;
  elements: number;
  content: Uint8Array;
  /** The first of those that stand in a field of their own; undefined where none does. */
  value: number | undefined;
  /** How many stand there. */
  values: number;
}

/** The tensor's one number; undefined for a tensor of another size, and for one that holds no number. */
export function readScalarTensor(reader: PbfReader): number | undefined {
  const tensor: ReadTensor = { type: 0, elements: 1, content: nothing, value: undefined, values: 0 };
  reader.readMessage(readField, tensor);
  if (tensor.elements !== 1 || tensor.values > 1) return undefined;
  if (tensor.content.length > 0) return numberIn(tensor.content, tensor.type);
  // A tensor of zeros may leave them out.
  return tensor.value ?? (isNumeric(tensor.type) ? 0 : undefined);
}

/** Of one number, without dimensions. */
export function writeDoubleTensor(value: number, tensor: PbfWriter): void {
  tensor.writeVarintField(field.type, dataType.double);
  tensor.writePackedDouble(field.double, [value]);
}

function readField(tag: number, tensor: ReadTensor, reader: PbfReader): void {
  switch (tag) {
    case field.type:
      tensor.type = reader.readVarint();
      return;
    case field.shape:
      reader.readMessage(readShape, tensor);
      return;
    case field.content:
      tensor.content = reader.readBytes();
      return;
    case field.half:
      note(tensor, reader.readPackedVarint(), tensor.type === dataType.bfloat16 ? fromBfloat16 : fromHalf);
      return;
    case field.float:
      note(tensor, reader.readPackedFloat());
      return;
    case field.double:
      note(tensor, reader.readPackedDouble());
      return;
    case field.int:
    case field.int64:
      note(tensor, reader.readPackedVarint(undefined, true));
      return;
    case field.bool:
    case field.uint32:
    case field.uint64:
      note(tensor, reader.readPackedVarint());
      return;
  }
}

/** `numberOf`: what a value stands for; it is asked of the first one alone. */
function note(tensor: ReadTensor, values: readonly number[], numberOf?: (value: number) => number): void {
  const [first] = values;
  if (tensor.value === undefined && first !== undefined)
    tensor.value = numberOf === undefined ? first : numberOf(first);
  tensor.values += values.length;
}

function readShape(tag: number, tensor: ReadTensor, reader: PbfReader): void {
  if (tag === 2) tensor.elements *= reader.readMessage(readDimension, { size: 0 }).size;
}

function readDimension(tag: number, dimension: { size: number }, reader: PbfReader): void {
  if (tag === 1) dimension.size = reader.readVarint(true);
}

function isNumeric(type: number): boolean {
  return Object.values(dataType).some((known) => known === type);
}

/** `bytes` in the machine's order, which is the little end first on every machine that writes such files. */
function numberIn(bytes: Uint8Array, type: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = readers.get(type);
  return read?.bytes === bytes.length ? read.from(view) : undefined;
}

const readers: ReadonlyMap<number, { readonly bytes: number; readonly from: (view: DataView) => number }> = new Map([
  [dataType.float, { bytes: 4, from: (view: DataView) => view.getFloat32(0, true) }],
  [dataType.double, { bytes: 8, from: (view: DataView) => view.getFloat64(0, true) }],
  [dataType.int32, { bytes: 4, from: (view: DataView) => view.getInt32(0, true) }],
  [dataType.uint8, { bytes: 1, from: (view: DataView) => view.getUint8(0) }],
  [dataType.int16, { bytes: 2, from: (view: DataView) => view.getInt16(0, true) }],
  [dataType.int8, { bytes: 1, from: (view: DataView) => view.getInt8(0) }],
  [dataType.int64, { bytes: 8, from: (view: DataView) => Number(view.getBigInt64(0, true)) }],
  [dataType.bool, { bytes: 1, from: (view: DataView) => view.getUint8(0) }],
  [dataType.bfloat16, { bytes: 2, from: (view: DataView) => fromBfloat16(view.getUint16(0, true)) }],
  [dataType.uint16, { bytes: 2, from: (view: DataView) => view.getUint16(0, true) }],
  [dataType.half, { bytes: 2, from: (view: DataView) => fromHalf(view.getUint16(0, true)) }],
  [dataType.uint32, { bytes: 4, from: (view: DataView) => view.getUint32(0, true) }],
  [dataType.uint64, { bytes: 8, from: (view: DataView) => Number(view.getBigUint64(0, true)) }],
]);

function fromBfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, (bits & 0xffff) << 16);
  return view.getFloat32(0);
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? 2 ** -24 * fraction : 2 ** (exponent - 25) * (1024 + fraction));
}
