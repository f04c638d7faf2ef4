// The table in LaTeX, for a paper.

import { plainText } from '../../base/shownText.ts';
import type { TextColumn, TextTable } from './textTable.ts';

/**
 * A `tabular` with the rules of the package `booktabs`, the best in bold. Of a stranger's words nothing is a command:
 * what LaTeX would obey is escaped, and what it has no letter for is written as a question mark.
 */
export function toLatex({ columns, rows, notes }: TextTable): string {
  const line = (cells: readonly string[]) => `  ${cells.join(' & ')} \\\\`;
  return [
    '% In the preamble: \\usepackage{booktabs}',
    ...notes.map((note) => `% ${plainText(note)}`),
    `\\begin{tabular}{${columns.map(({ alignment }) => (alignment === 'right' ? 'r' : 'l')).join('')}}`,
    '  \\toprule',
    line(columns.map(({ head }) => latexText(head))),
    '  \\midrule',
    ...Array.from({ length: rows }, (_, row) => line(columns.map((column) => formatCell(column, row)))),
    '  \\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

function formatCell({ cells, best }: TextColumn, row: number): string {
  const text = latexText(cells[row] ?? '');
  // Within mathematics \boldmath, outside of it \bfseries: both, so that the sign between two numbers is bold, too.
  return best.has(row) && text !== '' ? `{\\boldmath\\textbf{${text}}}` : text;
}

const commands: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['"', '\\textquotedbl{}'],
  ...[...'{}$&#%_'].map((mark) => [mark, `\\${mark}`] as const),
  // After a line's end brackets would be its argument, and a star a part of it.
  ['[', '{[}'],
  [']', '{]}'],
  ['*', '{*}'],
  ['`', '\\textasciigrave{}'],
  ['±', '$\\pm$'],
  ['−', '$-$'],
  ['∞', '$\\infty$'],
  ['ε', '$\\varepsilon$'],
  ['β', '$\\beta$'],
  ['θ', '$\\theta$'],
  ['…', '\\ldots{}'],
  ['·', '$\\cdot$'],
  ['\u00a0', '~'],
]);

/** `text` as one line that LaTeX sets as it reads. */
export function latexText(text: string): string {
  const marked = [...plainText(text)].map((character) => commands.get(character) ?? asLetter(character)).join('');
  // Two hyphens would be a dash, two apostrophes or commas a quotation mark; before a number a hyphen is a minus sign.
  return marked.replace(/([-',])(?=\1)/g, '$1{}').replace(/^-(?=\d)/, '$-$$');
}

/** Letters of all scripts stay: LaTeX reads UTF-8. Other signs than those above it may not know. */
function asLetter(character: string): string {
  return /^[\p{L}\p{M}\p{N}\x20-\x7e]$/u.test(character) ? character : '?';
}
