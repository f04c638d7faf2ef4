// The plain value of a syntax tree, with keys such as __proto__ kept as keys, and the keys that stand twice.

import type { Node } from 'jsonc-parser';
import { quote } from '../base/quote.ts';
import { type ExperimentDocument, rangeOf } from './experimentDocument.ts';
import type { Problem } from './problem.ts';
import { readingProblem } from './readingRules.ts';

const mostProblems = 100;

/** The value of `node`; of keys that stand twice the last counts. Depth is bounded by the parser. */
export function valueOfNode(node: Node): unknown {
  switch (node.type) {
    case 'object': {
      const object = {};
      for (const { key, value } of propertiesOf(node)) {
        // Assignment would set the prototype where the key is __proto__.
        Object.defineProperty(object, key, {
          value: valueOfNode(value),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    }
    case 'array':
      return (node.children ?? []).map(valueOfNode);
    default:
      return node.value;
  }
}

/**
 * A problem for every key that stands again in the same object, at most 100. As everywhere in JSON the last one counts,
 * and as in VS Code this is a warning.
 */
export function findDuplicateKeys(document: ExperimentDocument): Problem[] {
  const objects: Node[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'object') objects.push(node);
    for (const child of node.children ?? []) visit(child);
  };
  if (document.root !== undefined) visit(document.root);
  const problems: Problem[] = [];
  for (const object of objects) {
    for (const problem of duplicatesIn(document, object)) {
      if (problems.length >= mostProblems) return problems;
      problems.push(problem);
    }
  }
  return problems;
}

function* duplicatesIn(document: ExperimentDocument, object: Node): Generator<Problem> {
  const lines = new Map<string, number>();
  for (const { key, keyNode } of propertiesOf(object)) {
    const range = rangeOf(document, keyNode);
    const earlier = lines.get(key);
    lines.set(key, range.start.line);
    if (earlier === undefined) continue;
    const message = `${quote(key)} stands here again; what line ${earlier + 1} says is ignored. Remove one of the two.`;
    yield readingProblem('duplicate-key', message, range);
  }
}

function propertiesOf(object: Node): { key: string; keyNode: Node; value: Node }[] {
  return (object.children ?? []).flatMap(({ children: [keyNode, value] = [] }) =>
    keyNode === undefined || value === undefined ? [] : [{ key: String(keyNode.value), keyNode, value }],
  );
}
