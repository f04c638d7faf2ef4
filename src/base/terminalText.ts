// Text for terminals, logs and lines of JSON: no escape sequence, no forged line, and JSON whose value stays the same.

import { escapeUnseen, plainLines } from './shownText.ts';

/**
 * A JSON value as one line. What a terminal would obey or not show is written as `\uXXXX`, so that parsing gives
 * exactly the same value.
 */
export function jsonLine(value: unknown): string {
  return escapeJson(JSON.stringify(value) ?? 'null');
}

/** JSON on one line, as `JSON.stringify` writes it, with everything that cannot be seen as `\uXXXX`. */
export function escapeJson(json: string): string {
  return escapeUnseen(json, (unit) => `\\u${unit.toString(16).padStart(4, '0')}`);
}

/**
 * `text` with its lines under one another, all but the first indented: a line within a text never passes for one of its
 * own.
 */
export function indentedText(text: string, longest?: number): string {
  const [first = '', ...rest] = plainLines(text, longest);
  return [first, ...rest.map((line) => `  ${line}`)].join('\n');
}
