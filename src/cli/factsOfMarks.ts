// What was said of a run or of a log, for a terminal.

import type { RunMarks } from '../runs/marks/marks.ts';
import { printable, printableLines } from './terminal.ts';

/** Labels and values of what was said of a run, for a person. */
export function factsOfMarks(
  name: string,
  tags: readonly string[],
  { isStarred, note, isArchived, colour }: RunMarks,
): [string, string][] {
  const facts: [string, string | undefined][] = [
    ['name', name],
    ['star', isStarred ? 'yes' : undefined],
    ['tags', tags.length === 0 ? undefined : tags.join(', ')],
    ['archived', isArchived ? 'yes' : undefined],
    ['colour', colour],
    ['note', note === '' ? undefined : note],
  ];
  return facts.flatMap(([label, value]) =>
    value === undefined ? [] : [[label, label === 'note' ? printableLines(value, longestNote) : printable(value)]],
  );
}

/** As long as a note can be. */
const longestNote = 20_000;
