// Parameters and figures of all runs laid against each other: two of them in a scatter plot, all of them on parallel
// axes, and how much of a figure goes with each parameter. Pure.

import type { RunKey } from '../../../src/panel/panelMessages.ts';
import { countOf, translate } from '../../translate.ts';
import type { Entry } from '../entries.ts';
import type { CompareModel } from '../model.ts';
import { runsWithin } from './brushes.ts';
import { type Dimension, dimensionsOf } from './dimensions.ts';
import { type ImportanceView, importanceView } from './importanceView.ts';
import { type ParallelView, parallelView } from './parallelView.ts';
import { type PlottedRun, plottedRuns } from './plottedRuns.ts';
import { type ScatterView, scatterView } from './scatterView.ts';

export interface RelationsView {
  /** By their ids, to choose from. */
  readonly choices: Readonly<Record<string, string>>;
  readonly across: string;
  readonly up: string;
  readonly scatter: ScatterView;
  readonly importance: ImportanceView | undefined;
  readonly parallel: ParallelView | undefined;
  /** What is said of what is marked on the axes; empty where nothing is. */
  readonly within: string;
}

/** Undefined where two runs at least have nothing in which they could be laid against each other. */
export function relationsView(model: CompareModel, entries: readonly Entry[]): RelationsView | undefined {
  const dimensions = dimensionsOf(model);
  const figures = dimensions.filter(({ kind }) => kind === 'figure');
  const parameters = dimensions.filter(({ kind }) => kind === 'parameter');
  const { choices } = model;
  const up = dimensionNamed(dimensions, choices.up) ?? figures[0];
  const across =
    dimensionNamed(dimensions, choices.across) ?? parameters.find(({ id }) => id !== seedId) ?? figures.at(-2);
  if ((model.runs ?? []).length < 2 || up === undefined || across === undefined) return undefined;
  const within = runsWithin(dimensions, model.brushes);
  const runs = plottedRuns(entries, within, model.lit);
  return {
    choices: Object.fromEntries(dimensions.map(({ id, title }) => [id, title])),
    across: across.id,
    up: up.id,
    scatter: scatterView(across, up, runs),
    importance: up.kind === 'figure' ? importanceView(model, up) : undefined,
    parallel: parallelView(axesOf(parameters, up), runs, model.brushes),
    within: within === undefined ? '' : sayWithin(within, runs),
  };
}

/** Runs that lie within what is marked on the axes; undefined where nothing is. */
export function markedRuns(model: CompareModel): ReadonlySet<RunKey> | undefined {
  return model.brushes.size === 0 ? undefined : runsWithin(dimensionsOf(model), model.brushes);
}

const seedId = 'parameter seed';
/** More axes nobody follows a line through. */
const mostAxes = 9;

/** A seed has no place among others that would mean something. */
function axesOf(parameters: readonly Dimension[], figure: Dimension): readonly Dimension[] {
  const settings = parameters.filter(({ id }) => id !== seedId && id !== figure.id).slice(0, mostAxes - 1);
  return settings.length === 0 ? [] : [...settings, figure];
}

function dimensionNamed(dimensions: readonly Dimension[], id: string | null): Dimension | undefined {
  return dimensions.find((dimension) => dimension.id === id);
}

function sayWithin(within: ReadonlySet<RunKey>, runs: readonly PlottedRun[]): string {
  const shown = runs.filter(({ key }) => within.has(key)).length;
  return translate(
    '{0} of {1} lie within what is marked; the table of figures shows these alone.',
    shown,
    countOf('runs', runs.length),
  );
}
