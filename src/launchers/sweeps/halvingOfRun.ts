// How a run stands in a sweep by successive halving, in words: its rung, its place on it, what became of it, and the rule.

import { isDeepStrictEqual } from 'node:util';
import { halvedRuns, standingOnRung } from '../../runs/successiveHalving.ts';
import { describeRule, describeStanding } from '../../words/describeHalving.ts';
import type { Translate } from '../../words/translate.ts';
import { halvedGroupsOf, type ListedRun, type Obstacle } from './halvedGroups.ts';

export interface HalvingInWords {
  readonly standing: string;
  readonly rule: string;
}

/**
 * Undefined of a run that is in no such sweep. @param runs all of its folder, which decide on it, too
 * @param obstacle what keeps the run from going on where it is to
 */
export function halvingOfRun(
  { manifest }: Pick<ListedRun, 'manifest'>,
  runs: readonly ListedRun[],
  translate: Translate,
  obstacle?: Obstacle,
): HalvingInWords | undefined {
  if (manifest.group?.halving === undefined) return undefined;
  const { id, halving } = manifest.group;
  const sweep = halvedGroupsOf(runs).find(({ group, rule }) => group.id === id && isDeepStrictEqual(rule, halving));
  const halved = sweep && halvedRuns(sweep.runs, sweep.rule);
  const itself = halved?.find((run) => run.id === manifest.id);
  if (sweep === undefined || halved === undefined || itself === undefined) return undefined;
  const standing = standingOnRung(itself, halved, sweep.rule);
  return {
    standing: describeStanding(itself, standing, sweep.rule, translate, obstacle),
    rule: describeRule(sweep.rule, translate),
  };
}
