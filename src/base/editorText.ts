// Text for the editor's own places: messages, progress, lists, rows, the status bar, code lenses, tabs. None of it
// becomes a link or an icon.

import { longestText, plainLines, plainLinesOf, plainText } from './shownText.ts';

/**
 * `text` as one line that the editor shows as it reads. Its messages turn `[label](target)` into links, commands among
 * them, and many places turn `$(name)` into icons: a space breaks both and keeps them legible. Made of a whole message,
 * after its placeholders were filled.
 */
export function editorText(text: string, longest = longestText): string {
  return breakSyntax(plainText(text, longest));
}

/** The same for places that show several lines. */
export function editorLines(text: string, longest?: number): string {
  return plainLines(text, longest).map(breakSyntax).join('\n');
}

/** What paragraphs may have in all: syntax that is broken takes half as much again. */
const longestParagraphs = Math.floor((4 * longestText) / 1.5);

/** Texts as paragraphs of one line each, none of which is left out, however long they are. */
export function editorParagraphs(texts: readonly string[]): string {
  return plainLinesOf(texts, longestParagraphs).map(breakSyntax).join('\n\n');
}

/** More paragraphs than a person reads in a message. */
const mostParagraphs = 20;

/** Whether a person who is shown `editorParagraphs` sees each of them to its end, and can read them all. */
export function areParagraphsWhole(texts: readonly string[]): boolean {
  if (texts.length > mostParagraphs) return false;
  const shown = plainLinesOf(texts, longestParagraphs);
  return texts.every((text, place) => plainText(text, Number.POSITIVE_INFINITY) === shown[place]);
}

function breakSyntax(line: string): string {
  return line.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
