// Why a run is not among those that were measured on the same tasks.

import { differencesOfTasks } from '../../experiment/heldOutTasks.ts';
import { type ReasonApart, reasonApart } from '../comparableEvaluation.ts';
import type { ExperimentFacts, Fact } from '../experimentFacts.ts';
import { type EvaluatedRun, hasSameHeldOut, isLearned, isPairable, type SameTasks } from './groupEvaluations.ts';
import { makesHeldOutTasks } from './heldOutSettings.ts';

export type WhyUnpaired =
  /** Nothing was measured that it has learned. */
  | { readonly code: 'notMeasured' }
  /** Nothing was measured that it has learned as far as its evaluations can be read, which not all can. */
  | { readonly code: 'unreadable' }
  /** What was measured of it stands for itself. */
  | { readonly code: 'apart'; readonly reason: ReasonApart }
  /** Its held-out tasks are of another kind: measuring would not help. */
  | { readonly code: 'otherTasks'; readonly differences: readonly SettingDifference[] }
  /** Its held-out data are not the same. */
  | { readonly code: 'otherData' }
  /** It was measured on other tasks of the same kind. */
  | { readonly code: 'measuredOtherwise'; readonly differences: readonly SettingDifference[] }
  /** It was measured, but no other run was measured on the same tasks. */
  | { readonly code: 'alone' }
  /** Its stored figures of single tasks cannot be read, or are not those that it reports. */
  | { readonly code: 'damaged' };

/** More tell nobody more. */
const mostDifferences = 100;

export interface SettingDifference {
  readonly key: string;
  /** As JSON; empty where nothing is set. */
  readonly own: string;
  readonly others: string;
}

/** @param same those that it is not among, or whose figures of it cannot be used */
export function whyUnpaired({ directory, manifest, evaluations }: EvaluatedRun, same: SameTasks): WhyUnpaired {
  const measured = evaluations.filter((listed) => isLearned(listed, manifest));
  const [newest] = measured;
  if (newest === undefined) return { code: 'notMeasured' };
  if (same.members.some((member) => member.directory === directory)) return { code: 'damaged' };
  const pairable = measured.filter((listed) => isPairable(listed, manifest));
  const [evaluation] = pairable.map((listed) => listed.evaluation).sort((a, b) => (a.createdAt > b.createdAt ? -1 : 1));
  if (evaluation === undefined) {
    const reason = reasonApart(newest.evaluation, manifest);
    return reason === undefined ? { code: 'notMeasured' } : { code: 'apart', reason };
  }
  const ofTasks = differencesOfTasks(evaluation.protocol, same.protocol)
    .slice(0, mostDifferences)
    .map(({ key, first, second }) => ({ key, own: show(first), others: show(second) }));
  if (ofTasks.length > 0) return { code: 'otherTasks', differences: ofTasks };
  if (!hasSameHeldOut(evaluation.data, same.data)) return { code: 'otherData' };
  const keys = ['seed', 'firstTask', 'shots', 'transductive', 'side', 'version'] as const;
  const differences = keys
    .filter((key) => evaluation.protocol[key] !== same.protocol[key])
    .map((key) => ({ key, own: show(evaluation.protocol[key]), others: show(same.protocol[key]) }));
  return { code: 'measuredOtherwise', differences };
}

/** The first of the runs that was measured at all, and on what; undefined where none was. */
export function alone(
  runs: readonly EvaluatedRun[],
): { readonly directory: string; readonly tasks: SameTasks } | undefined {
  for (const { directory, manifest, evaluations } of runs) {
    const listed = evaluations.find((candidate) => isPairable(candidate, manifest));
    if (listed === undefined) continue;
    const { protocol, data, report } = listed.evaluation;
    const members = [{ directory, listed }];
    return { directory, tasks: { protocol, data, tasks: report.tasks, members, withBaselines: undefined } };
  }
  return undefined;
}

/**
 * In which settings of held-out tasks two experiments differ: where there are any, no evaluation of one can be paired
 * with one of the other.
 */
export function differencesOfSettings(own: ExperimentFacts, others: ExperimentFacts): readonly SettingDifference[] {
  const places = [...new Set([...own.keys(), ...others.keys()])];
  return places
    .filter((place) => makesHeldOutTasks(place) && own.get(place) !== others.get(place))
    .map((key) => ({ key, own: show(own.get(key)), others: show(others.get(key)) }));
}

function show(value: Fact | unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}
