// Text from a file inside a message: in quotes, short, and on one line.

const longest = 40;

/** `text` in double quotes with control characters escaped, cut after 40 characters. */
export function quote(text: string): string {
  const characters = [...text.slice(0, longest * 2)];
  const shown =
    characters.length > longest || text.length > longest * 2 ? `${characters.slice(0, longest).join('')}…` : text;
  // JSON leaves line separators and other invisible characters as they are.
  return JSON.stringify(shown).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
