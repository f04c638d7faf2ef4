// Translating by a bundle of translations, as the editor's page does.

import { type Translate, untranslated } from '../base/translate.ts';

export { type Translate, untranslated } from '../base/translate.ts';

/** By `translations`, whose keys are English: the editor's bundle. What is not among them stays English. */
export function translateBy(translations: object): Translate {
  const known = new Map<string, unknown>(Object.entries(translations));
  return (message, ...args) => {
    const translated = known.get(message);
    return untranslated(typeof translated === 'string' ? translated : message, ...args);
  };
}
