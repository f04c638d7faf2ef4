// Protocol buffers by their bytes: fields as often as wanted, which a writer of messages would take minutes for.

/** A field that has a length: a text, a message. */
export function field(number: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  return Buffer.concat([varint(8 * number + 2), varint(content.length), content]);
}

/** A field that is a whole number. */
export function numberField(number: number, value: number): Uint8Array {
  return Buffer.concat([varint(8 * number), varint(value)]);
}

export function repeat(bytes: Uint8Array, times: number): Uint8Array {
  return Buffer.alloc(bytes.length * times, bytes);
}

export function letters(text: string): Uint8Array {
  return Buffer.from(text);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Uint8Array.from([...bytes, rest]);
}
