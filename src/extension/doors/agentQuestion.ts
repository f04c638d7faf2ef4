// The door to what a person is asked before an agent's tool is used, which the editor shows as Markdown: nothing in it is
// more than text, whatever a model wrote.

import { type LanguageModelToolConfirmationMessages, MarkdownString } from 'vscode';
import { markdownText } from '../../base/markdownText.ts';

export interface AgentQuestion {
  /** The extension's own words. */
  readonly title: string;
  readonly message: string;
}

export function createAgentQuestion({ title, message }: AgentQuestion): LanguageModelToolConfirmationMessages {
  const shown = new MarkdownString(markdownText(message), false);
  shown.isTrusted = false;
  shown.supportHtml = false;
  return { title, message: shown };
}
