// From the sweep of a file to its plan: every setting is tried on the experiment, and what is wrong is said at its
// place.

import { formatNumber } from '../describeOutline.ts';
import { editsToSet } from '../documentEdits.ts';
import { type ExperimentDocument, headRange } from '../experimentDocument.ts';
import type { Problem } from '../problem.ts';
import type { ReadOptions } from '../readExperiment.ts';
import { readingProblem } from '../readingRules.ts';
import type { AnyExperiment, Sweep } from '../schema.ts';
import { checkParameters } from './checkParameters.ts';
import { checkSettings } from './checkSettings.ts';
import { pointsOfRange } from './drawValues.ts';
import { listSeeds } from './listSeeds.ts';
import { planHalving } from './planHalving.ts';
import { type SettingList, settingsOfSweep } from './settingList.ts';
import type { Setting, SweepPlan } from './sweepPlan.ts';

export interface SweepInFile {
  readonly experiment: AnyExperiment;
  readonly sweep: Sweep;
  readonly document: ExperimentDocument;
  readonly options: ReadOptions;
}

/** The plan is there exactly when no problem is an error. */
export function planSweep(file: SweepInFile): {
  readonly plan: SweepPlan | undefined;
  readonly problems: readonly Problem[];
} {
  const { experiment, sweep, document } = file;
  const { seeds, problems: ofSeeds } = listSeeds(sweep.seeds, experiment.seed, document);
  const before = [...ofSeeds, ...checkParameters(sweep, document), ...tooLarge(sweep, seeds.length, document)];
  if (before.length > 0) return { plan: undefined, problems: before };
  const settings = settingsOfSweep(sweep);
  const few = fewDraws(sweep, settings.count, document);
  const refused = checkSettings(settings, file);
  if (refused.length > 0) return { plan: undefined, problems: [...few, ...refused] };
  const { halving, problems } = planHalving({ experiment, sweep, settings, seeds, document });
  if (problems.length > 0) return { plan: undefined, problems: [...few, ...problems] };
  let listed: readonly Setting[] | undefined;
  const plan: SweepPlan = {
    settingCount: settings.count,
    get settings() {
      listed ??= Array.from({ length: settings.count }, (_, position) => settings.at(position));
      return listed;
    },
    seeds,
    varies: variesOf(settings, seeds),
    halving,
  };
  return { plan, problems: few };
}

/** Before anything is listed: a grid of many parameters has more settings than there is memory. */
function tooLarge(sweep: Sweep, seeds: number, document: ExperimentDocument): Problem[] {
  const settings = countSettings(sweep);
  const runs = settings * seeds;
  if (runs <= sweep.limit) return [];
  const parts = `${formatNumber(settings)} ${settings === 1 ? 'setting' : 'settings'} with ${seeds} ${seeds === 1 ? 'seed' : 'seeds each'}`;
  const message = `This sweep is ${formatNumber(runs)} runs, ${parts}, and its limit is ${formatNumber(sweep.limit)}. Take fewer values or seeds, or raise "limit".`;
  const edits = runs > mostLimit ? undefined : editsToSet(document, ['sweep', 'limit'], runs);
  const fix = edits && { title: `Set "limit" to ${runs}`, edits };
  return [readingProblem('sweep-too-large', message, headRange(document, ['sweep']), fix)];
}

/** The schema's bound of `limit`. */
const mostLimit = 10_000;

function countSettings(sweep: Sweep): number {
  switch (sweep.method) {
    case 'grid':
      return Object.values(sweep.parameters)
        .map((parameter) => (Array.isArray(parameter) ? parameter.length : pointsOfRange(parameter).length))
        .reduce((product, length) => product * length, 1);
    case 'random':
    case 'latinHypercube':
      return sweep.draws;
    case 'list':
      return sweep.settings.length;
  }
}

function fewDraws(sweep: Sweep, found: number, document: ExperimentDocument): Problem[] {
  if (!('draws' in sweep) || found === sweep.draws) return [];
  const message = `Of ${formatNumber(sweep.draws)} settings that are drawn, ${formatNumber(found)} are different; each of them is run once for every seed.`;
  return [readingProblem('sweep-few-draws', message, headRange(document, ['sweep', 'draws']))];
}

function variesOf({ keys }: SettingList, seeds: readonly number[]): readonly string[] {
  return [...keys, ...(seeds.length > 1 ? ['seed'] : [])].slice(0, mostVaried);
}

/** As many as a run's manifest names. */
const mostVaried = 100;
