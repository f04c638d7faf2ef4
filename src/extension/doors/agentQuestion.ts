// The door to what a person is asked before an agent's tool is used, which the editor shows as Markdown: nothing in it is
// more than text, whatever a model wrote, and no line of it is missing.

import { type LanguageModelToolConfirmationMessages, MarkdownString } from 'vscode';
import { markdownText } from '../../base/markdownText.ts';
import { longestText, plainLinesOf } from '../../base/shownText.ts';

export interface AgentQuestion {
  /** The extension's own words. */
  readonly title: string;
  /** Of a line of more than a thousand characters the middle may not be shown. */
  readonly lines: readonly string[];
}

export function createAgentQuestion({ title, lines }: AgentQuestion): LanguageModelToolConfirmationMessages {
  const plain = plainLinesOf(lines, lines.length * longestText);
  const paragraphs = plain.map((line) => markdownText(line, Number.POSITIVE_INFINITY));
  const shown = new MarkdownString(paragraphs.join('\n\n'), false);
  shown.isTrusted = false;
  shown.supportHtml = false;
  return { title, message: shown };
}
