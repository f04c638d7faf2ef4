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

/** Texts as paragraphs of one line each, none of which is left out, however long they are. */
export function editorParagraphs(texts: readonly string[], longest = 4 * longestText): string {
  // Syntax that is broken takes half as much again.
  return plainLinesOf(texts, Math.floor(longest / 1.5))
    .map(breakSyntax)
    .join('\n\n');
}

function breakSyntax(line: string): string {
  return line.replaceAll('](', '] (').replaceAll('$(', '$ (');
}
