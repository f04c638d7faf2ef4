// What the campaigns use of the extension, to be imported only where a stand-in for `vscode` is registered
// (`programs/vscodeStandIn.mjs`).

import type { TreeItem } from 'vscode';
import { untranslated } from '../../src/base/translate.ts';
import type { RunIndex } from '../../src/extension/runs/runIndex.ts';
import { RunRows } from '../../src/extension/runs/runRows.ts';
import { WaitingApprovals } from '../../src/extension/runs/waitingApprovals.ts';
import { RunTree } from '../../src/extension/tree/runTree.ts';

export { RunFeed } from '../../src/extension/panel/runFeed.ts';
export { RunIndex } from '../../src/extension/runs/runIndex.ts';
export { StoredViews } from '../../src/launchers/views/storedViews.ts';

/** The run browser's rows with their tooltips, as the editor gets them. */
export async function rowsOf(index: RunIndex): Promise<TreeItem[]> {
  const approvals = new WaitingApprovals(index, () => {});
  const rows = new RunRows(index, () => {}, untranslated);
  const nothingKept = { keys: () => [], get: () => undefined, update: async () => {} };
  const tree = new RunTree({
    index,
    rows,
    approvals,
    whenLoaded: Promise.resolve(),
    memory: nothingKept,
    onError: () => {},
  });
  try {
    const directories = await tree.getChildren();
    return directories.map((directory) => tree.resolveTreeItem(tree.getTreeItem(directory), directory));
  } finally {
    tree.dispose();
    rows.dispose();
    approvals.dispose();
  }
}
