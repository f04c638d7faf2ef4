// The rows of the runs table, read from the runs of a folder.

import { newestFirst } from '../runs/runAge.ts';
import { readParticulars } from '../runs/runParticulars.ts';
import { type RunRow, rowOf } from '../table/runRow.ts';
import { untranslated } from '../words/translate.ts';
import type { ReadFolder } from './readFolder.ts';
import type { TableWords } from './tableRequest.ts';

/** A row for each run that can be read, the newest first. What takes long to read is read where `words` ask for it. */
export async function readRows(
  { listings, labels, factsOf }: ReadFolder,
  words: TableWords,
): Promise<readonly RunRow[]> {
  const runs = newestFirst(listings.filter((listing) => listing.kind === 'run'));
  const needed = {
    evaluations: words.columns === undefined || asksFor(words, /\beval|^all$/i),
    disk: asksFor(words, /\bdisk|^all$/i),
  };
  const particulars = await readParticulars(runs, needed, factsOf);
  return runs.flatMap((run, place) => {
    const found = particulars[place];
    return found === undefined
      ? []
      : [rowOf({ ...run, ...found, label: labels.get(run.directory) ?? '' }, untranslated)];
  });
}

function asksFor({ where, columns, sort, groupBy }: TableWords, name: RegExp): boolean {
  return [where, columns, sort, groupBy].some((text) => text !== undefined && name.test(text));
}
