// The door to the clipboard: what is copied may be pasted into a terminal, where a line break carries out what stands
// before it.

import { env } from 'vscode';
import { shellFamilyOf, shellWord } from '../../base/shellCommand.ts';
import { plainText } from '../../base/shownText.ts';

/** Copies one line. Control characters and what cannot be seen in it do not come along. */
export async function copyLine(line: string): Promise<void> {
  await env.clipboard.writeText(makePlain(line));
}

/**
 * Copies paths, one a line: where there are several, those that a shell would not take as one word are quoted, or left
 * out.
 */
export async function copyPaths(paths: readonly string[]): Promise<void> {
  const family = shellFamilyOf(process.platform);
  const lines = paths.length > 1 ? paths.flatMap((path) => shellWord(path, family) ?? []) : paths.map(makePlain);
  await env.clipboard.writeText(lines.join('\n'));
}

function makePlain(line: string): string {
  return plainText(line, Number.POSITIVE_INFINITY);
}
