// What a page follows: a run of ours by its directory, another program's log by its files.

import type { MayLookInto } from '../../base/cautiousLookup.ts';
import { LogTail } from '../../foreign/logTail.ts';
import { type HearRun, RunTail } from '../../runs/tailRun.ts';
import type { LogRuns } from '../runs/logRuns.ts';
import { type HistoryExtent, ofOneLog, tagsKept } from './runHistory.ts';

export type Tail = Pick<RunTail, 'start' | 'stop' | 'reread'>;

export type OpenTail = (directory: string, hear: HearRun, extent: HistoryExtent | undefined) => Tail;

/**
 * For a run of ours, whatever lies there, as long as it may be looked into; where another program trains it, with figures
 * of every name, as of a log. Who trains it is heard before any figure.
 */
export function runTails(mayLookInto: MayLookInto): OpenTail {
  return (directory, hear, extent) => {
    const [ofOurs, ofAProgram] = [tagsKept(extent), tagsKept(extent ?? ofOneLog)];
    let isKept = ofOurs;
    const hearFirst: HearRun = (updates) => {
      for (const update of updates) {
        if (update.kind === 'manifest') isKept = update.manifest.trainedBy.kind === 'program' ? ofAProgram : ofOurs;
      }
      hear(updates);
    };
    return new RunTail(directory, hearFirst, (tag) => isKept(tag), extent?.isOneOfMany, mayLookInto);
  };
}

/** For what lies there by what the window knows of it. */
export function tailsAmong(logs: Pick<LogRuns, 'get'>, mayLookInto: MayLookInto): OpenTail {
  const openRunTail = runTails(mayLookInto);
  return (directory, hear, extent) => {
    const log = logs.get(directory);
    return log === undefined ? openRunTail(directory, hear, extent) : new LogTail(log, hear, tagsKept(extent));
  };
}
