// Every id that package.json contributes and the code uses: commands, settings, views, context keys. A unit test keeps
// both equal.

import type { RunColour } from '../../runs/marks/marks.ts';

export const commandIds = {
  startMetaTraining: 'reptileLab.startMetaTraining',
  startWith: 'reptileLab.startWith',
  startSweep: 'reptileLab.startSweep',
  pauseSweep: 'reptileLab.pauseSweep',
  continueSweep: 'reptileLab.continueSweep',
  stopSweep: 'reptileLab.stopSweep',
  startNow: 'reptileLab.startNow',
  moveToTop: 'reptileLab.moveToTop',
  toggleHold: 'reptileLab.toggleHold',
  newExperiment: 'reptileLab.newExperiment',
  openPanel: 'reptileLab.openPanel',
  openRunsTable: 'reptileLab.openRunsTable',
  pause: 'reptileLab.pause',
  continue: 'reptileLab.continue',
  stop: 'reptileLab.stop',
  resume: 'reptileLab.resume',
  startQueuedRun: 'reptileLab.startQueuedRun',
  startWithSmallerRate: 'reptileLab.startWithSmallerRate',
  continueWithSmallerRate: 'reptileLab.continueWithSmallerRate',
  runAgain: 'reptileLab.runAgain',
  runAgainWith: 'reptileLab.runAgainWith',
  extendRun: 'reptileLab.extendRun',
  continueFromCheckpoint: 'reptileLab.continueFromCheckpoint',
  beginWithRun: 'reptileLab.beginWithRun',
  forkExperiment: 'reptileLab.forkExperiment',
  repairRun: 'reptileLab.repairRun',
  saveCheckpoint: 'reptileLab.saveCheckpoint',
  evaluateRun: 'reptileLab.evaluateRun',
  adaptToMyData: 'reptileLab.adaptToMyData',
  exportRuns: 'reptileLab.exportRuns',
  compareRuns: 'reptileLab.compareRuns',
  openComparePage: 'reptileLab.openComparePage',
  openExperimentOfRun: 'reptileLab.openExperimentOfRun',
  editExperimentOfRun: 'reptileLab.editExperimentOfRun',
  compareExperimentOfRun: 'reptileLab.compareExperimentOfRun',
  openLog: 'reptileLab.openLog',
  revealRunFolder: 'reptileLab.revealRunFolder',
  addLogFolder: 'reptileLab.addLogFolder',
  copyRunPath: 'reptileLab.copyRunPath',
  copyRunCommand: 'reptileLab.copyRunCommand',
  copyTensorBoardCommand: 'reptileLab.copyTensorBoardCommand',
  toggleStar: 'reptileLab.toggleStar',
  renameRun: 'reptileLab.renameRun',
  editTags: 'reptileLab.editTags',
  editNote: 'reptileLab.editNote',
  setColour: 'reptileLab.setColour',
  toggleArchive: 'reptileLab.toggleArchive',
  showArchived: 'reptileLab.showArchived',
  hideArchived: 'reptileLab.hideArchived',
  deleteRun: 'reptileLab.deleteRun',
  restoreRuns: 'reptileLab.restoreRuns',
  emptyTrash: 'reptileLab.emptyTrash',
  cleanUp: 'reptileLab.cleanUp',
  filterRuns: 'reptileLab.filterRuns',
  clearFilter: 'reptileLab.clearFilter',
  groupRuns: 'reptileLab.groupRuns',
  sortRuns: 'reptileLab.sortRuns',
  showMoreRuns: 'reptileLab.showMoreRuns',
  refresh: 'reptileLab.refresh',
  showOutput: 'reptileLab.showOutput',
  getDataset: 'reptileLab.getDataset',
  installTensorFlowBackend: 'reptileLab.installTensorFlowBackend',
} as const;

