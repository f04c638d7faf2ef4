// Which parameter matters: how much of what a figure varies by goes with each parameter alone. Pure.

import type { ParameterRow } from '../../../src/panel/compareMessages.ts';
import {
  fewestRuns,
  type Importance,
  mostGroups,
  shareExplained,
} from '../../../src/table/importance/shareExplained.ts';
import { changesNoFigure } from '../../../src/table/tableColumns.ts';
import { countOf, translate } from '../../translate.ts';
import { LastResult } from '../curves/lastResult.ts';
import type { CompareModel } from '../model.ts';
import type { Dimension } from './dimensions.ts';

export interface ImportanceView {
  readonly title: string;
  /** Those that matter most first; those of which nothing is said last. */
  readonly rows: readonly ImportanceRow[];
  /** What the measure is, or why there is none. */
  readonly caption: string;
}

export interface ImportanceRow {
  readonly place: string;
  readonly title: string;
  /** Shares of 1; undefined where nothing is said. */
  readonly bar: { readonly share: number; readonly low: number; readonly high: number } | undefined;
  /** `42 % (18 to 63 %)`, or why there is no share. */
  readonly text: string;
}

const made = new LastResult<ParameterRow, Importance>();

/** Undefined where no parameter differs. */
export function importanceView({ runs = [], parameters }: CompareModel, figure: Dimension): ImportanceView | undefined {
  const differing = parameters.filter(({ place, differs }) => differs && !changesNoFigure(place));
  if (differing.length === 0) return undefined;
  const figures = runs.map(({ runKey }) => figure.places.get(runKey) ?? Number.NaN);
  const identity = figures.join();
  const rows = differing.map((row): ImportanceRow & { readonly rank: number } => {
    const importance = made.of(row, [identity], () => shareExplained(pairsOf(row, figures)));
    const bar = importance.kind === 'share' ? importance.share : undefined;
    return { place: row.place, title: row.title, bar, text: sayImportance(importance), rank: bar?.share ?? -1 };
  });
  const measured = figures.filter(Number.isFinite).length;
  return {
    title: translate('What {0} goes with', figure.title),
    rows: measured < fewestRuns ? [] : rows.toSorted((a, b) => b.rank - a.rank),
    caption: measured < fewestRuns ? sayTooFew(measured) : explainMeasure(figure, measured),
  };
}

function pairsOf({ values }: ParameterRow, figures: readonly number[]) {
  return figures.flatMap((figure, run) => {
    const value = values[run];
    return value === null || value === undefined ? [] : [{ value, figure }];
  });
}

function sayImportance(importance: Importance): string {
  switch (importance.kind) {
    case 'share': {
      const { share, low, high } = importance.share;
      return translate('{0} % ({1} to {2} %)', percent(share), percent(low), percent(high));
    }
    case 'tooFewRuns':
      return translate('only {0} with it', countOf('runs', importance.runs));
    case 'noGroups':
      return translate('too few runs for each value');
    case 'noVariance':
      return translate('all came to the same');
  }
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}

function sayTooFew(runs: number): string {
  return translate(
    '{0} with this figure: too few to say which parameter matters. From {1} runs on it is said.',
    countOf('runs', runs),
    fewestRuns,
  );
}

function explainMeasure({ title }: Dimension, runs: number): string {
  return [
    translate(
      'Share of the variance of {0} over {1} that lies between the values of one parameter alone (ε², corrected for chance), with its 95\u00a0% interval (bootstrap over the runs).',
      title,
      countOf('runs', runs),
    ),
    translate('Numbers with more than {0} values are cut into {0} groups.', mostGroups),
    translate(
      'It tells what goes together in these runs, not what would be the cause; parameters that matter only together show little.',
    ),
  ].join(' ');
}
