// A log's reader that is loaded when the log is read for the first time, as most people have logs of one program; whatever it
// rejects is that log's own problem, and ends neither a list nor what is known of other logs.

import type { HearEvents } from '../runs/eventUpdate.ts';
import type { Fact } from '../runs/experimentFacts.ts';
import { fileProblemOf } from '../runs/fileProblem.ts';
import type { LogReader } from './logReader.ts';
import { readInTurn } from './readInTurn.ts';
import { ToldProblems } from './toldProblems.ts';

const noParameters: ReadonlyMap<string, Fact> = new Map();

/** @param directory the log's, which is named where it cannot be read; its reader never rejects */
export function openLater(directory: string, load: () => Promise<LogReader>): LogReader {
  const failures = new ToldProblems();
  let reader: LogReader | undefined;
  return {
    read: readInTurn(async (hear, signal) => {
      const hearAll: HearEvents = (updates) => {
        if (updates.some(({ kind }) => kind === 'restarted')) failures.clear();
        hear(updates);
      };
      try {
        reader ??= await load();
        await reader.read(hearAll, signal);
        failures.tell(directory, undefined, hear);
      } catch (error) {
        if (signal?.aborted !== true) failures.tell(directory, fileProblemOf(directory, error), hear);
      }
    }),
    restart: () => reader?.restart(),
    get parameters() {
      return reader?.parameters ?? noParameters;
    },
    get title() {
      return reader?.title;
    },
    get isDeleted() {
      return reader?.isDeleted ?? false;
    },
    get startedAt() {
      return reader?.startedAt;
    },
    get bytesHeld() {
      return failures.bytesHeld + (reader?.bytesHeld ?? 0);
    },
    get filesChangedAt() {
      return reader?.filesChangedAt;
    },
    get outcome() {
      return reader?.outcome;
    },
  };
}
