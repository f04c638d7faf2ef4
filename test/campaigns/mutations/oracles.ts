// What must hold of everything that is shown, whatever was mutated.

import { unexpectedErrorNotices } from '../product.ts';
import { forgedLine } from './hostileTexts.ts';

export interface Problem {
  readonly kind: string;
  readonly detail: string;
}

/** Line breaks and tabs are ours; everything else moves the cursor, changes colours or turns the text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const rawControl = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const nonsense = /\bNaN\b|Invalid Date|\bundefined\b|\bInfinity\b|\[object \w+\]/;
const stackLine = /^\s+at .+[:(]\d+:\d+\)?$/m;
/**
 * `EISDIR: illegal operation on a directory, read`: what the system says to programs. In parentheses it follows an
 * explanation.
 */
const systemWords = /(?<!\()\bE[A-Z0-9]{3,}: [a-z]/;

/** `json`: the output is JSON, where anything may be escaped, but not raw. */
export function judgeTexts(output: string, messages: string, json: boolean): Problem[] {
  const problems: Problem[] = [];
  const found = (kind: string, text: string, pattern: RegExp) => {
    const match = pattern.exec(text);
    if (match !== null) problems.push({ kind, detail: excerpt(text, match.index) });
  };
  for (const text of [output, messages]) {
    found('raw control character', text, rawControl);
    found('forged line', text, new RegExp(`^${forgedLine}`, 'm'));
  }
  problems.push(...judgeWords(json ? messages : `${output}\n${messages}`));
  for (const notice of unexpectedErrorNotices) {
    for (const text of [output, messages]) {
      const position = text.indexOf(notice);
      if (position >= 0) problems.push({ kind: 'unexpected error', detail: excerpt(text, position) });
    }
  }
  if (json) problems.push(...judgeJson(output));
  return problems;
}

/** Whether what is said makes sense to a person, however it is shown. */
export function judgeWords(text: string): Problem[] {
  const patterns = { nonsense, 'words of the system': systemWords, 'stack trace': stackLine };
  return Object.entries(patterns).flatMap(([kind, pattern]) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ kind, detail: excerpt(text, match.index) }];
  });
}

/** Each line is a value of its own. */
function judgeJson(output: string): Problem[] {
  for (const line of output.split('\n')) {
    if (line === '') continue;
    try {
      JSON.parse(line);
    } catch (error) {
      return [{ kind: 'broken JSON', detail: `${String(error)}: ${excerpt(line, 0)}` }];
    }
  }
  return [];
}

/** Tooltips: a text may not become a link, a picture or an icon. */
export function judgeMarkdown(markdown: readonly string[]): Problem[] {
  const pattern = /(?<!\\)\]\((?:command:|https?:)|(?<!\\)\$\(\w/;
  return markdown.flatMap((text) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ kind: 'text became markdown', detail: excerpt(text, match.index) }];
  });
}

function excerpt(text: string, position: number): string {
  return JSON.stringify(text.slice(Math.max(0, position - 80), position + 160));
}
