// What a page follows: a run of ours by its directory, another program's log by its files.

import { LogTail } from '../../foreign/logTail.ts';
import { type HearRun, RunTail } from '../../runs/tailRun.ts';
import type { LogRuns } from '../runs/logRuns.ts';
import { type HistoryExtent, tagsKept } from './runHistory.ts';

export type Tail = Pick<RunTail, 'start' | 'stop' | 'reread'>;

export type OpenTail = (directory: string, hear: HearRun, extent: HistoryExtent | undefined) => Tail;

/** For a run of ours, whatever lies there. */
export const openRunTail: OpenTail = (directory, hear, extent) =>
  new RunTail(directory, hear, tagsKept(extent), extent?.isOneOfMany);

/** For what lies there by what the window knows of it. */
export function tailsAmong(logs: Pick<LogRuns, 'get'>): OpenTail {
  return (directory, hear, extent) => {
    const log = logs.get(directory);
    return log === undefined ? openRunTail(directory, hear, extent) : new LogTail(log, hear, tagsKept(extent));
  };
}
