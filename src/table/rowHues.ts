// The hues by which rows are known in the table, and in charts where no other run beside them has the same.

import { ownHues, type RunHue } from '../panel/runColours.ts';
import { runColours } from '../runs/marks/marks.ts';
import { numberIn } from './cells.ts';
import type { RunRow } from './runRow.ts';

/** By directory: of each folder's runs as `ownHues` says, whatever people chose. @param rows all that are known */
export function ownHuesOf(rows: readonly RunRow[]): ReadonlyMap<string, RunHue> {
  const folders = new Map<string, { key: string; name: string; created: number }[]>();
  for (const { directory, cells } of rows) {
    const end = Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\'));
    const folder = directory.slice(0, end + 1);
    const run = { key: directory, name: directory.slice(end + 1), created: numberIn(cells.get('created')) ?? 0 };
    const inFolder = folders.get(folder);
    if (inFolder === undefined) folders.set(folder, [run]);
    else inFolder.push(run);
  }
  return new Map(
    [...folders.values()].flatMap((runs) => [
      ...ownHues(runs.sort((a, b) => a.created - b.created || (a.key < b.key ? -1 : 1))),
    ]),
  );
}

/** That a person gave the run. */
export function chosenHueOf({ cells }: RunRow): RunHue | undefined {
  return runColours.find((colour) => colour === cells.get('colour'));
}
