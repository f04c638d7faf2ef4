// The text of an experiment file with its syntax tree: from a key's path to the exact place in the text.

import type { Node } from 'jsonc-parser';
import type { KeyPath } from './keyPath.ts';
import type { Position, TextEdit, TextRange } from './problem.ts';

/**
 * A parsed text. `root` is undefined when nothing in it is a value; after syntax errors it holds what could be
 * understood.
 */
export interface ExperimentDocument {
  readonly text: string;
  readonly root: Node | undefined;
  positionAt(offset: number): Position;
  rangeAt(offset: number, length: number): TextRange;
}

export function createDocument(text: string, root: Node | undefined): ExperimentDocument {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);

  const positionAt = (offset: number): Position => {
    const clamped = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((lineStarts[middle] ?? 0) <= clamped) low = middle;
      else high = middle;
    }
    return { offset: clamped, line: low, column: clamped - (lineStarts[low] ?? 0) };
  };
  const rangeAt = (offset: number, length: number) => ({ start: positionAt(offset), end: positionAt(offset + length) });
  return { text, root, positionAt, rangeAt };
}

const propertiesByKey = new WeakMap<Node, ReadonlyMap<unknown, Node>>();

/** The property node of `key`; of several with the same name the last, which is the one that JSON readers use. */
export function findProperty(object: Node, key: string): Node | undefined {
  if (object.type !== 'object') return undefined;
  // Every message about a key asks for some, and there may be tens of thousands in an object.
  const known =
    propertiesByKey.get(object) ??
    new Map((object.children ?? []).map((property) => [property.children?.[0]?.value, property]));
  propertiesByKey.set(object, known);
  return known.get(key);
}

/** The node of the value at `path`, or undefined where the text has none. */
export function findValue(document: ExperimentDocument, path: KeyPath): Node | undefined {
  let node = document.root;
  for (const step of path) {
    if (node === undefined) return undefined;
    if (typeof step === 'string') node = findProperty(node, step)?.children?.[1];
    else node = node.type === 'array' ? node.children?.[step] : undefined;
  }
  return node;
}

/** Range of the value at `path`; where the text leaves it out, of the nearest enclosing key. */
export function valueRange(document: ExperimentDocument, path: KeyPath): TextRange {
  const node = findValue(document, path);
  return node === undefined ? headRange(document, path.slice(0, -1)) : rangeOf(document, node);
}

/**
 * Where something that is missing from the object or list at `path` is to be reported: its key, or, in a list and at
 * the top, its opening bracket. Falls back to what encloses it where the text does not have it.
 */
export function headRange(document: ExperimentDocument, path: KeyPath): TextRange {
  const node = findValue(document, path);
  if (node === undefined) return path.length === 0 ? document.rangeAt(0, 1) : headRange(document, path.slice(0, -1));
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  if (key !== undefined) return rangeOf(document, key);
  return document.rangeAt(node.offset, node.type === 'object' || node.type === 'array' ? 1 : node.length);
}

export function rangeOf(document: ExperimentDocument, node: Node): TextRange {
  return document.rangeAt(node.offset, node.length);
}

/** Applies edits whose ranges refer to `text` and do not overlap. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.range.start.offset - a.range.start.offset);
  return fromTheEnd.reduce(
    (result, { range, newText }) => result.slice(0, range.start.offset) + newText + result.slice(range.end.offset),
    text,
  );
}
