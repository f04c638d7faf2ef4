// The items of W&B's records: values as JSON, each with a name or with several ones within each other.

import { longestTagBytes as longestName, TagTable } from '../../runs/tagTable.ts';
import { MessageFields } from './messageFields.ts';

/** Of HistoryItem, SummaryItem and ConfigItem of wandb_internal.proto. */
const item = { key: 1, nestedKey: 2, valueJson: 16 } as const;
/** Longer ones are no numbers. */
const longestNumber = 40;
/** Whole numbers of so many digits are exact. */
const exactDigits = 15;
const underscore = 0x5f;
const stepName = [...'_step'].map((letter) => letter.charCodeAt(0));

/** Where an item's name and value stand in the bytes. */
interface KeyedItem {
  /** Undefined for one that is too long, or one name too many. */
  readonly name: string | undefined;
  /** How many names within each other it has. */
  readonly depth: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

const noBytes = new DataView(new ArrayBuffer(0));

export class ItemReader {
  readonly #names = new TagTable(() => true);
  /** The bytes that are read, and a view of them. */
  #bytes: Buffer | undefined;
  #view: DataView = noBytes;

  /** Bytes that were read are kept no longer. */
  release(): void {
    this.#bytes = undefined;
    this.#view = noBytes;
  }

  /** @throws {RangeError} for what is no item */
  read(bytes: Buffer, start: number, end: number): KeyedItem {
    const fields = new MessageFields(bytes, start, end);
    let name: string | undefined;
    let [depth, valueStart, valueEnd] = [0, 0, 0];
    while (fields.next()) {
      if (fields.field === item.valueJson) {
        valueStart = fields.start;
        valueEnd = fields.end;
      } else if ((fields.field === item.key || fields.field === item.nestedKey) && fields.end > fields.start) {
        const part = this.#nameOf(bytes, fields.start, fields.end);
        name = depth === 0 ? part : joinNames(name, part);
        depth++;
      }
    }
    return { name: name !== undefined && name.length > longestName ? undefined : name, depth, valueStart, valueEnd };
  }

  #nameOf(bytes: Buffer, start: number, end: number): string | undefined {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const place = this.#names.placeOf(this.#view, start, end);
    return place < 0 ? undefined : this.#names.nameAt(place);
  }
}

function joinNames(outer: string | undefined, inner: string | undefined): string | undefined {
  return outer === undefined || inner === undefined ? undefined : `${outer}.${inner}`;
}

/**
 * What the items of a record that are its `field` are about, without putting their names together: a record of hundreds
 * of thousands says again what others said.
 * @throws {RangeError} for what is no record
 */
export function lookOverItems(bytes: Buffer, start: number, end: number, field: number): 'aStep' | 'ownAlone' | 'more' {
  let found: 'ownAlone' | 'more' = 'ownAlone';
  const fields = new MessageFields(bytes, start, end);
  while (fields.next()) {
    if (fields.field !== field) continue;
    const parts = new MessageFields(bytes, fields.start, fields.end);
    let isNamed = false;
    while (parts.next() && !isNamed) {
      if ((parts.field !== item.key && parts.field !== item.nestedKey) || parts.end === parts.start) continue;
      isNamed = true;
      if (bytes[parts.start] !== underscore) found = 'more';
      else if (isStepAt(bytes, parts.start, parts.end)) return 'aStep';
    }
  }
  return found;
}

function isStepAt(bytes: Buffer, start: number, end: number): boolean {
  return end - start === stepName.length && stepName.every((letter, place) => bytes[start + place] === letter);
}

/** The number that stands there as JSON, or as Python writes those that JSON does not know; undefined for what is none. */
export function numberAt(bytes: Buffer, start: number, end: number): number | undefined {
  if (end <= start || end - start > longestNumber) return undefined;
  const whole = end - start <= exactDigits ? digitsAt(bytes, start, end) : undefined;
  if (whole !== undefined) return whole;
  const text = bytes.toString('latin1', start, end);
  if (text === 'NaN') return Number.NaN;
  const value = Number(text);
  const first = text.charCodeAt(0);
  const isNumber = first === 0x2d || first === 0x49 || (first >= 0x30 && first <= 0x39);
  return isNumber && !Number.isNaN(value) ? value : undefined;
}

/** Undefined where something else than digits stands there. */
function digitsAt(bytes: Buffer, start: number, end: number): number | undefined {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = 10 * value + digit;
  }
  return value;
}
