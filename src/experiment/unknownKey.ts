// Unknown keys: what was probably meant, or where the key belongs.

import { quote } from '../base/quote.ts';
import { nearestWord } from '../base/spelling.ts';
import { joinAlternatives, listChoices } from './describeOutline.ts';
import { editsToRemove } from './documentEdits.ts';
import { type ExperimentDocument, findProperty, findValue, headRange, rangeOf } from './experimentDocument.ts';
import { type KeyPath, nameOfPath } from './keyPath.ts';
import { chosenObject, outlineAt, outlineOfFile, placesOfKey, type ValueAt } from './outlineLookup.ts';
import type { Fix, Problem, TextRange } from './problem.ts';
import { readingProblem } from './readingRules.ts';
import { experimentOutline, externalOutline } from './schemaOutline.ts';

/** The problem of the key `key` in the object at `path`, which the schema does not have there. */
export function unknownKey(document: ExperimentDocument, path: KeyPath, key: string, valueAt: ValueAt): Problem {
  const object = findValue(document, path);
  const keyNode = object && findProperty(object, key)?.children?.[0];
  const range = keyNode === undefined ? headRange(document, path) : rangeOf(document, keyNode);
  const { advice, fix } = advise(document, path, key, valueAt, range);
  const message = `${quote(key)} is no key of ${nameOfObject(path, valueAt)}. ${advice}`;
  return readingProblem('unknown-key', message, range, fix);
}

function advise(
  document: ExperimentDocument,
  path: KeyPath,
  key: string,
  valueAt: ValueAt,
  range: TextRange,
): { advice: string; fix?: Fix } {
  const known = knownKeys(path, valueAt);
  const places = placesOfKey(key);
  const elsewhere = otherVariants(path, key, valueAt);
  if (elsewhere !== undefined) {
    return {
      advice: `It belongs to ${elsewhere}: remove it, or choose such a one.`,
      ...removalFix(document, path, key),
    };
  }
  if (path.length === 0 && outlineOfFile(valueAt) === externalOutline() && experimentOutline().keys.has(key))
    return {
      advice: 'Another program trains here, which has its own: remove this key, or "trainer".',
      ...removalFix(document, path, key),
    };
  if (places.length > 0) return { advice: `It belongs to ${joinAlternatives(places)}.` };
  const meant = nearestWord(key, known);
  if (meant === undefined) {
    const advice = `Remove it, or use one of ${known.map((name) => `"${name}"`).join(', ')}.`;
    return { advice, ...removalFix(document, path, key) };
  }
  if (findValue(document, [...path, meant]) !== undefined)
    return { advice: `"${meant}" is set already: remove this one.` };
  return {
    advice: `Did you mean "${meant}"?`,
    fix: { title: `Change to "${meant}"`, edits: [{ range, newText: `"${meant}"` }] },
  };
}

function removalFix(document: ExperimentDocument, path: KeyPath, key: string): { fix?: Fix } {
  const object = findValue(document, path);
  const edits = object && editsToRemove(document, object, key);
  return edits === undefined ? {} : { fix: { title: `Remove ${quote(key)}`, edits } };
}

/**
 * Variants of the object at `path`, other than the file's own, that have such a key, in words; undefined where none
 * has.
 */
function otherVariants(path: KeyPath, key: string, valueAt: ValueAt): string | undefined {
  const outline = outlineAt(path, valueAt);
  if (outline?.kind !== 'variants') return undefined;
  const choices = [...outline.variants].filter(([, variant]) => variant.keys.has(key)).map(([choice]) => choice);
  return choices.length === 0 ? undefined : `${nameOfPath(path)} of ${outline.discriminator} ${listChoices(choices)}`;
}

/** The keys that the object at `path` can have. */
export function knownKeys(path: KeyPath, valueAt: ValueAt): readonly string[] {
  const outline = outlineAt(path, valueAt);
  const object = outline && chosenObject(outline, path, valueAt);
  return object === undefined ? [] : [...object.keys.keys()];
}

function nameOfObject(path: KeyPath, valueAt: ValueAt): string {
  if (path.length === 0) return 'an experiment';
  const outline = outlineAt(path, valueAt);
  if (outline?.kind !== 'variants') return nameOfPath(path);
  const choice = valueAt([...path, outline.discriminator]) ?? outline.defaultChoice;
  return `${nameOfPath(path)} of ${outline.discriminator} ${quote(String(choice))}`;
}
