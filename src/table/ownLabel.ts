// How runs are called beside one another: labels repeat what all have in common, and titles the name besides.

import { separatorOfLabels } from '../runs/runLabel.ts';
import { textIn } from './cells.ts';
import { titleColumn } from './runColumns.ts';
import { cellOf, type RunRow } from './runRow.ts';

/** How these runs are called beside one another: by what tells them apart, and where names differ with those before it. */
export function namesBeside(rows: readonly RunRow[]): (row: RunRow) => string {
  const [first] = rows;
  const haveOneName = rows.every(({ cells }) => cells.get('name') === first?.cells.get('name'));
  return (row) => (haveOneName && partsOfLabel(row).join(separatorOfLabels)) || titleOf(row);
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
