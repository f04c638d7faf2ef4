// What of a run's event files cannot be read, for whoever asks how a run stands.

import { EventReader } from './eventReader.ts';
import type { EventUpdate } from './eventUpdate.ts';
import type { RunNotice } from './runNotice.ts';

/**
 * Reads all of them, which takes about a second for a million meta-iterations. One notice for each file that has
 * something wrong.
 */
export async function checkEvents(directory: string): Promise<RunNotice[]> {
  const problems = new Map<string, RunNotice>();
  await new EventReader(directory, () => false).read((updates) => {
    for (const update of updates) noteProblem(update, problems);
  });
  return [...problems.values()];
}

/** Keeps `problems` up to date: by file, what cannot be read and what to do. */
export function noteProblem(update: EventUpdate, problems: Map<string, RunNotice>): void {
  switch (update.kind) {
    case 'damaged': {
      const { kind: _, ...damage } = update;
      problems.set(update.file, { of: 'events', damage });
      return;
    }
    case 'unreadable':
      problems.set(update.file, update.notice);
      return;
    case 'readable':
      problems.delete(update.file);
      return;
    case 'restarted':
      problems.clear();
      return;
    case 'figures':
    case 'withdrawn':
      return;
  }
}
