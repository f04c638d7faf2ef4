// The plain value of a syntax tree, with keys such as __proto__ kept as keys, and the keys that stand twice.

import type { Node } from 'jsonc-parser';
import { type ExperimentDocument, rangeOf } from './experimentDocument.ts';
import type { Problem } from './problem.ts';
import { quote } from './quote.ts';

/** The value of `node`; of keys that stand twice the last counts. Depth is bounded by the parser. */
export function valueOfNode(node: Node): unknown {
  switch (node.type) {
    case 'object': {
      const object = {};
      for (const { key, value } of propertiesOf(node)) {
        // Assignment would set the prototype where the key is __proto__.
        Object.defineProperty(object, key, { value: valueOfNode(value), enumerable: true, configurable: true, writable: true });
      }
      return object;
    }
    case 'array':
      return (node.children ?? []).map(valueOfNode);
    default:
      return node.value;
  }
}

/** One problem for every key that stands again in the same object. */
export function findDuplicateKeys(document: ExperimentDocument): Problem[] {
  const problems: Problem[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'object') problems.push(...duplicatesIn(document, node));
    for (const child of node.children ?? []) visit(child);
  };
  if (document.root !== undefined) visit(document.root);
  return problems;
}

function duplicatesIn(document: ExperimentDocument, object: Node): Problem[] {
  const firstLine = new Map<string, number>();
  const problems: Problem[] = [];
  for (const { key, keyNode } of propertiesOf(object)) {
    const range = rangeOf(document, keyNode);
    const line = firstLine.get(key);
    if (line === undefined) {
      firstLine.set(key, range.start.line);
      continue;
    }
    const message = `${quote(key)} stands here again; it is set in line ${line + 1} already. Remove one of the two.`;
    problems.push({ rule: 'duplicate-key', severity: 'error', message, range });
  }
  return problems;
}

function propertiesOf(object: Node): { key: string; keyNode: Node; value: Node }[] {
  return (object.children ?? []).flatMap(({ children: [keyNode, value] = [] }) =>
    keyNode === undefined || value === undefined ? [] : [{ key: String(keyNode.value), keyNode, value }],
  );
}
