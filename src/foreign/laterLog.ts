// A reader that is loaded when its log is read for the first time: most people have logs of one program.

import type { Fact } from '../runs/experimentFacts.ts';
import type { LogReader } from './logReader.ts';
import { readInTurn } from './readInTurn.ts';

const noParameters: ReadonlyMap<string, Fact> = new Map();

export function openLater(load: () => Promise<LogReader>): LogReader {
  let reader: LogReader | undefined;
  return {
    read: readInTurn(async (hear, signal) => {
      reader ??= await load();
      await reader.read(hear, signal);
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
    get filesChangedAt() {
      return reader?.filesChangedAt;
    },
    get outcome() {
      return reader?.outcome;
    },
  };
}
