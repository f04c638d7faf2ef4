// Logs of W&B of shapes that no program writes.

import { field, letters, numberField, repeat } from '../messageBytes.ts';
import { WandbFile, wandbFields } from '../wandbFile.ts';
import { type Files, type LogShapes, times } from './putFiles.ts';

/** A little less than the longest record that is read. */
const recordBytes = (1 << 22) - 4096;
const filledBytes = 1 << 21;
const { record, row, sum, settings, run, item, unknown } = wandbFields;
const step = field(row.step, numberField(1, 1));
const nothing = new Uint8Array();

/** A record that is as long as one may be. */
function recordOf(...content: readonly Uint8Array[]): Files {
  return fileOf(new WandbFile().record(Buffer.concat(content)));
}

/** These bytes very often. */
function filled(bytes: Uint8Array): Uint8Array {
  return repeat(bytes, Math.floor(filledBytes / bytes.length));
}

function fileOf(file: WandbFile): Readonly<Record<string, Uint8Array>> {
  return { 'run-abc.wandb': file.bytes };
}

function itemOf(names: readonly string[], json: string, itemField: number = row.item): Uint8Array {
  return field(
    itemField,
    ...names.map((name) => field(item.nestedKey, letters(name))),
    field(item.json, letters(json)),
  );
}

/** Rows of figures of other names each. */
function rowsOf(rows: readonly (readonly (readonly string[])[])[]): Files {
  const file = new WandbFile();
  for (const names of rows) file.record(field(record.history, step, ...names.map((parts) => itemOf(parts, '1'))));
  return fileOf(file);
}

function settingsOf(...entries: readonly (readonly [name: string, json: string])[]): Files {
  return recordOf(field(record.config, Buffer.concat(entries.map(([name, json]) => itemOf([name], json)))));
}

const longJson = (1 << 18) - 10;
const severalLong = 4;

function jsonSettings(json: string): Files {
  return settingsOf(...times(severalLong, (place) => [`s${place}`, json] as const));
}

/** An object of very many values in one of this name. */
function withinName(name: string): string {
  return `{"${name}":{${times(9900, (place) => `"${place}":1`).join(',')}}}`;
}

