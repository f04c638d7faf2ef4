// Symbols: the few characters beyond ASCII that the command line prints, and plain stand-ins where a terminal lacks
// them.

export interface Symbols {
  readonly unicode: boolean;
  readonly plusMinus: string;
  readonly ellipsis: string;
  readonly separator: string;
  /** Cells of a progress bar from empty to full; the first is empty, the last full. */
  readonly barCells: readonly [string, ...string[]];
  readonly barEdge: string;
  readonly axis: {
    readonly vertical: string;
    readonly tickLeft: string;
    readonly corner: string;
    readonly horizontal: string;
    readonly tickBelow: string;
  };
}

export const unicodeSymbols: Symbols = {
  unicode: true,
  plusMinus: '±',
  ellipsis: '…',
  separator: '·',
  barCells: [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  barEdge: '│',
  axis: { vertical: '│', tickLeft: '┤', corner: '└', horizontal: '─', tickBelow: '┬' },
};

export const asciiSymbols: Symbols = {
  unicode: false,
  plusMinus: '+-',
  ellipsis: '...',
  separator: '-',
  barCells: [' ', '#'],
  barEdge: '|',
  axis: { vertical: '|', tickLeft: '+', corner: '+', horizontal: '-', tickBelow: '+' },
};

/**
 * Whether text beyond ASCII arrives legibly: the locale's character set outside Windows, the terminal program on
 * Windows, where the classic console's fonts lack block and braille patterns. Without any locale, as in most
 * containers, terminals are UTF-8.
 */
export function showsUnicode(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (environment.TERM === 'linux' || environment.TERM === 'dumb') return false;
  if (platform === 'win32') {
    return (
      environment.WT_SESSION !== undefined || environment.TERM_PROGRAM !== undefined || environment.TERM !== undefined
    );
  }
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG;
  return !locale || /utf-?8/i.test(locale);
}
