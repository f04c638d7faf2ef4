// What tells a run from the others of its group, which repeat what they have in common in their labels.

import { separatorOfLabels } from '../runs/runLabel.ts';
import { textIn } from './cells.ts';
import type { RunRow } from './runRow.ts';

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
