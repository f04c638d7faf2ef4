// The content of an event record: TensorFlow's `Event` message, as far as a run needs it.

import { PbfReader, PbfWriter } from 'pbf';

export interface Scalar {
  readonly tag: string;
  /** Kept as a 32-bit float. */
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
        message.writeFloatField(2, value);
      },
      scalar,
    );
  }
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

/** @throws Error when the bytes are no protocol buffer */
export function decodeEvent(bytes: Uint8Array): RunEvent {
  const found = { wallTime: 0, iteration: 0, version: '', isStart: false, scalars: [] as Scalar[] };
  new PbfReader(bytes).readFields((field, event, reader) => {
    if (field === eventField.wallTime) event.wallTime = reader.readDouble();
    else if (field === eventField.step) event.iteration = reader.readVarint(true);
    else if (field === eventField.fileVersion) event.version = reader.readString();
    else if (field === eventField.summary) reader.readMessage(readSummary, event.scalars);
    else if (field === eventField.sessionLog)
      event.isStart = reader.readMessage(readSessionLog, { status: 0 }).status === sessionStart;
  }, found);
  const { wallTime, iteration } = found;
  if (found.version !== '') return { kind: 'fileVersion', wallTime, version: found.version };
  if (found.isStart) return { kind: 'sessionStart', wallTime, iteration };
  if (found.scalars.length > 0) return { kind: 'scalars', wallTime, iteration, scalars: found.scalars };
  return { kind: 'other' };
}

function readSummary(field: number, scalars: Scalar[], reader: PbfReader): void {
  if (field !== 1) return;
  const read: SummaryValue = { tag: '', value: undefined };
  const { tag, value } = reader.readMessage(readValue, read);
  // Other writers' images and histograms have none.
  if (value !== undefined) scalars.push({ tag, value });
}

interface SummaryValue {
  tag: string;
  value: number | undefined;
}

function readValue(field: number, summary: SummaryValue, reader: PbfReader): void {
  if (field === 1) summary.tag = reader.readString();
  else if (field === 2) summary.value = reader.readFloat();
}

function readSessionLog(field: number, log: { status: number }, reader: PbfReader): void {
  if (field === 1) log.status = reader.readVarint();
}
