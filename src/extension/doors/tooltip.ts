// The door to tooltips and hovers in Markdown, which may hold links, images and icons: nothing but a title, lines and a table
// of facts, all of them text.

import { MarkdownString } from 'vscode';
import { markdownText } from '../../base/markdownText.ts';

export interface TooltipContent {
  readonly title: string;
  /** Beside the title. */
  readonly aside: string;
  /** Below it; undefined where there is nothing to say. */
  readonly message: string | undefined;
  readonly facts: readonly (readonly [label: string, value: string])[];
}

export function createTooltip(content: TooltipContent): MarkdownString {
  return untrusted(tooltipMarkdown(content));
}

/** A name and paragraphs, for what the mouse rests on in a text. */
export function createExplanation(name: string, paragraphs: readonly string[]): MarkdownString {
  return untrusted([`**${markdownText(name)}**`, ...paragraphs.map((text) => markdownText(text))].join('\n\n'));
}

/** Neither trusted nor with HTML or icons, whatever the content. */
function untrusted(markdown: string): MarkdownString {
  const tooltip = new MarkdownString(markdown, false);
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  return tooltip;
}

function tooltipMarkdown({ title, aside, message, facts }: TooltipContent): string {
  const name = markdownText(title);
  const head = [...(name === '' ? [] : [`**${name}**`]), markdownText(aside)].join(' · ');
  const rows = facts.map(([label, value]) => `| ${markdownText(label)} | ${markdownText(value)} |`);
  const table = ['| | |', '|:--|:--|', ...rows].join('\n');
  return [head, ...(message === undefined ? [] : [markdownText(message)]), table].join('\n\n');
}
