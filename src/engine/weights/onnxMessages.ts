// ONNX's protocol buffers (onnx.proto3), as far as a model needs them.

import { PbfWriter } from 'pbf';
import type { Shape } from '../model.ts';

/** What an operation is told beside its inputs. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array | readonly bigint[];
}

/** A named input or output; the first dimension is the batch's. */
interface OnnxValue {
  readonly name: string;
  readonly type: 'float' | 'int64';
  readonly shape: Shape;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly input: OnnxValue;
  readonly output: OnnxValue;
  readonly metadata: Readonly<Record<string, string>>;
}

const irVersion = 8;
const operatorSet = 17;
const elementTypes = { float: 1, int64: 7 } as const;
const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

export function encodeOnnxModel({ nodes, constants, input, output, metadata }: OnnxModel): Uint8Array {
  const model = new PbfWriter();
  model.writeVarintField(1, irVersion);
  model.writeStringField(2, 'reptile-lab');
  writeMessage(model, 7, (graph) => {
    for (const node of nodes) writeMessage(graph, 1, (message) => writeNode(message, node));
    graph.writeStringField(2, 'model');
    for (const constant of constants) writeMessage(graph, 5, (message) => writeConstant(message, constant));
    writeMessage(graph, 11, (message) => writeValue(message, input));
    writeMessage(graph, 12, (message) => writeValue(message, output));
  });
  writeMessage(model, 8, (operators) => {
    operators.writeStringField(1, '');
    operators.writeVarintField(2, operatorSet);
  });
  for (const [key, value] of Object.entries(metadata)) {
    writeMessage(model, 14, (entry) => {
      entry.writeStringField(1, key);
      entry.writeStringField(2, value);
    });
  }
  return model.finish();
}

function writeMessage(writer: PbfWriter, field: number, write: (message: PbfWriter) => void): void {
  writer.writeMessage(field, (_: undefined, message?: PbfWriter) => write(message ?? writer), undefined);
}

function writeNode(message: PbfWriter, { operation, inputs, output, attributes }: OnnxNode): void {
  for (const name of inputs) message.writeStringField(1, name);
  message.writeStringField(2, output);
  message.writeStringField(3, output);
  message.writeStringField(4, operation);
  for (const [name, value] of Object.entries(attributes)) {
    writeMessage(message, 5, (attribute) => {
      attribute.writeStringField(1, name);
      if (typeof value === 'number') {
        attribute.writeVarintField(3, value);
        attribute.writeVarintField(20, attributeTypes.int);
      } else if ('float' in value) {
        attribute.writeFloatField(2, value.float);
        attribute.writeVarintField(20, attributeTypes.float);
      } else {
        for (const item of value) attribute.writeVarintField(8, item);
        attribute.writeVarintField(20, attributeTypes.ints);
      }
    });
  }
}

function writeConstant(message: PbfWriter, { name, shape, values }: OnnxConstant): void {
  for (const extent of shape) message.writeVarintField(1, extent);
  message.writeVarintField(2, elementTypes[values instanceof Float32Array ? 'float' : 'int64']);
  message.writeStringField(8, name);
  message.writeBytesField(9, values instanceof Float32Array ? bytesOfFloats(values) : bytesOfIntegers(values));
}

function bytesOfFloats(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => {
    view.setFloat32(index * 4, value, true);
  });
  return new Uint8Array(view.buffer);
}

function bytesOfIntegers(values: readonly bigint[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, index) => {
    view.setBigInt64(index * 8, value, true);
  });
  return new Uint8Array(view.buffer);
}

function writeValue(message: PbfWriter, { name, type, shape }: OnnxValue): void {
  message.writeStringField(1, name);
  writeMessage(message, 2, (described) => {
    writeMessage(described, 1, (tensor) => {
      tensor.writeVarintField(1, elementTypes[type]);
      writeMessage(tensor, 2, (dimensions) => {
        writeMessage(dimensions, 1, (batch) => batch.writeStringField(2, 'batch'));
        for (const extent of shape) writeMessage(dimensions, 1, (dimension) => dimension.writeVarintField(1, extent));
      });
    });
  });
}
