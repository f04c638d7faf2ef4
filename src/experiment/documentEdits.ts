// Edits of an experiment file's text: set, add and remove keys and list items so that comments and layout stay as they
// are.

import type { Node } from 'jsonc-parser';
import { type ExperimentDocument, findProperty, findValue } from './experimentDocument.ts';
import type { KeyPath } from './keyPath.ts';
import type { TextEdit } from './problem.ts';

/**
 * Sets the value at `path`: replaces the one that stands there, or adds the key, with the objects around it that are
 * missing, or appends the list item. Undefined where something in the text is in the way: a value that is no object, or
 * a list that is too short.
 */
export function editsToSet(document: ExperimentDocument, path: KeyPath, value: unknown): TextEdit[] | undefined {
  const existing = findValue(document, path);
  if (existing !== undefined) return [replace(document, existing.offset, existing.length, formatInline(value))];
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const container = findValue(document, path.slice(0, depth));
    if (container === undefined) continue;
    const [step, ...missing] = path.slice(depth);
    const whole = missing.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    if (container.type === 'object' && typeof step === 'string') {
      return append(document, container, `${JSON.stringify(step)}: ${formatInline(whole)}`);
    }
    if (container.type === 'array' && step === (container.children?.length ?? 0))
      return append(document, container, formatInline(whole));
    return undefined;
  }
  return undefined;
}

/** Puts an item into a list before the one at the last step of `path`, laid out as that one is. */
export function editsToInsertBefore(
  document: ExperimentDocument,
  path: KeyPath,
  item: unknown,
): TextEdit[] | undefined {
  const next = findValue(document, path);
  if (next === undefined) return undefined;
  const indentation = indentationBefore(document, next);
  const separator = indentation === undefined ? ' ' : `${lineBreak(document)}${indentation}`;
  return [replace(document, next.offset, 0, `${formatInline(item)},${separator}`)];
}

/** Removes a key with its value and the comma that is left over. */
export function editsToRemove(document: ExperimentDocument, object: Node, key: string): TextEdit[] | undefined {
  const property = findProperty(object, key);
  const siblings = object.children ?? [];
  const index = property === undefined ? -1 : siblings.indexOf(property);
  if (property === undefined || index < 0) return undefined;
  const next = siblings[index + 1];
  if (next !== undefined) return [replace(document, property.offset, next.offset - property.offset, '')];
  const previous = siblings[index - 1];
  const start = previous === undefined ? property.offset : endOf(previous);
  // A trailing comma stays after a previous key, and would stand alone without one.
  const comma = previous === undefined ? /^\s*,/.exec(document.text.slice(endOf(property)))?.[0].length : 0;
  return [replace(document, start, endOf(property) + (comma ?? 0) - start, '')];
}

/** JSON on one line with spaces, as people write short values: `[0, 1]`, `{ "kind": "mlp" }`. */
export function formatInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatInline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${formatInline(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/**
 * Adds a member after the last one: on a line of its own where the last one has one, behind any comment that follows
 * it.
 */
function append(document: ExperimentDocument, container: Node, member: string): TextEdit[] {
  const last = container.children?.at(-1);
  if (last === undefined) return fillEmpty(document, container, member);
  const indentation = indentationBefore(document, last);
  const { text } = document;
  const lineEnd = text.indexOf('\n', endOf(last));
  const rest = text.slice(endOf(last), lineEnd < 0 ? text.length : lineEnd).replace(/\r$/, '');
  const hasComma = rest.trimStart().startsWith(',');
  const comment = rest
    .trimStart()
    .slice(hasComma ? 1 : 0)
    .trimStart();
  const endsLine = lineEnd >= 0 && (comment === '' || comment.startsWith('//'));
  if (indentation === undefined || !endsLine) return [replace(document, endOf(last), 0, `, ${member}`)];
  const line = `${lineBreak(document)}${indentation}${member}${hasComma ? ',' : ''}`;
  const newLine = replace(document, endOf(last) + rest.length, 0, line);
  if (hasComma) return [newLine];
  // Two insertions at one place would have no order.
  if (rest === '') return [replace(document, endOf(last), 0, `,${line}`)];
  return [replace(document, endOf(last), 0, ','), newLine];
}

function fillEmpty(document: ExperimentDocument, container: Node, member: string): TextEdit[] {
  const inside = document.text.slice(container.offset + 1, endOf(container) - 1);
  const padding = container.type === 'object' ? ' ' : '';
  if (inside.trim() === '')
    return [replace(document, container.offset + 1, inside.length, `${padding}${member}${padding}`)];
  // Only comments inside.
  return [replace(document, container.offset + 1, 0, `${padding}${member}`)];
}

/** White space before a node that begins its line; undefined where something else stands before it. */
function indentationBefore({ text }: ExperimentDocument, node: Node): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', node.offset - 1) + 1, node.offset);
  return /^[ \t]*$/.test(before) && node.offset > before.length ? before : undefined;
}

function lineBreak({ text }: ExperimentDocument): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function replace(document: ExperimentDocument, offset: number, length: number, newText: string): TextEdit {
  return { range: document.rangeAt(offset, length), newText };
}
