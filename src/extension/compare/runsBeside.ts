// What several runs have only together: short labels, colours, which of them differ in the seed alone, and in which
// parameters they differ.

import {
  type CompareHostMessage,
  mostCompared,
  type ParameterRow,
  type RunBeside,
} from '../../panel/compareMessages.ts';
import { colourRuns, type DrawnColour, type RunHue, runHues } from '../../panel/runColours.ts';
import type { ExperimentFacts } from '../../runs/experimentFacts.ts';
import { titleOfRun } from '../../runs/runLabel.ts';
import type { CellValue } from '../../table/cells.ts';
import { groupRows } from '../../table/groupRows.ts';
import type { RunRow } from '../../table/runRow.ts';
import { columnsOf, differsAmong } from '../../table/tableColumns.ts';

export type RunsBeside = Extract<CompareHostMessage, { kind: 'runsBeside' }>;

/**
 * @param rows in the order in which they are shown @param kept colours of runs that had one before
 * @param asked how many runs are to be compared
 */
export function describeRunsBeside(
  rows: readonly RunRow[],
  kept: ReadonlyMap<string, DrawnColour>,
  asked: number,
): RunsBeside {
  const shown = rows.slice(0, mostCompared);
  const colours = colourRuns(shown.map(toColoured), kept);
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

function toColoured(row: RunRow): Parameters<typeof colourRuns>[0][number] {
  const chosen = hueNamed(row.cells.get('colour'));
  const run = { key: row.directory, identity: textIn(row.cells.get('run')) };
  return chosen === undefined ? run : { ...run, chosen };
}

function hueNamed(value: CellValue | undefined): RunHue | undefined {
  const isHue = (name: string): name is RunHue => Object.hasOwn(runHues, name);
  return typeof value === 'string' && isHue(value) ? value : undefined;
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
