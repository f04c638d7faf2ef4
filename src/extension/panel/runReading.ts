// What was read of a run for its page, and the sample in the form of a message.

import type { HostMessage } from '../../panel/panelMessages.ts';
import type { RunNotice } from '../../runs/runNotice.ts';
import type { DrawnSample } from '../../runs/samples.ts';
import type { RunHistory } from './runHistory.ts';

/** What was read of the run's figures, and of what could not be read: a notice for each file. */
export interface Reading {
  readonly history: RunHistory;
  readonly problems: Map<string, RunNotice>;
}

export function sampleParts(
  drawn: DrawnSample | undefined,
): Pick<Extract<HostMessage, { kind: 'snapshot' }>, 'sample' | 'sampleIteration'> {
  return { sample: drawn?.sample ?? null, sampleIteration: drawn?.iteration ?? null };
}
