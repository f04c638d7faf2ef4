// How the runs of a workspace are grouped and ordered in the run browser, kept from one window to the next.

import type { Memento } from 'vscode';
import type { Arrangement } from './shownRuns.ts';
import { treeGroupings, treeOrders } from './treeLayout.ts';

const keys = { grouping: 'runBrowser.grouping', order: 'runBrowser.order' };

/** What was kept, as far as this version knows it. */
export function readArrangement(state: Memento): Arrangement {
  return {
    grouping: treeGroupings.find((grouping) => grouping === state.get(keys.grouping)) ?? 'none',
    order: treeOrders.find((order) => order === state.get(keys.order)) ?? 'newest',
  };
}

export async function keepArrangement(state: Memento, { grouping, order }: Arrangement): Promise<void> {
  await state.update(keys.grouping, grouping);
  await state.update(keys.order, order);
}
