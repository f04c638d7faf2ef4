// How runs are called beside one another: labels repeat what all have in common, and titles the name besides.

import { isNumberAlone, separatorOfLabels } from '../runs/runLabel.ts';
import { textIn } from './cells.ts';
import { titleColumn } from './runColumns.ts';
import { cellOf, type RunRow } from './runRow.ts';

/**
 * How these runs are called beside one another: by what tells them apart, which is what a narrow column shows. Where
 * names differ they stand behind it, and before it where no other run has the name.
 */
export function namesBeside(rows: readonly RunRow[]): (row: RunRow) => string {
  const runsOf = new Map<string, number>();
  for (const row of rows) runsOf.set(nameOf(row), (runsOf.get(nameOf(row)) ?? 0) + 1);
  return (row) => {
    const [name, label] = [nameOf(row), partsOfLabel(row).join(separatorOfLabels)];
    if (label === '') return titleOf(row);
    if (runsOf.size === 1) return label;
    if (runsOf.get(name) === 1 || isNumberAlone(label)) return titleOf(row);
    return `${label}${separatorOfLabels}${name}`;
  };
}

function nameOf({ cells }: RunRow): string {
  const name = cells.get('name');
  return name === undefined ? '' : textIn(name);
}

function titleOf(row: RunRow): string {
  const title = cellOf(row, titleColumn);
  return title === undefined ? row.directory : textIn(title);
}

/** Parts that stand in the labels of all of them. */
export function commonInLabels(rows: readonly RunRow[]): readonly string[] {
  const [first = [], ...others] = rows.map(partsOfLabel);
  return first.filter((part) => others.every((parts) => parts.includes(part)));
}

/** `seed 2`: the row's label without these parts, or its seed where its label says nothing else; empty without one. */
export function ownLabel(row: RunRow, common: readonly string[]): string {
  const own = partsOfLabel(row).filter((part) => !common.includes(part));
  if (own.length > 0) return own.join(separatorOfLabels);
  const seed = row.parameters.get('seed');
  return seed === undefined ? '' : `seed ${seed}`;
}

function partsOfLabel({ cells }: RunRow): readonly string[] {
  const label = cells.get('label');
  return label === undefined
    ? []
    : textIn(label)
        .split(separatorOfLabels)
        .filter((part) => part !== '');
}
