// The runs table as it leaves the command line: for a person, for a spreadsheet, for a paper, for a script.

import { toCsv, toTsv } from '../table/copy/delimited.ts';
import { exactTable } from '../table/copy/exactTable.ts';
import { toLatex } from '../table/copy/latex.ts';
import { toMarkdown } from '../table/copy/markdown.ts';
import { type TextColumn, textTable } from '../table/copy/textTable.ts';
import { runStates } from '../table/filter/runStates.ts';
import { reportView } from '../table/reportView.ts';
import { widthOf } from '../table/tableColumns.ts';
import type { TableView } from '../table/tableView.ts';
import { formatTable } from './formatTable.ts';
import { styleOfState } from './stateStyle.ts';
import { unicodeSymbols } from './symbols.ts';
import { printable, type Terminal, writeJsonLine } from './terminal.ts';
import { cutText } from './textWidth.ts';

interface Format {
  readonly description: string;
  readonly print: (view: TableView, terminal: Terminal) => void;
}

const copies = (write: (view: TableView) => string): Format['print'] => {
  return (view, { output }) => output.write(write(view));
};

export const formats = {
  json: {
    description: 'print one JSON object',
    print: (view, { output }) => writeJsonLine(output, reportView(view)),
  },
  csv: { description: 'print comma-separated values', print: copies((view) => toCsv(exactTable(view))) },
  tsv: { description: 'print values between tabs', print: copies((view) => toTsv(exactTable(view))) },
  markdown: {
    description: 'print a table in Markdown',
    print: copies((view) => toMarkdown(textTable(view, unicodeSymbols))),
  },
  latex: {
    description: 'print a table in LaTeX, with booktabs',
    print: copies((view) => toLatex(textTable(view, unicodeSymbols))),
  },
} satisfies Readonly<Record<string, Format>>;

export type NameOfFormat = keyof typeof formats;

export function isNameOfFormat(name: string): name is NameOfFormat {
  return Object.hasOwn(formats, name);
}

/** `format` undefined: for a person, at the terminal. */
export function printTable(view: TableView, format: NameOfFormat | undefined, terminal: Terminal): void {
  if (format === undefined) printForPerson(view, terminal);
  else formats[format].print(view, terminal);
}

function printForPerson(view: TableView, terminal: Terminal): void {
  const { output, symbols } = terminal;
  const { columns, rows, notes } = textTable(view, symbols);
  if (rows === 0) return;
  const shown = columns.map((column) => ({ column, width: widthOf(column.head, column.cells) }));
  const lines = Array.from({ length: rows }, (_, row) =>
    shown.map(({ column, width }) => paintCell(column, row, width, terminal)),
  );
  const heads = columns.map(({ head, alignment }) => ({ title: printable(head), alignment }));
  output.write(formatTable(heads, lines, (line) => output.paint('bold', line)));
  if (notes.length > 0) output.write(`\n${notes.map((note) => `${note}\n`).join('')}`);
}

function paintCell({ column, cells, best }: TextColumn, row: number, width: number, terminal: Terminal): string {
  const { output, symbols } = terminal;
  const whole = printable(cells[row] ?? '');
  // What a run is known by is copied from here.
  const text = column?.id === 'run' ? whole : cutText(whole, width, symbols.ellipsis);
  const state = column?.kind === 'state' ? runStates.find((known) => known === text) : undefined;
  if (state !== undefined) return output.paint(styleOfState(state), text);
  return best.has(row) ? output.paint('bold', text) : text;
}
