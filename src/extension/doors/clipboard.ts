// The door to the clipboard: a path is copied exactly, where pasting it into a terminal carries out nothing, and otherwise as it is shown.

import { env } from 'vscode';
import { plainText } from '../../base/shownText.ts';

/** Copies text that holds no line break or control character but those between `lines`. */
export async function copyLines(lines: readonly string[]): Promise<void> {
  await env.clipboard.writeText(lines.map((line) => plainText(line, Number.POSITIVE_INFINITY)).join('\n'));
}