/** Commands that execute what the workspace says: offered, and carried out, in a trusted one alone. */
export const commandsThatNeedTrust: readonly CommandId[] = [
  commandIds.startMetaTraining,
  commandIds.startWith,
  commandIds.startSweep,
  commandIds.startNow,
  commandIds.resume,
  commandIds.startQueuedRun,
  commandIds.startWithSmallerRate,
  commandIds.continueWithSmallerRate,
  commandIds.runAgain,
  commandIds.runAgainWith,
  commandIds.extendRun,
  commandIds.continueFromCheckpoint,
  commandIds.beginWithRun,
  commandIds.evaluateRun,
  commandIds.adaptToMyData,
  commandIds.compareRuns,
];

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const settingIds = {
  runsFolder: 'reptileLab.runsFolder',
  logFolders: 'reptileLab.logFolders',
  maxConcurrentRuns: 'reptileLab.maxConcurrentRuns',
  openPanelOnStart: 'reptileLab.openPanelOnStart',
  notifyOnCompletion: 'reptileLab.notifyOnCompletion',
  trashDays: 'reptileLab.trashDays',
} as const;

/** Menus within menus. */
export const submenuIds = {
  mark: 'reptileLab.mark',
  queue: 'reptileLab.queue',
} as const;

/** Colours that people give to runs, by the names that marks have for them. */
export const runColourIds = {
  blue: 'reptileLab.run.blue',
  amber: 'reptileLab.run.amber',
  green: 'reptileLab.run.green',
  magenta: 'reptileLab.run.magenta',
  brown: 'reptileLab.run.brown',
  navy: 'reptileLab.run.navy',
  yellow: 'reptileLab.run.yellow',
  grey: 'reptileLab.run.grey',
} as const satisfies Readonly<Record<RunColour, string>>;

export const viewContainerId = 'reptileLab';

export const viewIds = {
  runs: 'reptileLab.runs',
} as const;

/** View type of the run's panel, under which VS Code restores it after a reload. */
export const panelViewType = 'reptileLab.panel';

/** The same of the runs table. */
export const tableViewType = 'reptileLab.table';

/** View type of the tabs that compare runs. */
export const compareViewType = 'reptileLab.compare';
export const startViewType = 'reptileLab.start';

/** A tool's name among those of all extensions, from its name on the server for agents. */
export function languageModelToolName(name: string): string {
  return `reptileLab_${name}`;
}

/** What gives the editor the server for agents. */
export const mcpProviderId = 'reptileLab.runs';

export const walkthroughId = 'reptileLab.getStarted';

/** Scheme of read-only documents of a run: its experiment, its log. */
export const runDocumentScheme = 'reptile-lab-run';

/** Scheme of the notes of runs, which can be edited. */
export const noteScheme = 'reptile-lab-note';

/** Scheme of read-only documents: results of evaluations, while the window lives. */
export const reportScheme = 'reptile-lab-report';

/** Set with `setContext`, so that palette, menus and welcome texts show only what can be done. */
export const contextKeys = {
  hasRuns: 'reptileLab.hasRuns',
  /** That were launched, by whomever: no logs of other programs. */
  hasLaunched: 'reptileLab.hasLaunched',
  /** That our own trainer trains. */
  hasOwn: 'reptileLab.hasOwn',
  hasRunning: 'reptileLab.hasRunning',
  hasPaused: 'reptileLab.hasPaused',
  hasLive: 'reptileLab.hasLive',
  hasWaiting: 'reptileLab.hasWaiting',
  hasSweep: 'reptileLab.hasSweep',
  hasResumable: 'reptileLab.hasResumable',
  hasDiverged: 'reptileLab.hasDiverged',
  hasEnded: 'reptileLab.hasEnded',
  hasUnapproved: 'reptileLab.hasUnapproved',
  hasDamaged: 'reptileLab.hasDamaged',
  filtered: 'reptileLab.filtered',
  hasArchived: 'reptileLab.hasArchived',
  showsArchived: 'reptileLab.showsArchived',
} as const;

export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** File name ending of experiment files, as it stands in package.json's patterns. */
export const experimentFileEnding = '.reptile.json';
