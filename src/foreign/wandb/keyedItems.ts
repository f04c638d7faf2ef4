// The items of W&B's records: values as JSON, each with a name or with several ones within each other.

import { MessageFields } from './messageFields.ts';

/** Of HistoryItem, SummaryItem and ConfigItem of wandb_internal.proto. */
const item = { key: 1, nestedKey: 2, valueJson: 16 } as const;
const mostNames = 4096;
const longestName = 512;
/** Longer ones are no numbers. */
const longestNumber = 40;

/** Where an item's name and value stand in the bytes. */
interface KeyedItem {
  /** Undefined for one that is too long, or one name too many. */
  readonly name: string | undefined;
  /** How many names within each other it has. */
  readonly depth: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export class ItemReader {
  readonly #names = new Map<string, string>();

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

  /** Most names come again and again: their letters are put together once. */
  #nameOf(bytes: Buffer, start: number, end: number): string | undefined {
    if (end - start > longestName) return undefined;
    const letters = bytes.toString('latin1', start, end);
    const known = this.#names.get(letters);
    if (known !== undefined) return known;
    if (this.#names.size >= mostNames) return undefined;
    const name = bytes.toString('utf8', start, end);
    this.#names.set(letters, name);
    return name;
  }
}

function joinNames(outer: string | undefined, inner: string | undefined): string | undefined {
  return outer === undefined || inner === undefined ? undefined : `${outer}.${inner}`;
}

/** The number that stands there as JSON, or as Python writes those that JSON does not know; undefined for what is none. */
export function numberAt(bytes: Buffer, start: number, end: number): number | undefined {
  if (end <= start || end - start > longestNumber) return undefined;
  const text = bytes.toString('latin1', start, end);
  if (text === 'NaN') return Number.NaN;
  const value = Number(text);
  const first = text.charCodeAt(0);
  const isNumber = first === 0x2d || first === 0x49 || (first >= 0x30 && first <= 0x39);
  return isNumber && !Number.isNaN(value) ? value : undefined;
}
