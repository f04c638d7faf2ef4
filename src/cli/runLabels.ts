// Labels of runs on the command line: the same as the editor shows, among all runs of their folders.

import path from 'node:path';
import { listRuns } from '../runs/listRuns.ts';
import { type LabelledRun, type RunLabels, readRunLabels } from '../runs/runLabels.ts';
import type { Symbols } from './symbols.ts';
import { printable } from './terminal.ts';

/**
 * Tells each of `runs` from the others of its name, in its folder and among `runs`. What of a folder cannot be read is
 * passed over.
 */
export async function labelsAmongSiblings(runs: readonly LabelledRun[]): Promise<RunLabels> {
  const names = new Set(runs.map(({ manifest }) => manifest.name));
  const folders = new Set(runs.map(({ directory }) => path.dirname(directory)));
  const listings = await Promise.all([...folders].map((folder) => listRuns(folder).catch(() => [])));
  const siblings = listings.flat().filter((listing) => listing.kind === 'run');
  const namesakes = siblings.filter(({ manifest }) => names.has(manifest.name));
  const all = new Map<string, LabelledRun>([...namesakes, ...runs].map((run) => [run.directory, run]));
  return readRunLabels([...all.values()]);
}

/** For the terminal: plain text, in the characters that it has. */
export function shownLabel(label: string, { unicode, separator }: Symbols): string {
  const legible = unicode ? label : label.replaceAll('ε', 'eps').replaceAll('β', 'beta').replaceAll('·', separator);
  return printable(legible);
}
