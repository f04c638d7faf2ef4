// What is copied of the table: the selected lines, or all, in the columns that are shown. Pure.

import { toCsv, toTsv } from '../../src/table/copy/delimited.ts';
import { exactTable } from '../../src/table/copy/exactTable.ts';
import { toLatex } from '../../src/table/copy/latex.ts';
import { toMarkdown } from '../../src/table/copy/markdown.ts';
import { textTable } from '../../src/table/copy/textTable.ts';
import { titleColumn } from '../../src/table/runColumns.ts';
import type { TableView } from '../../src/table/tableView.ts';
import { translate } from '../translate.ts';
import { symbols } from './cellView.ts';
import type { Line } from './shownTable.ts';

export type CopyFormat = 'tsv' | 'csv' | 'markdown' | 'latex';

/** In the words that stand in the menu. */
export function nameCopy(format: Exclude<CopyFormat, 'csv'>): string {
  switch (format) {
    case 'tsv':
      return translate('Copy as TSV, for a spreadsheet');
    case 'markdown':
      return translate('Copy as Markdown');
    case 'latex':
      return translate('Copy as LaTeX');
  }
}

/**
 * `view` with the selected lines alone, where there are any. Where runs beneath their groups are selected and no group
 * is, it is a table of runs, with their titles.
 */
export function selectedView(view: TableView, lines: readonly Line[], selected: ReadonlySet<string>): TableView {
  const chosen = lines.filter(({ key }) => selected.has(key));
  if (chosen.length === 0) return view;
  const groups = chosen.flatMap((line) => (line.kind === 'group' ? [line.folded] : []));
  if (view.kind === 'groups' && groups.length > 0) return { ...view, rows: groups };
  const rows = chosen.flatMap((line) => (line.kind === 'run' ? [line.row] : []));
  const columns = view.kind === 'groups' ? [titleColumn, ...view.columns] : view.columns;
  return { kind: 'runs', columns, rows };
}

export function writeCopy(view: TableView, format: CopyFormat): string {
  switch (format) {
    case 'tsv':
      return toTsv(exactTable(view));
    case 'csv':
      return toCsv(exactTable(view));
    case 'markdown':
      return toMarkdown(textTable(view, symbols));
    case 'latex':
      return toLatex(textTable(view, symbols));
  }
}
