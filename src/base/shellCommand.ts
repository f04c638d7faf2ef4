// Commands to be copied into a shell: whichever shell it is, the words arrive as they are and nothing else is carried
// out; or there is no command.

import { isPlain } from './shownText.ts';

/**
 * Systems differ in what their shells take: POSIX shells, fish and PowerShell on one side, cmd, PowerShell and Git's
 * bash on the other.
 */
export type ShellFamily = 'posix' | 'windows';

export function shellFamilyOf(platform: NodeJS.Platform): ShellFamily {
  return platform === 'win32' ? 'windows' : 'posix';
}

/**
 * The words as one line; undefined where no quoting keeps one of them from being more than a word in every shell of the
 * family.
 */
export function shellCommand(words: readonly string[], family: ShellFamily): string | undefined {
  const quoted = words.map((word) => shellWord(word, family));
  return quoted.every((word) => word !== undefined) ? quoted.join(' ') : undefined;
}

/**
 * One word, quoted where it holds more than letters, digits and a few marks; undefined where it cannot be made safe.
 */
export function shellWord(word: string, family: ShellFamily): string | undefined {
  if (!isPlain(word)) return undefined;
  return family === 'windows' ? windowsWord(word) : posixWord(word);
}

/** A path as a word that is not taken for an option. */
export function pathWord(path: string, family: ShellFamily): string {
  if (!path.startsWith('-')) return path;
  return family === 'windows' ? `.\\${path}` : `./${path}`;
}

/** Curly quotes are quotes to PowerShell. */
const curlyQuote = /[\u2018-\u201f]/;

/**
 * Between single quotes nothing has a meaning to any of these shells but the quote itself and, to fish, the backslash.
 * Words with an apostrophe go between double quotes where nothing in them has a meaning there.
 */
function posixWord(word: string): string | undefined {
  if (/^[\w+:./-][\w+=:./-]*$/.test(word)) return word;
  if (curlyQuote.test(word) || word.includes('\\')) return undefined;
  if (!word.includes("'")) return `'${word}'`;
  return /["$`!]/.test(word) ? undefined : `"${word}"`;
}

/**
 * cmd expands `%`, and with delayed expansion `!`, within quotes; a backslash before the last quote would escape it for
 * the program.
 */
function windowsWord(word: string): string | undefined {
  if (/^[\w:./-][\w:./\\-]*$/.test(word)) return word;
  if (curlyQuote.test(word) || /["%`$!^&|<>]/.test(word) || word.endsWith('\\')) return undefined;
  return `"${word}"`;
}
