// What the campaigns use of the extension, to be imported only where a stand-in for `vscode` is registered (`programs/vscodeStandIn.mjs`).

export { RunFeed } from '../../src/extension/panel/runFeed.ts';
export type { HostMessage } from '../../src/extension/panelMessages.ts';
export { RunIndex } from '../../src/extension/runs/runIndex.ts';
export { describeRow } from '../../src/extension/tree/describeRun.ts';
export { runTooltip } from '../../src/extension/tree/runTooltip.ts';
