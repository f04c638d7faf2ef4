// Texts that a stranger may put into a name, a message, a path or a folder's name.

/** Stands at the beginning of what a line break in a text would make a line of its own. */
export const forgedLine = 'FORGED-LINE';

/** Made by whoever executes what was to be shown; looked for in the current folder and beside the canary. */
export const executedMarker = 'EXECUTED-MARKER';

/** For values inside JSON. */
export const hostileTexts: readonly string[] = [
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007',
  '\u009b31mC1\u009d0;title\u009c',
  'a\u202egnp.exe\u2066\u2069',
  `first\n${forgedLine} second`,
  `first\r\n${forgedLine}\u2028${forgedLine}\u2029${forgedLine}`,
  '[click](command:workbench.action.terminal.sendSequence?%5B%22x%22%5D)',
  '](command:x) | ![i](https://example.invalid/x.png) <img src=x onerror=alert(1)>',
  '$(trash) $(sync~spin)',
  `$(touch ${executedMarker}) \`touch ${executedMarker}\` "; touch ${executedMarker}; '`,
  '%s %d %o %n {0} {1}',
  '\u0000\u0001\u0008\u007f',
  '\ud800 lone surrogate \udfff',
  `${'e\u0301'.repeat(2000)}\u200b\u200d\ufeff`,
  '<script>alert(1)</script>',
];

/** Values that would lead elsewhere if they became paths. */
export const hostilePaths: readonly string[] = [
  '../../canary/file.txt',
  '../../../canary',
  '/../../canary/file.txt',
  'x/../../../../canary/file.txt',
  '\\\\example.invalid\\share\\x',
  '/dev/zero',
  '.',
  '..',
  '',
  'a\u0000b',
];

/** Names that a file system takes; each is given to a run directory. */
export const hostileNames: readonly string[] = [
  `20260101T000000Z-$(touch ${executedMarker})-0000`,
  `20260101T000000Z-\`touch ${executedMarker}\`-0000`,
  `20260101T000000Z"; touch ${executedMarker}; "-0000`,
  `20260101T000000Z'; touch ${executedMarker}; '-0000`,
  '20260101T000000Z-\u001b[31m-0000',
  '20260101T000000Z-\u009b31m\u202e-0000',
  `20260101T000000Z-\n${forgedLine}-0000`,
  '20260101T000000Z-$HOME !! ~ * ? {a,b}-0000',
  '20260101T000000Z-\\-0000',
  '20260101T000000Z-[x](command:y)-$(trash)-0000',
  '-rf --help',
  '99999999999999999999',
  `20260101T000000Z-${'ü'.repeat(100)}`,
];
