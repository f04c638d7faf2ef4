// How far a run has come, in the words of the terminal: in meta-iterations, or in the steps of whatever program trains it.

import type { Manifest } from '../runs/manifest.ts';
import { formatCount } from '../words/formatFigures.ts';

type Progress = Pick<Manifest, 'iteration' | 'metaIterations' | 'trainedBy'>;

/** `40 of 60`; `40` where nobody knows of how many. */
export function formatDone({ iteration, metaIterations }: Progress, between = ' of '): string {
  const done = formatCount(iteration);
  return metaIterations === 0 ? done : `${done}${between}${formatCount(metaIterations)}`;
}

export function unitOf({ trainedBy }: Progress): 'meta-iterations' | 'steps' {
  return trainedBy.kind === 'program' ? 'steps' : 'meta-iterations';
}
