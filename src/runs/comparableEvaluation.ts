// Whether a stored evaluation may stand beside others of its run, and beside what was published: not where it was measured
// on training classes, on other data, on another split, by another version of the protocol, or by the tasks that chose it.

import { protocolVersion, type StoredEvaluation } from './evaluations.ts';
import type { Manifest } from './manifest.ts';

/** Why it stands for itself. */
export const reasonsApart = [
  'trainingClasses',
  'acceptedChanges',
  'otherData',
  'otherProtocol',
  'changedRun',
  'chosenByItsTasks',
] as const;
export type ReasonApart = (typeof reasonsApart)[number];

/** What is asked of an evaluation. */
interface Measured {
  readonly protocol: Pick<StoredEvaluation['protocol'], 'side' | 'version'>;
  readonly data?: { readonly split: string; readonly changes: unknown } | null | undefined;
  readonly isChosenByItsTasks?: true | undefined;
}

/**
 * Whether the run was trained as its experiment says from the beginning, as what others published was: not where it began
 * with what was learned before, or was extended and had the step sizes of a shorter run until then.
 */
export function isTrainedAsSaid({
  initializedFrom,
  earlierLengths,
}: Pick<Manifest, 'initializedFrom' | 'earlierLengths'>): boolean {
  return initializedFrom === null && earlierLengths.length === 0;
}

/** Undefined where nothing is known that would keep it apart. */
export function reasonApart(
  { data, protocol, isChosenByItsTasks }: Measured,
  { splitDigest, dataChanges }: Pick<Manifest, 'splitDigest' | 'dataChanges'>,
): ReasonApart | undefined {
  if (protocol.side === 'training') return 'trainingClasses';
  if (protocol.version !== protocolVersion) return 'otherProtocol';
  if (data?.changes) return 'acceptedChanges';
  if (data && splitDigest !== null && data.split !== splitDigest) return 'otherData';
  if (dataChanges.length > 0) return 'changedRun';
  return isChosenByItsTasks ? 'chosenByItsTasks' : undefined;
}
