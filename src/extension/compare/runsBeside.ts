// What several runs have only together: short labels, colours, which of them differ in the seed alone, and in which
// parameters they differ.

import {
  type CompareHostMessage,
  mostCompared,
  type ParameterRow,
  type RunBeside,
} from '../../panel/compareMessages.ts';
import { type ColouredRun, colourRuns, type DrawnColour, type RunHue } from '../../panel/runColours.ts';
import type { ExperimentFacts } from '../../runs/experimentFacts.ts';
import { titleOfRun } from '../../runs/runLabel.ts';
import type { CellValue } from '../../table/cells.ts';
import { groupRows } from '../../table/groupRows.ts';
import { chosenHueOf } from '../../table/rowHues.ts';
import type { RunRow } from '../../table/runRow.ts';
import { columnsOf, differsAmong } from '../../table/tableColumns.ts';

export type RunsBeside = Extract<CompareHostMessage, { kind: 'runsBeside' }>;

/**
 * @param rows in the order in which they are shown @param kept colours of runs that had one before
 * @param hues of all runs that are known, as `ownHuesOf` gives them; asked only where a run had no colour before
 * @param asked how many runs are to be compared
 */
export function describeRunsBeside(
  rows: readonly RunRow[],
  kept: ReadonlyMap<string, DrawnColour>,
  hues: () => ReadonlyMap<string, RunHue>,
  asked: number,
): RunsBeside {
  const shown = rows.slice(0, mostCompared);
  const own = shown.every(({ directory }) => kept.has(directory)) ? undefined : hues();
  const colours = colourRuns(
    shown.map((row) => toColoured(row, own?.get(row.directory))),
    kept,
  );
  const columns = columnsOf(shown);
  const groups = new Map(
    groupRows(shown, { by: 'allButSeed' }, columns).flatMap((group, index) =>
      group.rows.map((row) => [row.directory, index] as const),
    ),
  );
  const names = new Set(shown.map(nameOf));
  return {
    kind: 'runsBeside',
    runs: shown.map((row): RunBeside => {
      const label = textIn(row.cells.get('label'));
      const title = titleOfRun(nameOf(row), label);
      return {
        runKey: row.directory,
        label: names.size === 1 && label !== '' ? label : title,
        title,
        colour: colours.get(row.directory) ?? { hue: 'blue', dash: 'solid' },
        group: groups.get(row.directory) ?? 0,
        seed: row.parameters.get('seed') ?? null,
        isExperimentKnown: row.isExperimentKnown,
        tasksPerIteration: countIn(row.parameters, 'algorithm.metaBatch'),
        innerStepsPerTask: countIn(row.parameters, 'algorithm.innerSteps'),
      };
    }),
    parameters: columns
      .filter(({ section }) => section === 'parameter')
      .map(
        (column): ParameterRow => ({
          place: column.id,
          title: column.title,
          values: shown.map(({ parameters }) => parameters.get(column.id) ?? null),
          differs: differsAmong(shown, column),
        }),
      ),
    leftOut: Math.max(0, asked - shown.length),
  };
}

function toColoured(row: RunRow, own: RunHue = 'blue'): ColouredRun {
  const chosen = chosenHueOf(row);
  return chosen === undefined ? { key: row.directory, own } : { key: row.directory, own, chosen };
}

function nameOf({ cells }: RunRow): string {
  return textIn(cells.get('name'));
}

function textIn(value: CellValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function countIn(parameters: ExperimentFacts, place: string): number | null {
  const value = parameters.get(place);
  return typeof value === 'number' ? value : null;
}
