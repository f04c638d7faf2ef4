// Which published figures can be compared with a measurement: those that were measured in the same way.

import type { Experiment, PublishedFigure } from './schema.ts';

/**
 * What a figure depends on besides the model: how many samples it adapted to, and whether queries were normalised
 * together.
 */
export interface Protocol {
  /** undefined: the task's own, or none. */
  readonly shots?: number | undefined;
  readonly transductive: boolean;
}

export interface SortedFigures {
  readonly comparable: readonly PublishedFigure[];
  readonly others: readonly PublishedFigure[];
}

/** The experiment's published figures: those that were measured as `protocol` says, and the others. */
export function sortPublished(
  { published, task }: Pick<Experiment, 'published' | 'task'>,
  protocol: Protocol,
): SortedFigures {
  const ownShots = 'shots' in task ? task.shots : undefined;
  const isComparable = ({ shots = ownShots, transductive = protocol.transductive }: PublishedFigure): boolean =>
    shots === (protocol.shots ?? ownShots) && transductive === protocol.transductive;
  return { comparable: published.filter(isComparable), others: published.filter((figure) => !isComparable(figure)) };
}
