// What differs between the runs: a table of parameters, a row each.

import type { ParameterRow, RunBeside } from '../../../src/panel/compareMessages.ts';
import type { DrawnColour } from '../../../src/panel/runColours.ts';
import type { Fact } from '../../../src/runs/experimentFacts.ts';
import { formatCount } from '../../../src/words/formatFigures.ts';
import { countOf, translate } from '../../translate.ts';
import type { Entry } from '../entries.ts';
import type { CompareModel } from '../model.ts';

export interface ParametersView {
  /** A column for each line of the charts. */
  readonly columns: readonly { readonly key: string; readonly label: string; readonly colour: DrawnColour }[];
  readonly runs: readonly { readonly key: string; readonly label: string }[];
  readonly rows: readonly ParameterRowView[];
  readonly showsAll: boolean;
  /** What stands under the table, or in its place. */
  readonly summary: string;
  /** Whose experiments would be laid side by side. */
  readonly sides: readonly [left: string, right: string] | undefined;
}

export interface ParameterRowView {
  readonly place: string;
  readonly title: string;
  /** Of each column; all different ones where runs are folded, and empty where a run has no such parameter. */
  readonly values: readonly string[];
  /** For each column whether its value is another than the commonest. */
  readonly stands: readonly boolean[];
}

export function parametersView(
  { runs = [], parameters, choices, sides }: CompareModel,
  entries: readonly Entry[],
): ParametersView {
  const places = new Map(runs.map(({ runKey }, place) => [runKey, place]));
  const columns = entries.map((entry) => entry.runs.flatMap(({ runKey }) => places.get(runKey) ?? []));
  const areKnown = entries.map((entry) => entry.runs.some(({ isExperimentKnown }) => isExperimentKnown));
  const differing = parameters.filter(({ differs }) => differs);
  const shown = choices.showsAllParameters ? parameters : differing;
  return {
    columns: entries.map(({ id, label, colour }) => ({ key: id, label, colour })),
    runs: runs.map(({ runKey, label }) => ({ key: runKey, label })),
    rows: shown.map((row) => rowView(row, columns, areKnown)),
    showsAll: choices.showsAllParameters,
    summary: summarize(runs, parameters, differing),
    sides: sidesOf(runs, sides),
  };
}

/** @param columns of each the places of its runs @param areKnown whether what is missing in a column is missing in an experiment */
function rowView(
  { place, title, values, differs }: ParameterRow,
  columns: readonly (readonly number[])[],
  areKnown: readonly boolean[],
): ParameterRowView {
  const texts = columns.map((runs) => {
    const different = new Set(runs.map((run) => values[run] ?? null));
    return [...different].flatMap((value) => (value === null ? [] : textOf(value))).join(', ');
  });
  const isSaid = (text: string, column: number) => text !== '' || areKnown[column] === true;
  const commonest = differs ? commonestOf(texts.filter(isSaid)) : undefined;
  const stands = (text: string, column: number) =>
    commonest !== undefined && text !== commonest && isSaid(text, column);
  return { place, title, values: texts, stands: texts.map(stands) };
}

function textOf(value: Fact): string {
  return typeof value === 'boolean' ? (value ? translate('yes') : translate('no')) : String(value);
}

/** Undefined where no value is commoner than each of the others. */
function commonestOf(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return first === undefined || first[1] === second?.[1] ? undefined : first[0];
}

/** So many runs are named that are not compared. */
const mostNamed = 3;

function summarize(
  runs: readonly RunBeside[],
  parameters: readonly ParameterRow[],
  differing: readonly ParameterRow[],
): string {
  const unknown = runs.filter(({ isExperimentKnown }) => !isExperimentKnown).map(({ label }) => label);
  const known = runs.length - unknown.length;
  if (known === 0 || parameters.length === 0) return translate('The runs’ experiments are not read yet, or cannot be.');
  if (runs.length < 2) return translate('One run differs from nothing.');
  if (unknown.length === 0) return sayHowMany(parameters, differing);
  const names = unknown.slice(0, mostNamed).join(', ');
  const without = translate(
    'Not compared: {0}. Of these the experiment is not read yet, or cannot be.',
    unknown.length > mostNamed ? translate('{0} and {1} more', names, unknown.length - mostNamed) : names,
  );
  return known < 2 ? without : `${sayHowMany(parameters, differing)} ${without}`;
}

function sayHowMany(parameters: readonly ParameterRow[], differing: readonly ParameterRow[]): string {
  if (differing.length === 0) return translate('All {0} are the same.', countOf('parameters', parameters.length));
  return translate(
    '{0} of {1} differ. Bold: other than in most.',
    formatCount(differing.length),
    countOf('parameters', parameters.length),
  );
}

function sidesOf(
  runs: readonly RunBeside[],
  [left, right]: CompareModel['sides'],
): readonly [string, string] | undefined {
  const keys = runs.map(({ runKey }) => runKey);
  const [first, second] = keys;
  if (first === undefined || second === undefined) return undefined;
  const known = (key: string | undefined, otherwise: string) =>
    key !== undefined && keys.includes(key) ? key : otherwise;
  return [known(left, first), known(right, second)];
}
