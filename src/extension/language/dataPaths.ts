// Which keys of an experiment file are paths to data or weights, and which files such a path may lead to.

import { findNodeAtLocation, getLocation, type Node } from 'jsonc-parser';
import { tensorFormats } from '../../engine/weights/tensorFormats.ts';
import { parseText } from '../../experiment/parseText.ts';

/** Endings of files, in lower case, that belong there besides folders. */
const filesOf: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  path: {
    'images/folder': ['.zip'],
    'speech/folder': ['.zip'],
    'speech/spokenDigits': ['.zip'],
    'text/file': ['.csv', '.tsv', '.json', '.jsonl', '.ndjson'],
  },
  split: { 'images/folder': ['.json'] },
};

const endingsOfWeights = tensorFormats.map((format) => `.${format}`);

export interface TypedDataPath {
  /** Where the path's text begins, behind its quote. */
  readonly start: number;
  readonly fileEndings: readonly string[];
}

/** The path that is typed at `offset`; undefined where it is something else. */
export function typedDataPath(text: string, offset: number): TypedDataPath | undefined {
  // What is too long or too deep for an experiment is not looked into: the functions below would go deeper than the
  // stack.
  const { root } = parseText(text).document;
  if (root === undefined) return undefined;
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  const [task, dataset, key, ...deeper] = path;
  if (isAtPropertyKey || previousNode?.type !== 'string' || deeper.length > 0) return undefined;
  if (task === 'model' && dataset === 'initialization' && key === undefined)
    return { start: previousNode.offset + 1, fileEndings: endingsOfWeights };
  if (task !== 'task' || dataset !== 'dataset' || typeof key !== 'string' || !Object.hasOwn(filesOf, key))
    return undefined;
  const kind = valueAt(root, ['task', 'kind']);
  const source = valueAt(root, ['task', 'dataset', 'source']);
  return { start: previousNode.offset + 1, fileEndings: filesOf[key]?.[`${kind}/${source}`] ?? [] };
}

function valueAt(root: Node, path: readonly string[]): unknown {
  return findNodeAtLocation(root, [...path])?.value;
}
