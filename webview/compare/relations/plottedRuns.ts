// Runs as plots of parameters and figures draw them: those that the legend shows, and how each looks. Pure.

import type { RunKey } from '../../../src/panel/panelMessages.ts';
import type { DrawnColour } from '../../../src/panel/runColours.ts';
import type { Entry } from '../entries.ts';

export interface PlottedRun {
  readonly key: RunKey;
  readonly label: string;
  readonly colour: DrawnColour;
  /** Outside of what is marked on the axes, or pointed at. */
  readonly look: 'plain' | 'outside' | 'lit';
}

/** @param within undefined: nothing is marked */
export function plottedRuns(
  entries: readonly Entry[],
  within: ReadonlySet<RunKey> | undefined,
  lit: ReadonlySet<RunKey>,
): readonly PlottedRun[] {
  return entries.flatMap(({ drawn, colour }) =>
    drawn.map(({ runKey, label }): PlottedRun => {
      const look = lit.has(runKey) ? 'lit' : within?.has(runKey) === false ? 'outside' : 'plain';
      return { key: runKey, label, colour, look };
    }),
  );
}
