// Reading JSON that anybody may have written: a look over the bytes first, because a small file can describe millions
// of values.

import { type Translate, untranslated } from './translate.ts';

/** What a file of one kind holds at most, far above what is ever written. */
export interface JsonBounds {
  /** Brackets and braces within each other. */
  readonly depth: number;
  /** Values of all arrays and objects together, to within their number. */
  readonly values: number;
  /** Names of all objects together: they are dearer than values of arrays. */
  readonly names: number;
  /** Texts, names among them: short ones are dearer to read than numbers. By default as many as there is room for. */
  readonly texts?: number;
}

/** What there is too much of, and how much is read at most. */
export interface OutsizedJson {
  readonly holds: keyof JsonBounds;
  readonly most: number;
}

/** JSON that would take more time and memory than any file of its kind. */
export class OutsizedJsonError extends Error implements OutsizedJson {
  override readonly name = 'OutsizedJsonError';
  readonly holds: keyof JsonBounds;
  readonly most: number;

  constructor(holds: keyof JsonBounds, most: number) {
    super(describeOutsized('The JSON', { holds, most }, untranslated));
    this.holds = holds;
    this.most = most;
  }
}

/** A sentence that begins with `file`. */
export function describeOutsized(file: string, { holds, most }: OutsizedJson, translate: Translate): string {
  switch (holds) {
    case 'depth':
      return translate(
        '{0} holds more than {1} lists or objects within each other, as no file of its kind does, and is not read.',
        file,
        most,
      );
    case 'texts':
      return translate('{0} holds more than {1} texts, as no file of its kind does, and is not read.', file, most);
    case 'values':
      return translate('{0} holds more than {1} values, as no file of its kind does, and is not read.', file, most);
    case 'names':
      return translate('{0} holds more than {1} names, as no file of its kind does, and is not read.', file, most);
  }
}

const [quotation, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The value of UTF-8 text, damaged characters replaced.
 * @param parse what makes a value of the text
 * @throws {OutsizedJsonError} when it is beyond `bounds`; {SyntaxError} when it is no JSON
 */
export function parseBoundedJson(
  bytes: Uint8Array,
  bounds: JsonBounds,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  refuseOutsized(bytes, bounds);
  return parse(new TextDecoder().decode(bytes));
}

/** @throws {OutsizedJsonError} when JSON in UTF-8 is beyond `bounds` */
export function refuseOutsized(bytes: Uint8Array, bounds: JsonBounds): void {
  const { texts: mostTexts = Number.POSITIVE_INFINITY } = bounds;
  // Bytes of characters beyond ASCII are all above 127, so that none is taken for a bracket.
  let [depth, values, names, texts] = [0, 0, 0, 0];
  for (let index = 0; index < bytes.length; index++) {
    switch (bytes[index]) {
      case quotation:
        index = endOfString(bytes, index);
        texts++;
        if (texts > mostTexts) throw new OutsizedJsonError('texts', mostTexts);
        break;
      case openBracket:
      case openBrace:
        depth++;
        values++;
        if (depth > bounds.depth) throw new OutsizedJsonError('depth', bounds.depth);
        if (values > bounds.values) throw new OutsizedJsonError('values', bounds.values);
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
      case comma:
        values++;
        if (values > bounds.values) throw new OutsizedJsonError('values', bounds.values);
        break;
      case colon:
        names++;
        if (names > bounds.names) throw new OutsizedJsonError('names', bounds.names);
        break;
    }
  }
}

/** Where the string that begins at `start` ends; the end of `bytes` for one that never does. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let end = bytes.indexOf(quotation, start + 1); end >= 0; end = bytes.indexOf(quotation, end + 1)) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return bytes.length;
}
