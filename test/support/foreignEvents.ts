// Event records as other programs write them: scalars as tensors, and what TensorBoard's plugins say of themselves.

import { PbfWriter } from 'pbf';
import { frameRecord } from '../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../src/runs/events.ts';

export interface WrittenTensor {
  /** `DataType` of TensorFlow's types.proto. */
  readonly type: number;
  /** Sizes of its dimensions. */
  readonly shape?: readonly number[];
  /** The numbers as bytes, or as fields of their own. */
  readonly content: Uint8Array | { readonly write: (writer: PbfWriter) => void };
}

/** A record with one scalar, as PyTorch and tensorboardX write it. */
export function simpleRecord(tag: string, iteration: number, value: number, wallTime = 1): Uint8Array {
  return frameRecord(encodeEvent({ kind: 'scalars', wallTime, iteration, scalars: [{ tag, value }] }));
}

/** A record with one tensor; `plugin` is left out where the tag said before what it is. */
export function tensorRecord(tag: string, iteration: number, tensor: WrittenTensor, plugin?: string): Uint8Array {
  return summaryRecord(iteration, (value) => {
    value.writeStringField(1, tag);
    value.writeMessage(8, writeTensor, tensor);
    if (plugin !== undefined) value.writeMessage(9, writeMetadata, { plugin, content: undefined });
  });
}

/** A record of the plugin for hyperparameters. */
export function hparamsRecord(tag: string, write: (data: PbfWriter) => void): Uint8Array {
  const data = new PbfWriter();
  write(data);
  return pluginRecord(tag, 'hparams', data.finish());
}

/** A record that says which plugin its tag is of, and nothing else. */
export function pluginRecord(tag: string, plugin: string, content?: Uint8Array): Uint8Array {
  return summaryRecord(0, (value) => {
    value.writeStringField(1, tag);
    value.writeMessage(9, writeMetadata, { plugin, content });
  });
}

function summaryRecord(iteration: number, writeValue: (value: PbfWriter) => void): Uint8Array {
  const event = new PbfWriter();
  event.writeDoubleField(1, 1);
  if (iteration !== 0) event.writeVarintField(2, iteration);
  event.writeMessage(
    5,
    (_, summary: PbfWriter) => summary.writeMessage(1, (_nothing, value: PbfWriter) => writeValue(value), undefined),
    undefined,
  );
  return frameRecord(event.finish());
}

function writeTensor({ type, shape = [], content }: WrittenTensor, writer: PbfWriter): void {
  writer.writeVarintField(1, type);
  writer.writeMessage(
    2,
    (_, message: PbfWriter) => {
      for (const size of shape)
        message.writeMessage(2, (_nothing, dimension: PbfWriter) => dimension.writeVarintField(1, size), undefined);
    },
    undefined,
  );
  if (content instanceof Uint8Array) writer.writeBytesField(4, content);
  else content.write(writer);
}

function writeMetadata(
  { plugin, content }: { readonly plugin: string; readonly content: Uint8Array | undefined },
  writer: PbfWriter,
): void {
  writer.writeMessage(
    1,
    (_, data: PbfWriter) => {
      data.writeStringField(1, plugin);
      if (content !== undefined) data.writeBytesField(2, content);
    },
    undefined,
  );
}
