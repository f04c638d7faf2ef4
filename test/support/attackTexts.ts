// Names as an attacker would write them, and what must never be left of them where they are shown.

/** Clicked in a notification, the first would run a command. */
export const commandLink = '[x](command:workbench.action.files.newUntitledFile)';

export const attackTexts: readonly string[] = [
  commandLink,
  '[Open the report](https://example.com/evil "safe")',
  '[log](file:///etc/passwd)',
  '$(sync~spin) done $(check)',
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u001b[2J',
  '\u009b31m C1 \u009d0;title\u009c',
  'run\u202egnp.exe \u2066isolated\u2069 \u200fmark',
  'a\nContinue it with: rm -rf ~',
  'a\r2026-11-28T00:00:00.000Z forged\u2028line\u0085next',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '**bold** `code` ![image](https://example.com/i.png) https://example.com www.example.com a@example.com | cell |',
  '`'.repeat(3),
  '=HYPERLINK("https://example.com")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '"; touch pwned; "',
  "'; touch pwned; '",
  "\\'; touch pwned #",
  '$(touch pwned) `touch pwned` $HOME %PATH% !!',
  '--help',
  '-rf',
  '~/x',
  'zero\u200bwidth \u{e0041}tag \ud800lone',
  '\u2018; touch pwned; \u2019',
];

/**
 * What no place may show: control characters other than line breaks, invisible characters, bidirectional marks, halves
 * of pairs.
 */
export const harmfulCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Cs}\u{e0000}-\u{e0fff}]/u;

/** What the editor's messages make a link of. */
export const editorLink = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

/** What the editor's labels make an icon of. */
export const editorIcon = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;
