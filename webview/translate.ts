// The page in the person's language: each of its sentences goes through `translate`, by the translations that the host
// hands over. Sentences are made while the page is drawn, never when a file is loaded: the translations come later.

import { type Counted, sayCount } from '../src/words/counts.ts';
import { type Translate, translateBy, untranslated } from '../src/words/translate.ts';

let spoken: Translate = untranslated;

/** `message` in the person's language, with `{0}`, `{1}`, … replaced by `args`. */
export const translate: Translate = (message, ...args) => spoken(message, ...args);

/** `1 held-out task`, `100 held-out tasks`, in the person's language. */
export function countOf(noun: Counted, count: number): string {
  return sayCount(noun, count, translate);
}

/**
 * From the next drawing on the page speaks by `translations`.
 *
 * @param translations the editor's, as JSON: what the host wrote into the page's body; undefined for English
 */
export function speakBy(translations: string | undefined): void {
  const known: unknown = JSON.parse(translations ?? '{}');
  spoken = typeof known === 'object' && known !== null ? translateBy(known) : untranslated;
}
