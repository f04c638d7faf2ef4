// The cells of one line of a table of which some stand in quotation marks, as Python's csv writes them, and most parsers
// read them: a mark within such a cell is two.

const mark = '"';

/**
 * None where a mark stands elsewhere, or none ends a cell that one begins: also where that goes on in the next line.
 * @param delimiter one character
 */
export function splitQuoted(line: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    const isQuoted = line[at] === mark;
    const end = isQuoted ? endOfQuoted(line, at) : endOfPlain(line, at, delimiter);
    if (end !== line.length && line[end] !== delimiter) return [];
    cells.push(isQuoted ? line.slice(at + 1, end - 1).replaceAll('""', mark) : line.slice(at, end));
    if (end === line.length) return cells;
    at = end + 1;
  }
}

/** Behind the mark that ends the cell; beyond the line where none does. */
function endOfQuoted(line: string, start: number): number {
  for (let at = line.indexOf(mark, start + 1); at >= 0; at = line.indexOf(mark, at + 2))
    if (line[at + 1] !== mark) return at + 1;
  return line.length + 1;
}

/** At the delimiter, at the line's end, or at a mark that has no place there. */
function endOfPlain(line: string, start: number, delimiter: string): number {
  for (let at = start; at < line.length; at++) if (line[at] === delimiter || line[at] === mark) return at;
  return line.length;
}
