// A group of runs in a few words: what they have in common, how many there are, how they stand, how good they are.

import { l10n } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import { isBetterValue, type Quantity } from '../../experiment/quantities.ts';
import { byMerit, type Measurement } from '../../runs/figureOfMerit.ts';
import { type CellValue, isMeasurement, textIn } from '../../table/cells.ts';
import { printWord } from '../../table/filter/printFilter.ts';
import { runStates } from '../../table/filter/runStates.ts';
import { foldGroup } from '../../table/foldRows.ts';
import type { RowGroup } from '../../table/groupRows.ts';
import { namedFigureOfGroup } from '../../table/namedFigureOfGroup.ts';
import { commonInLabels, ownLabel } from '../../table/ownLabel.ts';
import { runColumns } from '../../table/runColumns.ts';
import type { RunRow } from '../../table/runRow.ts';
import { formatReturn, formatTime } from '../../words/formatFigures.ts';
import { wordOf } from '../../words/states.ts';
import { describeFigure, longestTag } from './describeRun.ts';
import type { TreeGroup } from './treeLayout.ts';

const dayFormat: Intl.DateTimeFormatOptions = { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' };

export function titleOfGroup({ by, common, rows }: TreeGroup): string {
  switch (by) {
    case 'seeds':
      return commonName(rows) ?? commonInLabels(rows).join(' · ');
    case 'state':
      return wordsOfStates(rows).join(', ');
    case 'day':
      // At noon, so that it is this day wherever the person is.
      return common === undefined ? l10n.t('No date') : formatTime(`${textOf(common)}T12:00:00`, dayFormat);
    case 'sweep':
      return common === undefined ? l10n.t('In no sweep') : textOf(common);
    case 'tag':
      return common === undefined ? l10n.t('Without tags') : textOf(common);
    case 'experiment':
      return textOf(common);
  }
}

/** `93.2 ± 1.1 % over 3 seeds · lr 0.03 · 3 runs · 3 completed`, `best 93.2 ± 0.7 % · 12 runs · 2 running, 10 completed` */
export function describeGroup(group: TreeGroup): string {
  const { by, rows } = group;
  const runs = rows.length === 1 ? l10n.t('1 run') : l10n.t('{0} runs', rows.length);
  const figure = (by === 'seeds' ? overSeeds(rows) : bestOf(rows)) ?? namedFigureOf(rows, by === 'seeds');
  // Without a name in common it is the title.
  const label = by === 'seeds' && commonName(rows) !== undefined ? commonInLabels(rows) : [];
  return [figure, ...label, runs, ...(by === 'state' ? [] : [countStates(rows)])]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** How a run is called beneath the group, where the group says the rest; undefined where it says nothing of names. */
export function nameWithin({ by, rows }: TreeGroup, directory: string): string | undefined {
  if (by !== 'seeds') return undefined;
  const row = rows.find((member) => member.directory === directory);
  return (row && ownLabel(row, commonInLabels(rows))) || undefined;
}

/** What is typed to see these runs alone; undefined where no filter says it. */
export function filterOfGroup({ by, common }: TreeGroup): string | undefined {
  const is = (name: string) => (common === undefined ? `not has ${name}` : `${name} = ${printWord(textOf(common))}`);
  switch (by) {
    case 'sweep':
      return is('group');
    case 'experiment':
      return is('name');
    case 'state':
      return is('state');
    case 'tag':
      return Array.isArray(common) ? common.map((tag) => `tag = ${printWord(String(tag))}`).join(' and ') : is('tags');
    case 'day':
      return common === undefined ? undefined : `created = ${textOf(common)}`;
    case 'seeds':
      return undefined;
  }
}

function textOf(value: CellValue | undefined): string {
  return value === undefined ? '' : textIn(value);
}

/** Undefined where not all have one: how an experiment is called is no difference between seeds. */
function commonName(rows: RowGroup['rows']): string | undefined {
  const [first, ...others] = rows.map(({ cells }) => textOf(cells.get('name')));
  return others.every((name) => name === first) ? first : undefined;
}

function wordsOfStates(rows: readonly RunRow[]): readonly string[] {
  const present = new Set(rows.map(({ cells }) => textOf(cells.get('state'))));
  return runStates.filter((state) => present.has(state)).map((state) => wordOf(state, l10n.t));
}

/** `2 running, 10 completed` */
function countStates(rows: readonly RunRow[]): string {
  const counts = new Map<string, number>();
  for (const { cells } of rows) {
    const state = textOf(cells.get('state'));
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return runStates
    .flatMap((state) => {
      const count = counts.get(state);
      return count === undefined ? [] : [`${count} ${wordOf(state, l10n.t)}`];
    })
    .join(', ');
}

interface MeasuredRow {
  readonly row: RunRow;
  readonly figure: Measurement;
}

/** The quantity that all runs with figures are judged by, and what they came to; undefined where there is none. */
function figuresOf(
  rows: readonly RunRow[],
): { readonly quantity: Quantity; readonly measured: MeasuredRow[] } | undefined {
  const quantity = byMerit.find((one) => rows.some(({ cells }) => cells.has(one)));
  if (quantity === undefined) return undefined;
  const judged = rows.filter(({ cells }) => byMerit.some((one) => cells.has(one)));
  const measured = judged.flatMap((row) => {
    const figure = row.cells.get(quantity);
    return isMeasurement(figure) ? [{ row, figure }] : [];
  });
  // Runs that are judged by different quantities have no best one.
  if (measured.length < judged.length) return undefined;
  const finite = measured.filter(({ figure }) => Number.isFinite(figure.value));
  return finite.length === 0 ? undefined : { quantity, measured: finite };
}

function bestOf(rows: readonly RunRow[]): string | undefined {
  const found = figuresOf(rows);
  if (found === undefined) return undefined;
  const { quantity, measured } = found;
  const best = measured.reduce((one, other) =>
    isBetterValue(quantity, other.figure.value, one.figure.value) ? other : one,
  );
  const figure = describeFigure(quantity, best.figure);
  return rows.length === 1 ? figure : l10n.t('best {0}', figure);
}

/** As the runs table folds them. */
function overSeeds(rows: RowGroup['rows']): string | undefined {
  const quantity = figuresOf(rows)?.quantity;
  const column = runColumns.find((each) => each.column.id === quantity)?.column;
  if (quantity === undefined || column === undefined) return undefined;
  const group = { key: '', rows, common: undefined };
  const cell = foldGroup(group, { by: 'allButSeed' }, [column]).cells.get(column.id);
  if (cell?.kind !== 'seeds') return undefined;
  const figure = describeFigure(quantity, { value: cell.mean, ci95: cell.ci95 });
  return cell.seeds === 1 ? l10n.t('{0}, 1 seed', figure) : l10n.t('{0} over {1} seeds', figure, cell.seeds);
}

/** Of runs that programs train. */
function namedFigureOf(rows: RowGroup['rows'], isOverSeeds: boolean): string | undefined {
  const found = namedFigureOfGroup(rows, isOverSeeds);
  if (found === undefined) return undefined;
  const figure = `${plainText(found.tag, longestTag)} ${formatReturn(found.value)}`;
  if (found.seeds === undefined) return rows.length === 1 ? figure : l10n.t('best {0}', figure);
  return found.seeds === 1 ? l10n.t('{0}, 1 seed', figure) : l10n.t('{0} over {1} seeds', figure, found.seeds);
}
