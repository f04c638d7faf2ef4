// What can still be said of a text with syntax errors: which of its values were understood, and where an error may be
// the cause of more.

import type { Node } from 'jsonc-parser';
import { type ExperimentDocument, findValue } from './experimentDocument.ts';
import type { KeyPath } from './keyPath.ts';
import { outlineAt, placesOfKey, type ValueAt } from './outlineLookup.ts';
import type { SyntaxDamage } from './parseText.ts';
import type { Problem } from './problem.ts';
import type { Outline } from './schemaOutline.ts';

export interface BrokenPlaces {
  /** Whether everything that was written inside of the value at `path` was understood, as far as can be told. */
  isWhole(path: KeyPath): boolean;
  /** Whether the key may seem unknown only because a bracket or the object's discriminator was lost. */
  mayBelong(path: KeyPath, key: string): boolean;
  /** Whether a problem stands clear of what was not understood. */
  isClear(problem: Problem): boolean;
}

/** Of a text without syntax errors. */
export const unbroken: BrokenPlaces = { isWhole: () => true, mayBelong: () => false, isClear: () => true };

/**
 * The broken places of a text. Where brackets match, an error spoils its lines and what encloses it. Where they do not,
 * everything after the first error may stand elsewhere than was meant, and a list or object before it may be another's
 * beginning: values without parts are judged then, and keys that no object has.
 */
export function findBrokenPlaces(document: ExperimentDocument, damage: SyntaxDamage, valueAt: ValueAt): BrokenPlaces {
  switch (damage.kind) {
    case 'none':
    case 'commas':
      return unbroken;
    case 'apart':
      return placesApart(document, damage.offsets, valueAt);
    case 'unbalanced':
      return placesBefore(document, damage.offset, valueAt);
  }
}

function placesApart(document: ExperimentDocument, offsets: readonly number[], valueAt: ValueAt): BrokenPlaces {
  const lines = new Set(offsets.map((offset) => document.positionAt(offset).line));
  const isWhole = (path: KeyPath): boolean => {
    const node = nearestNode(document, path);
    return node !== undefined && !offsets.some((offset) => offset >= node.offset && offset <= endOf(node));
  };
  // With its discriminator lost, an object would be judged as the variant that stands for none.
  const isVariantLost = remembering((path: KeyPath): boolean => {
    if (isWhole(path)) return false;
    const outline = outlineAt(path, valueAt);
    return (
      outline === undefined || (outline.kind === 'variants' && valueAt([...path, outline.discriminator]) === undefined)
    );
  });
  const isWithinLostVariant = (path: KeyPath) => path.some((_, depth) => isVariantLost(path.slice(0, depth)));
  return {
    isWhole: (path) => isWhole(path) && !isWithinLostVariant(path),
    mayBelong: (path) => isVariantLost(path) || isWithinLostVariant(path),
    isClear: ({ range }) => !lines.has(range.start.line) && !lines.has(range.end.line),
  };
}

/** Thousands of keys of one object may be asked for. */
function remembering(judge: (path: KeyPath) => boolean): (path: KeyPath) => boolean {
  const judged = new Map<string, boolean>();
  return (path) => {
    const name = JSON.stringify(path);
    const judgement = judged.get(name) ?? judge(path);
    judged.set(name, judgement);
    return judgement;
  };
}

function placesBefore(document: ExperimentDocument, firstError: number, valueAt: ValueAt): BrokenPlaces {
  const { line } = document.positionAt(firstError);
  return {
    isWhole: (path) => {
      const node = findValue(document, path);
      const outline = outlineAt(path, valueAt);
      if (node === undefined || hasParts(node.type) || outline === undefined || hasParts(outline.kind)) return false;
      // A value right before the error may be half of what was meant.
      return /[\p{L}\p{N}"]/u.test(document.text.slice(endOf(node), firstError));
    },
    mayBelong: (_, key) => placesOfKey(key).length > 0,
    isClear: ({ rule, range }) => rule !== 'duplicate-key' && range.end.line < line,
  };
}

function hasParts(kind: Node['type'] | Outline['kind']): boolean {
  return ['object', 'array', 'variants', 'open', 'entry', 'list'].includes(kind);
}

function nearestNode(document: ExperimentDocument, path: KeyPath): Node | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = findValue(document, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return document.root;
}

// The parser gives no length to what is never closed.
function endOf(node: Node): number {
  return node.length < 0 ? Number.POSITIVE_INFINITY : node.offset + node.length;
}
