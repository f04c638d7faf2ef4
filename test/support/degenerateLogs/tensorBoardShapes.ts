// Logs of TensorBoard of shapes that no program writes.

import { frameRecord } from '../../../src/runs/eventRecords.ts';
import { encodeEvent } from '../../../src/runs/events.ts';
import { simpleRecord, tensorRecord } from '../foreignEvents.ts';
import { field, letters, numberField, repeat } from '../messageBytes.ts';
import { type Files, type LogShapes, times } from './putFiles.ts';

/** A little less than the longest record that is taken apart. */
const recordBytes = (1 << 19) - 4096;
const several = 2;
const mostTags = 4096;

function events(...records: readonly Uint8Array[]): Files {
  return { 'events.out.tfevents.1700000000.host': Buffer.concat(records) };
}

/** One record again and again: a summary of these values. */
function summaries(...values: readonly Uint8Array[]): Files {
  const wallTime = Buffer.from([0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  const event = Buffer.concat([wallTime, numberField(2, 1), field(5, ...values)]);
  return { 'events.out.tfevents.1700000000.host': repeat(frameRecord(event), several) };
}

function filled(bytes: Uint8Array): Uint8Array {
  return repeat(bytes, Math.floor(recordBytes / bytes.length));
}

/** A value of the plugin for hyperparameters. */
function hparams(...data: readonly Uint8Array[]): Uint8Array {
  return field(
    1,
    field(1, letters('_hparams_/session_start_info')),
    field(9, field(1, field(1, letters('hparams')), field(2, ...data))),
  );
}

function parameter(name: string, value: Uint8Array): Uint8Array {
  return field(1, field(1, letters(name)), field(2, value));
}

const one = Buffer.from([0x15, 0, 0, 0x80, 0x3f]);
const tagOf = (place: number) => `t${place}`;
const float = { type: 1, content: new Uint8Array(4) };
const metadata = (plugin: string) => field(9, field(1, field(1, letters(plugin))));

/** By what they are. */
export const tensorBoardShapes: LogShapes = {
  'values of one name': () => summaries(filled(field(1, field(1, letters('a')), one))),
  'values of a long name': () => summaries(filled(field(1, field(1, letters('a'.repeat(500))), one))),
  'values without a name': () => summaries(filled(field(1, one))),
  'values without anything': () => summaries(filled(field(1))),
  'names without a value': () => summaries(filled(field(1, field(1, letters('a'))))),
  'names of one value': () => summaries(field(1, filled(field(1, letters('a'))), one)),
  'values of one name’s': () => summaries(field(1, field(1, letters('a')), filled(one))),
  'tensors of one name’s': () => summaries(field(1, field(1, letters('a')), filled(field(8)), metadata('scalars'))),
  'plugins of one name’s': () => summaries(field(1, field(1, letters('a')), filled(metadata('scalars')))),
  'fields that are unknown': () => summaries(filled(field(7))),
  'summaries in a record': () => ({
    'events.out.tfevents.1700000000.host': repeat(frameRecord(filled(field(5))), several),
  }),
  'names beyond the most': () => events(...times(3 * mostTags, (place) => simpleRecord(tagOf(place), 1, 1))),
  'long names': () => events(...times(mostTags, (place) => simpleRecord(tagOf(place).padEnd(500, 'x'), 1, 1))),
  'names beyond ASCII': () => events(...times(mostTags, (place) => simpleRecord(tagOf(place).padEnd(160, '€'), 1, 1))),
  'names in one record': () =>
    summaries(...times(mostTags, (place) => field(1, field(1, letters(tagOf(place).padEnd(100, 'x'))), one))),
  'names that are too long': () =>
    events(...times(1000, (place) => simpleRecord(tagOf(place).padEnd(5000, 'x'), 1, 1))),
  'names of scalars without a figure': () =>
    events(
      ...times(mostTags, (place) =>
        tensorRecord(tagOf(place).padEnd(500, 'x'), 1, { type: 1, shape: [2], content: new Uint8Array(8) }, 'scalars'),
      ),
    ),
  'names of other plugins': () =>
    events(...times(mostTags, (place) => tensorRecord(tagOf(place).padEnd(190, 'x'), 1, float, `p${place}`))),
  'a tensor of very many numbers': () =>
    summaries(
      field(
        1,
        field(1, letters('a')),
        field(8, numberField(1, 1), field(5, new Uint8Array(recordBytes - 4000))),
        metadata('scalars'),
      ),
    ),
  'a tensor of very many sizes': () =>
    summaries(
      field(
        1,
        field(1, letters('a')),
        field(8, numberField(1, 1), field(2, filled(field(2, numberField(1, 1))))),
        metadata('scalars'),
      ),
    ),
  'parameters of one name': () => summaries(hparams(field(3, filled(parameter('a', field(3, letters('b'))))))),
  'parameters of other names': () =>
    summaries(hparams(field(3, ...times(30_000, (place) => parameter(tagOf(place), field(3, letters('b'))))))),
  'parameters of long names': () =>
    summaries(
      hparams(field(3, ...times(1000, (place) => parameter(tagOf(place).padEnd(450, 'x'), field(3, letters('b')))))),
    ),
  'parameters of texts': () =>
    summaries(
      hparams(field(3, ...times(1000, (place) => parameter(tagOf(place), field(3, letters('€'.repeat(150))))))),
    ),
  'values of one parameter’s': () =>
    summaries(hparams(field(3, field(1, field(1, letters('a')), filled(field(2, field(3, letters('b')))))))),
  'sessions of parameters': () => summaries(hparams(filled(field(3, parameter('a', field(3, letters('b'))))))),
  'ends of sessions': () => summaries(hparams(filled(field(4, numberField(1, 1))))),
  'values of hyperparameters': () => summaries(filled(hparams(field(3, parameter('a', field(3, letters('b'))))))),
  'short records': () => ({
    'events.out.tfevents.1700000000.host': repeat(simpleRecord('a', 1, 1), 100_000),
  }),
  'empty records': () => ({ 'events.out.tfevents.1700000000.host': repeat(frameRecord(new Uint8Array()), 200_000) }),
  'starts of sessions': () =>
    events(
      ...times(1500, (place) => frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1, iteration: place }))),
    ),
  'starts of sessions that go back': () =>
    events(
      ...times(10_000, (place) =>
        frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1, iteration: 10_000 - place })),
      ),
    ),
  'starts of sessions behind each figure': () =>
    events(
      ...times(10_000, (place) =>
        Buffer.concat([
          simpleRecord('a', place, 1),
          frameRecord(encodeEvent({ kind: 'sessionStart', wallTime: 1, iteration: place })),
        ]),
      ),
    ),
  zeros: () => ({ 'events.out.tfevents.1700000000.host': new Uint8Array(1 << 22) }),
  'nothing but damage': () => ({ 'events.out.tfevents.1700000000.host': Buffer.alloc(1 << 21, 1) }),
  'files without a record': () =>
    Object.fromEntries(times(150, (place) => [`events.out.tfevents.1700000000.${tagOf(place)}`, ''])),
  'files of nothing but damage': () =>
    Object.fromEntries(times(150, (place) => [`events.out.tfevents.1700000000.${tagOf(place)}`, 'x'.repeat(40)])),
  'files of one record': () =>
    Object.fromEntries(
      times(150, (place) => [`events.out.tfevents.1700000000.${tagOf(place)}`, simpleRecord('a', place, 1)]),
    ),
};
