// Text for places that read Markdown: nothing in it is syntax, a link, an image, an icon or HTML.

import { plainText } from './shownText.ts';

/**
 * `text` as one line of Markdown that shows what it reads. Every punctuation mark of ASCII is escaped, which CommonMark
 * allows everywhere: so neither `https://…`, `www.…` nor `a@b.c` is found as an address, and table cells, fences,
 * headings and entities do not begin.
 */
export function markdownText(text: string, longest?: number): string {
  return plainText(text, longest)
    .trim()
    .replace(/[!-/:-@[-`{-~]/g, (mark) => `\\${mark}`);
}
