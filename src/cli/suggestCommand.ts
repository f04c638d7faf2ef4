// Commands that are shown to be copied: they work in the terminal that they are printed in.

import path from 'node:path';
import { shownPath } from './shownPath.ts';

/** How this program was called, then `words`, quoted where a shell needs it. */
export function suggestCommand(...words: readonly string[]): string {
  return [callOf(process.argv[1] ?? 'reptile-lab', process.env), ...words.map(quoteWord)].join(' ');
}

/** From the script that node runs: installed under a name of its own, fetched by npx, or called by its path. */
export function callOf(script: string, environment: NodeJS.ProcessEnv): string {
  if (path.extname(script) === '.js') return `node ${quoteWord(shownPath(script))}`;
  return environment.npm_command === 'exec' ? 'npx reptile-lab' : 'reptile-lab';
}

/** A word as a shell takes it: quoted where it holds more than plain characters. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`;
}