/** By what they are. */
export const wandbShapes: LogShapes = {
  'rows without an item': () => recordOf(filled(field(record.history, step))),
  'rows of one figure in one record': () => recordOf(filled(field(record.history, step, itemOf(['a'], '1')))),
  'sums of one figure in one record': () => recordOf(filled(field(record.summary, itemOf(['a'], '1')))),
  'sums of what is its own': () => recordOf(filled(field(record.summary, itemOf(['_a'], '1')))),
  'fields that are unknown': () => recordOf(filled(field(unknown))),
  'fields that are unknown in an item': () =>
    recordOf(field(record.history, step, field(row.item, filled(field(unknown))))),
  ends: () => recordOf(filled(field(record.exit, numberField(1, 1)))),
  'names of a run': () => recordOf(field(record.run, filled(field(run.title, letters('ab'))))),
  'a long name of a run': () => recordOf(field(record.run, field(run.title, Buffer.alloc(recordBytes, 'ä')))),
  'starts of a run': () => recordOf(field(record.run, filled(field(run.start, numberField(1, 1))))),
  'items without a name': () =>
    recordOf(field(record.history, step, repeat(field(row.item, field(item.json, letters('1'))), 19_999))),
  'items without a value': () => recordOf(field(record.history, step, repeat(itemOf(['a'], ''), 19_999))),
  'the same item': () => recordOf(field(record.history, step, repeat(itemOf(['a', 'b', 'c'], '1'), 19_999))),
  'too many items': () => recordOf(field(record.history, step, filled(itemOf(['a'], '1')))),
  'items in items': () =>
    recordOf(
      field(
        record.history,
        step,
        repeat(
          itemOf(
            [...'abcdefghij'].flatMap((name) => times(20, () => name)),
            '1',
          ),
          6000,
        ),
      ),
    ),
  'objects in objects': () =>
    recordOf(
      field(
        record.history,
        step,
        ...times(120, (place) => itemOf([...times(place + 1, () => 'a'), '_type'], '1')),
        repeat(
          itemOf(
            times(200, () => 'a'),
            '1',
          ),
          6000,
        ),
      ),
    ),
  'texts as items': () =>
    recordOf(field(record.history, step, ...times(16, (place) => itemOf([`a${place}`], 'x'.repeat(longJson))))),
  'long names': () => rowsOf(times(100, (row) => times(100, (place) => [`${row}.${place}`.padEnd(500, 'x')]))),
  'names in names': () => rowsOf(times(50, (row) => times(100, (place) => [`n${row * 100 + place}`, 'b']))),
  'names deep in names': () =>
    rowsOf(times(64, (row) => times(4, (place) => times(250, (depth) => (depth === 0 ? `${row * 4 + place}` : 'a'))))),
  'names beyond ASCII': () => rowsOf(times(100, (row) => times(100, (place) => [`${row}.${place}ä`.padEnd(160, '€')]))),
  'settings without a name': () =>
    recordOf(field(record.config, filled(field(settings.item, field(item.json, letters('1')))))),
  'settings without a value': () => recordOf(field(record.config, repeat(itemOf(['a'], ''), 5000))),
  'settings that are removed': () => recordOf(field(record.config, filled(itemOf(['a'], '', settings.removed)))),
  'one setting again and again': () => recordOf(field(record.config, repeat(itemOf(['a'], '1'), 20_000))),
  'settings of other names': () => settingsOf(...times(30_000, (place) => [`name-${place}`, '"text"'] as const)),
  'settings of long names': () =>
    settingsOf(...times(8000, (place) => [`name-${place}`.padEnd(500, 'x'), '1'] as const)),
  'settings with a list': () => jsonSettings(`[${'1,'.repeat(9000)}1]`),
  'settings with lists of objects': () => jsonSettings(`[${'{"a":1},'.repeat(4000)}1]`),
  'settings with a long object in a list': () => jsonSettings(`[[${'"aaaaaaaaaaaaaaaaaaaaaa",'.repeat(9000)}1]]`),
  'settings with an object': () =>
    jsonSettings(`{${times(9000, (place) => `"name-${place}":"${'x'.repeat(10)}"`).join(',')}}`),
  'settings in an object of a long name': () => jsonSettings(withinName('x'.repeat(longJson - 100_000))),
  'settings in an object of a long name again and again': () =>
    settingsOf(...times(severalLong, () => ['a', withinName('x'.repeat(longJson - 100_000))] as const)),
  'settings in an object of a name beyond ASCII': () => jsonSettings(withinName('€'.repeat(50_000))),
  'settings with a text': () => jsonSettings(`"${'x'.repeat(longJson - 2)}"`),
  'settings of escapes': () => jsonSettings(`"${'\\u0041'.repeat(longJson / 6 - 1)}"`),
  'settings of quotation marks': () => jsonSettings(`[${'"",'.repeat(9000)}1]`),
  'settings without an end': () => jsonSettings(`"${'\\"'.repeat(longJson / 2 - 2)}`),
  'settings of marks': () => jsonSettings('"'.repeat(longJson)),
  'deep settings': () => jsonSettings(`${'{"a":'.repeat(16)}1${'}'.repeat(16)}`),
  'deeper settings': () => jsonSettings('['.repeat(longJson)),
  'a record of the longest': () => recordOf(field(unknown, Buffer.alloc(recordBytes))),
  'a record that is too long': () => recordOf(field(unknown, Buffer.alloc(recordBytes + (1 << 20)))),
  'records of nothing': () => {
    const one = new WandbFile().record(nothing).bytes.subarray(7);
    const block = Buffer.concat([repeat(one, 4681), Buffer.alloc(1)]);
    return { 'run-abc.wandb': Buffer.concat([new WandbFile().bytes, block.subarray(7), repeat(block, 30)]) };
  },
  'parts of nothing': () =>
    fileOf(
      new WandbFile().recordInParts(
        times(100_000, () => nothing),
        true,
      ),
    ),
  'short rows': () => {
    const file = new WandbFile();
    for (let place = 0; place < 30_000; place++) file.record(field(record.history, step, itemOf(['a'], '1')));
    return fileOf(file);
  },
  'nothing but damage': () => ({
    'run-abc.wandb': Buffer.concat([new WandbFile().bytes, Buffer.alloc(1 << 22, 1)]),
  }),
  zeros: () => ({ 'run-abc.wandb': Buffer.concat([new WandbFile().bytes, Buffer.alloc(1 << 22)]) }),
  'a sum of the longest': () => recordOf(field(record.summary, repeat(itemOf(['a'], '1', sum.item), 19_999))),
};
