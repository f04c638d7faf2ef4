// The rungs of a sweep by successive halving, and what makes no sense of one.

import { formatNumber } from '../describeOutline.ts';
import { type ExperimentDocument, headRange } from '../experimentDocument.ts';
import type { Problem } from '../problem.ts';
import type { Quantity } from '../quantities.ts';
import { readingProblem } from '../readingRules.ts';
import type { AnyExperiment, Experiment, Sweep } from '../schema.ts';
import { sizesOfTask } from '../taskSizes.ts';
import { isExternal } from '../whoTrains.ts';
import type { SettingList } from './settingList.ts';
import type { HalvingPlan } from './sweepPlan.ts';

interface HalvedSweep<Of extends AnyExperiment = Experiment> {
  readonly experiment: Of;
  readonly sweep: Sweep;
  readonly settings: SettingList;
  readonly seeds: readonly number[];
  readonly document: ExperimentDocument;
}

/** The plan is undefined where the sweep asks for none, and where there are problems. */
export function planHalving(asked: HalvedSweep<AnyExperiment>): {
  readonly halving: HalvingPlan | undefined;
  readonly problems: readonly Problem[];
} {
  const { experiment, sweep, document } = asked;
  if (sweep.successiveHalving === undefined) return { halving: undefined, problems: [] };
  if (isExternal(experiment)) {
    const message =
      'Successive halving goes on from checkpoints of ours, and those of another program are its own. Remove "successiveHalving".';
    const range = headRange(document, ['sweep', 'successiveHalving']);
    return { halving: undefined, problems: [readingProblem('sweep-halving', message, range)] };
  }
  const { firstRung, reductionFactor, figure } = sweep.successiveHalving;
  const [usual, ...others] = quantitiesOf(experiment);
  const halving = {
    reductionFactor,
    rungs: rungsUpTo(experiment.algorithm.metaIterations, firstRung, reductionFactor),
    quantity: figure ?? usual,
  };
  const message = complaintOf({ ...asked, experiment }, halving, [usual, ...others]);
  if (message === undefined) return { halving, problems: [] };
  const range = headRange(document, ['sweep', 'successiveHalving']);
  return { halving: undefined, problems: [readingProblem('sweep-halving', message, range)] };
}

/**
 * Each so many times as long as the one before, and the last as long as the experiment; the one before that is left out
 * where it comes so near to the end that going on from there would tell little more.
 */
function rungsUpTo(metaIterations: number, firstRung: number, reductionFactor: number): readonly number[] {
  if (firstRung >= metaIterations) return [metaIterations];
  const rungs = [firstRung];
  for (
    let rung = firstRung * reductionFactor;
    rung * Math.sqrt(reductionFactor) <= metaIterations;
    rung *= reductionFactor
  )
    rungs.push(rung);
  return [...rungs, metaIterations];
}

/** What is measured of the experiment's tasks, what it is judged by first. */
function quantitiesOf({ task }: Experiment): readonly [Quantity, ...Quantity[]] {
  switch (sizesOfTask(task)?.loss) {
    case 'policyGradient':
      return ['return'];
    case 'softmaxCrossEntropy':
      return ['accuracy', 'loss'];
    case 'meanSquaredError':
      return ['loss'];
    case undefined:
      // A module of the user's says whether its tasks are of classes when it is executed, not before.
      return ['loss', 'accuracy'];
  }
}

function complaintOf(
  { experiment, settings, seeds }: HalvedSweep,
  { reductionFactor, rungs, quantity }: HalvingPlan,
  measured: readonly Quantity[],
): string | undefined {
  const { metaIterations } = experiment.algorithm;
  const [firstRung = metaIterations] = rungs;
  if (firstRung === metaIterations)
    return `The first rung must be shorter than the experiment, which has ${formatNumber(metaIterations)} meta-iterations: nothing would be left to go on to. Lower "firstRung".`;
  if (seeds.length > 1)
    return 'Successive halving compares settings, each run once: runs of several seeds would be taken for settings. Use one seed, and run the best settings with others afterwards.';
  const incomparable = settings.keys.find(isIncomparable);
  if (incomparable !== undefined)
    return `Successive halving compares runs by their figures after as many meta-iterations, and "${incomparable}" changes what these mean. Keep it the same in all settings.`;
  if (!measured.includes(quantity))
    return `The tasks of this experiment have no ${quantity} to compare runs by. Set "figure" to ${measured.join(' or ')}, or leave it out.`;
  const climbs = rungs.length - 1;
  const needed = reductionFactor ** climbs;
  if (settings.count < needed)
    return `Of ${formatNumber(settings.count)} settings none comes to the end: with one of ${reductionFactor} going on from each of ${climbs} ${climbs === 1 ? 'rung' : 'rungs'} (${rungs.slice(0, -1).map(formatNumber).join(', ')} meta-iterations) it takes ${formatNumber(needed)}. Raise "firstRung", lower "reductionFactor", or try more settings.`;
  return undefined;
}

/** Of the tasks only what is trained on may differ. */
function isIncomparable(key: string): boolean {
  return (
    key === 'algorithm.metaIterations' ||
    /^evaluation(\.|$)/.test(key) ||
    (/^task(\.|$)/.test(key) && key !== 'task.trainShots')
  );
}
