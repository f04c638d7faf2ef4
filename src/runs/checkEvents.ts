// What of a run's event files cannot be read, for whoever asks how a run stands.

import { EventReader } from './eventReader.ts';
import type { EventUpdate } from './eventUpdate.ts';
import type { Merit } from './figureOfMerit.ts';
import { FigureReach } from './figureReach.ts';
import { isHeldOutMean } from './quantities.ts';
import type { RunNotice } from './runNotice.ts';

/**
 * Reads all of them, which takes about a second for a million meta-iterations. One notice for each file that has
 * something wrong, and one where they lack what the run's manifest tells of.
 * @param merit what that says of the latest figure, of a run that nobody is at work on
 */
export async function checkEvents(directory: string, merit: Merit | undefined): Promise<RunNotice[]> {
  const problems = new Map<string, RunNotice>();
  const reach = new FigureReach();
  const isJudged = (tag: string) =>
    merit?.of === 'tag' ? tag === merit.tag : merit !== undefined && isHeldOutMean(tag);
  await new EventReader(directory, isJudged).read((updates) => {
    for (const update of updates) {
      noteProblem(update, problems);
      reach.take(update);
    }
  });
  const missing = reach.whatIsMissing(merit?.iteration);
  return [...problems.values(), ...(missing === undefined ? [] : [missing])];
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
