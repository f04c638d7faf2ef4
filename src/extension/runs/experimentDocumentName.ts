// Under which name the experiment of a run is shown: its own, where that is the name of a file and of nothing else.

import path from 'node:path';
import { plainText } from '../../base/shownText.ts';

/** As long as a tab's label is read. */
const longestName = 200;

/** Separators of some system, or of a drive or a stream from a name. */
const noName = /[/\\:]/;

/**
 * A name that stays in the folder that it is put into; `source.reptile.json` where `experimentPath`, which anybody may
 * have written, ends in none.
 */
export function experimentDocumentName(experimentPath: string): string {
  const name = plainText(path.basename(experimentPath), longestName).trim();
  return name === '' || name === '.' || name === '..' || noName.test(name) ? 'source.reptile.json' : name;
}
