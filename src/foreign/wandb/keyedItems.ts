// The items of W&B's records: values as JSON, each with a name or with several ones within each other.

import { mostFigureTags } from '../../runs/tagTable.ts';
import { MessageFields } from './messageFields.ts';
import type { TurnCounter } from './turnCounter.ts';

/** Of HistoryItem, SummaryItem and ConfigItem of wandb_internal.proto. */
const item = { key: 1, nestedKey: 2, valueJson: 16 } as const;
/** Figures have so many names at most, and lie in others that have none. */
const mostNames = 2 * mostFigureTags;
/** Of a part in bytes, and of all of them with points between in UTF-16 units. */
const longestName = 512;
/** Of an item: a name of more parts is too long. */
const mostFields = longestName;
/** Longer ones are no numbers. */
const longestNumber = 40;
/** Whole numbers of so many digits are exact. */
const exactDigits = 15;
const underscore = 0x5f;
const stepName = [...'_step'].map((letter) => letter.charCodeAt(0));
/** Of an object that is no group of figures, but a histogram, an image or a table. */
const typeName = Buffer.from('_type');
/** Names of W&B's own begin so. */
const own = '_';
/** Of one name, beside its letters. */
const bytesOfName = 200;

/** A name that items have, within other ones. */
export class ItemName {
  /** All of it, with points between its parts. */
  readonly text: string;
  readonly outer: ItemName | undefined;
  readonly isOwn: boolean;
  /** By their letters, each byte one; undefined without any. */
  inner: Map<string, ItemName> | undefined;
  /** The number of the newest record that has an object of this name. */
  objectIn = 0;

  constructor(text: string, outer: ItemName | undefined) {
    this.text = text;
    this.outer = outer;
    this.isOwn = text.startsWith(own);
  }

  /** Whether it lies in an object of this record. */
  isWithinObject(recordNumber: number): boolean {
    for (let { outer } = this; outer !== undefined; outer = outer.outer)
      if (outer.objectIn === recordNumber) return true;
    return false;
  }
}

/** One item after another, of whose bytes it keeps none. */
export class ItemReader {
  readonly #outermost = new Map<string, ItemName>();
  #names = 0;
  #letters = 0;
  /** Where the parts of its name stand: start and end in turn. */
  readonly #spans: number[] = [];
  /** How many fields it has, as far as it was read. */
  fields = 0;
  /** Where its value stands. */
  valueStart = 0;
  valueEnd = 0;

  /** What the names take that are kept, about. */
  get bytesHeld(): number {
    return this.#names * bytesOfName + 3 * this.#letters;
  }

  /** Goes to this item; one of too many fields has neither a name nor a value. @throws {RangeError} for what is no item */
  read(bytes: Buffer, start: number, end: number): void {
    const fields = new MessageFields(bytes, start, end);
    this.letGo();
    for (this.fields = 0; fields.next(); this.fields++) {
      if (this.fields >= mostFields) {
        this.letGo();
        return;
      }
      if (fields.field === item.valueJson) {
        this.valueStart = fields.start;
        this.valueEnd = fields.end;
      } else if ((fields.field === item.key || fields.field === item.nestedKey) && fields.end > fields.start)
        this.#spans.push(fields.start, fields.end);
    }
  }

  /** There is no item that it has come to. */
  letGo(): void {
    this.#spans.length = 0;
    this.valueStart = 0;
    this.valueEnd = 0;
  }

  /** Whether it says of the object that it lies in of which kind it is. */
  isType(bytes: Buffer): boolean {
    const end = this.#spans.at(-1) ?? 0;
    const start = this.#spans.at(-2) ?? 0;
    return this.#spans.length > 2 && typeName.compare(bytes, start, end) === 0;
  }

  /** Its name, which is kept; undefined for one that is too long, or one too many. */
  name(bytes: Buffer): ItemName | undefined {
    return this.#nameOf(bytes, this.#spans.length);
  }

  /** The name of what it lies in. */
  outerName(bytes: Buffer): ItemName | undefined {
    return this.#nameOf(bytes, this.#spans.length - 2);
  }

  /** All of its name, which is not kept; undefined for one that is too long. */
  text(bytes: Buffer): string | undefined {
    const parts: string[] = [];
    let length = -1;
    for (let place = 0; place < this.#spans.length; place += 2) {
      const [start = 0, end = 0] = [this.#spans[place], this.#spans[place + 1]];
      length += 1 + end - start;
      if (length > longestName) return undefined;
      parts.push(bytes.toString('utf8', start, end));
    }
    return parts.length === 0 ? undefined : parts.join('.');
  }

  /** Most names come again and again: their letters are put together once. */
  #nameOf(bytes: Buffer, spans: number): ItemName | undefined {
    let name: ItemName | undefined;
    for (let place = 0; place < spans; place += 2) {
      const [start = 0, end = 0] = [this.#spans[place], this.#spans[place + 1]];
      if (end - start > longestName) return undefined;
      const letters = bytes.toString('latin1', start, end);
      const known: ItemName | undefined = (name === undefined ? this.#outermost : name.inner)?.get(letters);
      name = known ?? this.#add(letters, bytes.toString('utf8', start, end), name);
      if (name === undefined) return undefined;
    }
    return name;
  }

  #add(letters: string, part: string, outer: ItemName | undefined): ItemName | undefined {
    const text = outer === undefined ? part : `${outer.text}.${part}`;
    if (text.length > longestName || this.#names >= mostNames) return undefined;
    const name = new ItemName(text, outer);
    if (outer === undefined) this.#outermost.set(letters, name);
    else {
      outer.inner ??= new Map();
      outer.inner.set(letters, name);
    }
    this.#names++;
    this.#letters += text.length;
    return name;
  }
}

/**
 * What the items of a record that are its `field` are about, without putting their names together: a record of hundreds
 * of thousands says again what others said. Stops where others may have a turn.
 * @throws {RangeError} for what is no record
 */
export function* lookOverItems(
  bytes: Buffer,
  record: MessageFields,
  field: number,
  turns: TurnCounter,
): Generator<void, 'aStep' | 'ownAlone' | 'more'> {
  let found: 'ownAlone' | 'more' = 'ownAlone';
  while (record.next()) {
    if (turns.isTurnDue()) yield;
    if (record.field !== field) continue;
    const parts = new MessageFields(bytes, record.start, record.end);
    let isNamed = false;
    while (parts.next() && !isNamed) {
      if (turns.isTurnDue()) yield;
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
