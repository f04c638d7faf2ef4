// Commands that are shown to be copied.

/** A word as a shell takes it: quoted where it holds more than plain characters. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word}"`;
}
