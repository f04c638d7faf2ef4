// The content of an event record: TensorFlow's `Event` message, as far as a run needs it.

import { PbfReader, PbfWriter } from 'pbf';
import { readScalarTensor, writeDoubleTensor } from './scalarTensor.ts';
import { SummaryPlugins } from './summaryPlugins.ts';

export interface Scalar {
  readonly tag: string;
  /** Written as a 32-bit float where it is one, otherwise as a tensor of 64 bits; other programs may write any type. */
  readonly value: number;
}

export type RunEvent =
  | { readonly kind: 'fileVersion'; readonly wallTime: number; readonly version: string }
  /** A process took the run up: what earlier files hold from `iteration` on does not count any more. */
  | { readonly kind: 'sessionStart'; readonly wallTime: number; readonly iteration: number }
  | {
      readonly kind: 'scalars';
      readonly wallTime: number;
      readonly iteration: number;
      readonly scalars: readonly Scalar[];
    }
  | { readonly kind: 'other' };

const eventField = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const sessionStart = 1;

/** `wallTime` in seconds since 1970. */
export function encodeEvent(event: Exclude<RunEvent, { kind: 'other' }>): Uint8Array {
  const writer = new PbfWriter();
  writer.writeDoubleField(eventField.wallTime, event.wallTime);
  switch (event.kind) {
    case 'fileVersion':
      writer.writeStringField(eventField.fileVersion, event.version);
      break;
    case 'sessionStart':
      writer.writeVarintField(eventField.step, event.iteration);
      writer.writeMessage(eventField.sessionLog, (_, log) => log.writeVarintField(1, sessionStart), undefined);
      break;
    case 'scalars':
      writer.writeVarintField(eventField.step, event.iteration);
      writer.writeMessage(eventField.summary, writeSummary, event.scalars);
      break;
  }
  return writer.finish();
}

function writeSummary(scalars: readonly Scalar[], summary: PbfWriter): void {
  for (const scalar of scalars) {
    summary.writeMessage(
      1,
      ({ tag, value }: Scalar, message: PbfWriter) => {
        message.writeStringField(1, tag);
        if (Object.is(Math.fround(value), value)) message.writeFloatField(2, value);
        else {
          message.writeMessage(8, writeDoubleTensor, value);
          message.writeMessage(9, writeScalarsMetadata, undefined);
        }
      },
      scalar,
    );
  }
}

/** A `SummaryMetadata` of TensorBoard's plugin for scalars, without which a tensor is no figure. */
function writeScalarsMetadata(_: undefined, metadata: PbfWriter): void {
  metadata.writeMessage(1, (__: undefined, data: PbfWriter) => data.writeStringField(1, 'scalars'), undefined);
}

/** Whether a run can have written the event: TensorFlow's own step is a signed number, and its time may be none. */
export function isSensible(event: RunEvent): boolean {
  switch (event.kind) {
    case 'sessionStart':
    case 'scalars':
      return Number.isSafeInteger(event.iteration) && event.iteration >= 0 && Number.isFinite(event.wallTime);
    case 'fileVersion':
    case 'other':
      return true;
  }
}

/**
 * `plugins` remembers what the records of one log said of its tags, and has to be the same one for all of them.
 * @throws Error when the bytes are no protocol buffer
 */
export function decodeEvent(bytes: Uint8Array, plugins: SummaryPlugins = new SummaryPlugins()): RunEvent {
  const found = { wallTime: 0, iteration: 0, version: '', isStart: false, scalars: [] as Scalar[], plugins };
  new PbfReader(bytes).readFields((field, event, reader) => {
    if (field === eventField.wallTime) event.wallTime = reader.readDouble();
    else if (field === eventField.step) event.iteration = reader.readVarint(true);
    else if (field === eventField.fileVersion) event.version = reader.readString();
    else if (field === eventField.summary) reader.readMessage(readSummary, event);
    else if (field === eventField.sessionLog)
      event.isStart = reader.readMessage(readSessionLog, { status: 0 }).status === sessionStart;
  }, found);
  const { wallTime, iteration } = found;
  if (found.version !== '') return { kind: 'fileVersion', wallTime, version: found.version };
  if (found.isStart) return { kind: 'sessionStart', wallTime, iteration };
  if (found.scalars.length > 0) return { kind: 'scalars', wallTime, iteration, scalars: found.scalars };
  return { kind: 'other' };
}

interface ReadSummary {
  readonly scalars: Scalar[];
  readonly plugins: SummaryPlugins;
}

function readSummary(field: number, { scalars, plugins }: ReadSummary, reader: PbfReader): void {
  if (field !== 1) return;
  const read: SummaryValue = { tag: '', value: undefined, tensor: undefined, plugin: '', content: undefined };
  const { tag, value, tensor, plugin, content } = reader.readMessage(readValue, read);
  const isOfScalars = plugins.noteValue(tag, plugin, content);
  // Other writers' images and histograms have none.
  const figure = value ?? (isOfScalars ? tensor : undefined);
  if (figure !== undefined) scalars.push({ tag, value: figure });
}

interface SummaryValue {
  tag: string;
  value: number | undefined;
  tensor: number | undefined;
  plugin: string;
  content: Uint8Array | undefined;
}

function readValue(field: number, summary: SummaryValue, reader: PbfReader): void {
  if (field === 1) summary.tag = reader.readString();
  else if (field === 2) summary.value = reader.readFloat();
  else if (field === 8) summary.tensor = readScalarTensor(reader);
  else if (field === 9) reader.readMessage(readMetadata, summary);
}

function readMetadata(field: number, summary: SummaryValue, reader: PbfReader): void {
  if (field === 1) reader.readMessage(readPluginData, summary);
}

function readPluginData(field: number, summary: SummaryValue, reader: PbfReader): void {
  if (field === 1) summary.plugin = reader.readString();
  else if (field === 2) summary.content = reader.readBytes();
}

function readSessionLog(field: number, log: { status: number }, reader: PbfReader): void {
  if (field === 1) log.status = reader.readVarint();
}
