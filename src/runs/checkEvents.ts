// What of a run's event files cannot be read, for whoever asks how a run stands.

import { describeDamage } from './eventDamage.ts';
import { EventReader } from './eventReader.ts';
import type { EventUpdate } from './eventUpdate.ts';

/**
 * Reads all of them, which takes about a second for a million meta-iterations. One or two sentences for each file that
 * has something wrong.
 */
export async function checkEvents(directory: string): Promise<string[]> {
  const problems = new Map<string, string>();
  await new EventReader(directory, () => false).read((updates) => {
    for (const update of updates) noteProblem(update, problems);
  });
  return [...problems.values()];
}

/** Keeps `problems` up to date: by file, what cannot be read and what to do. */
export function noteProblem(update: EventUpdate, problems: Map<string, string>): void {
  switch (update.kind) {
    case 'damaged':
      problems.set(update.file, describeDamage(update));
      return;
    case 'unreadable':
      problems.set(update.file, update.message);
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
