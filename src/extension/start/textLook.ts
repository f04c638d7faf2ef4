// An experiment file's text as a form looks at it at each key that is pressed: what was found out once is kept for as long
// as the text is the same.

import { applyOverrides } from '../../experiment/applyOverrides.ts';
import { findDuplicateKeys, valueOfNode } from '../../experiment/documentValue.ts';
import { findValue } from '../../experiment/experimentDocument.ts';
import { type ExperimentKey, experimentKeys } from '../../experiment/experimentKeys.ts';
import type { KeyPath } from '../../experiment/keyPath.ts';
import { parseText } from '../../experiment/parseText.ts';
import { readExperiment } from '../../experiment/readExperiment.ts';

/** Answers that are kept: more than a form has values. */
const mostKept = 1000;

export class TextLook {
  /** In the file; undefined for what does not stand there. */
  readonly valueAt: (path: KeyPath) => unknown;
  /** What is read each time that something is set: without layout and comments, where nothing is wrong with the text. */
  readonly #text: string;
  readonly #textOfKeys: string;
  readonly #keys = new Map<string, { readonly answer: readonly ExperimentKey[] }>();
  readonly #problems = new Map<string, { readonly answer: string | undefined }>();

  constructor(text: string) {
    const { document, problems } = parseText(text);
    const { root } = document;
    const isPlain = root !== undefined && problems.length === 0 && findDuplicateKeys(document).length === 0;
    const value = isPlain ? valueOfNode(root) : undefined;
    this.#text = isPlain ? JSON.stringify(value) : text;
    // Settings of a user's module may be long, and decide on no key.
    this.#textOfKeys = isPlain
      ? JSON.stringify(value, (key, part: unknown) => (key === 'settings' ? undefined : part))
      : text;
    this.valueAt = (path) => {
      const node = findValue(document, path);
      return node && valueOfNode(node);
    };
  }

  /** Keys of the experiment where these are set, as far as they can be: with another algorithm there are other keys. */
  keysWith(assignments: readonly string[]): readonly ExperimentKey[] {
    return keep(this.#keys, assignments, () => {
      const set = assignments.reduce((current, assignment) => {
        const next = applyOverrides(current, [assignment]);
        return next.kind === 'applied' ? next.text : current;
      }, this.#textOfKeys);
      const { document } = parseText(set);
      const valueAt = (path: KeyPath) => {
        const node = findValue(document, path);
        return node && valueOfNode(node);
      };
      return experimentKeys(valueAt).filter(({ name }) => name !== 'seed');
    });
  }

  /** What is wrong with the experiment where all of these are set. */
  problemWith(assignments: readonly string[]): string | undefined {
    return keep(this.#problems, assignments, () => {
      const overridden = applyOverrides(this.#text, assignments);
      if (overridden.kind === 'refused') return overridden.message;
      return readExperiment(overridden.text).problems.find(({ severity }) => severity === 'error')?.message;
    });
  }
}

let last: { readonly text: string; readonly look: TextLook } | undefined;

/** The same one for as long as the text stays the same. */
export function lookAt(text: string): TextLook {
  if (last?.text !== text) last = { text, look: new TextLook(text) };
  return last.look;
}

function keep<Answer>(
  kept: Map<string, { readonly answer: Answer }>,
  assignments: readonly string[],
  find: () => Answer,
): Answer {
  const name = JSON.stringify(assignments);
  const known = kept.get(name) ?? { answer: find() };
  if (kept.size >= mostKept) kept.clear();
  kept.set(name, known);
  return known.answer;
}
