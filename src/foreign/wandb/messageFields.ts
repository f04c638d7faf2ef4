// MessageFields: the fields of a protocol buffer's message, one after another, without a copy of any.

/** A message of one number, or of a few of them, has far fewer; they are gone through in one turn. */
const mostFieldsOfNumber = 100;

export class MessageFields {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  /** Of the field that was come to. */
  field = 0;
  /** The number of a field that is a whole one; otherwise 0. */
  number = 0;
  /** Where the content of a field with a length stands; of others nothing. */
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Goes to the next field; false behind the last one. @throws {RangeError} for what is no message */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const key = this.#varint();
    this.field = key < 2 ** 31 ? key >> 3 : 0;
    this.number = 0;
    this.start = this.#at;
    this.end = this.#at;
    switch (key % 8) {
      case 0:
        this.number = this.#varint();
        break;
      case 1:
        this.#at += 8;
        break;
      case 2: {
        const length = this.#varint();
        this.start = this.#at;
        this.#at += length;
        this.end = this.#at;
        break;
      }
      case 5:
        this.#at += 4;
        break;
      default:
        throw new RangeError('It is no message.');
    }
    if (this.#at > this.#end) throw new RangeError('A field is longer than its message.');
    return true;
  }

  /** Below zero is what a whole number of 64 bits is there. */
  #varint(): number {
    // Most take one byte.
    const first = this.#bytes[this.#at] ?? 0x80;
    if (first < 0x80 && this.#at < this.#end) {
      this.#at++;
      return first;
    }
    let value = 0;
    for (let scale = 1, count = 0; count < 10; scale *= 128, count++) {
      if (this.#at >= this.#end) break;
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value >= 2 ** 63 ? value - 2 ** 64 : value;
    }
    throw new RangeError('A number has no end.');
  }
}

/**
 * The number that a short message says first: in its field 1, the last one. Undefined where it does not.
 * @throws {RangeError} for what is no message, or none that is short
 */
export function firstNumberIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  const fields = new MessageFields(bytes, start, end);
  let number: number | undefined;
  for (let count = 1; fields.next(); count++) {
    if (count > mostFieldsOfNumber) throw new RangeError('It is no message of a number.');
    if (fields.field === 1) number = fields.number;
  }
  return number;
}
