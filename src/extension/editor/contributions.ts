// Every id that package.json contributes and the code uses: commands, settings, views, context keys. A unit test keeps
// both equal.

export const commandIds = {
  startMetaTraining: 'reptileLab.startMetaTraining',
  newExperiment: 'reptileLab.newExperiment',
  openPanel: 'reptileLab.openPanel',
  pause: 'reptileLab.pause',
  continue: 'reptileLab.continue',
  stop: 'reptileLab.stop',
  resume: 'reptileLab.resume',
  startQueuedRun: 'reptileLab.startQueuedRun',
  startWithSmallerRate: 'reptileLab.startWithSmallerRate',
  runAgain: 'reptileLab.runAgain',
  runAgainWith: 'reptileLab.runAgainWith',
  extendRun: 'reptileLab.extendRun',
  continueFromCheckpoint: 'reptileLab.continueFromCheckpoint',
  beginWithRun: 'reptileLab.beginWithRun',
  forkExperiment: 'reptileLab.forkExperiment',
  repairRun: 'reptileLab.repairRun',
  saveCheckpoint: 'reptileLab.saveCheckpoint',
  evaluateRun: 'reptileLab.evaluateRun',
  compareRuns: 'reptileLab.compareRuns',
  openExperimentOfRun: 'reptileLab.openExperimentOfRun',
  editExperimentOfRun: 'reptileLab.editExperimentOfRun',
  compareExperimentOfRun: 'reptileLab.compareExperimentOfRun',
  openLog: 'reptileLab.openLog',
  revealRunFolder: 'reptileLab.revealRunFolder',
  copyRunPath: 'reptileLab.copyRunPath',
  copyRunCommand: 'reptileLab.copyRunCommand',
  copyTensorBoardCommand: 'reptileLab.copyTensorBoardCommand',
  deleteRun: 'reptileLab.deleteRun',
  filterRuns: 'reptileLab.filterRuns',
  clearFilter: 'reptileLab.clearFilter',
  refresh: 'reptileLab.refresh',
  showOutput: 'reptileLab.showOutput',
  getDataset: 'reptileLab.getDataset',
  installTensorFlowBackend: 'reptileLab.installTensorFlowBackend',
} as const;

/** Commands that execute what the workspace says: offered, and carried out, in a trusted one alone. */
export const commandsThatNeedTrust: readonly CommandId[] = [
  commandIds.startMetaTraining,
  commandIds.resume,
  commandIds.startQueuedRun,
  commandIds.startWithSmallerRate,
  commandIds.runAgain,
  commandIds.runAgainWith,
  commandIds.extendRun,
  commandIds.continueFromCheckpoint,
  commandIds.beginWithRun,
  commandIds.evaluateRun,
  commandIds.compareRuns,
];

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const settingIds = {
  runsFolder: 'reptileLab.runsFolder',
  maxConcurrentRuns: 'reptileLab.maxConcurrentRuns',
  openPanelOnStart: 'reptileLab.openPanelOnStart',
  notifyOnCompletion: 'reptileLab.notifyOnCompletion',
} as const;

export const viewContainerId = 'reptileLab';

export const viewIds = {
  runs: 'reptileLab.runs',
} as const;

/** View type of the run's panel, under which VS Code restores it after a reload. */
export const panelViewType = 'reptileLab.panel';

export const walkthroughId = 'reptileLab.getStarted';

/** Scheme of read-only documents of a run: its experiment, its log. */
export const runDocumentScheme = 'reptile-lab-run';

/** Scheme of read-only documents: results of evaluations, while the window lives. */
export const reportScheme = 'reptile-lab-report';

/** Set with `setContext`, so that palette, menus and welcome texts show only what can be done. */
export const contextKeys = {
  hasRuns: 'reptileLab.hasRuns',
  hasRunning: 'reptileLab.hasRunning',
  hasPaused: 'reptileLab.hasPaused',
  hasLive: 'reptileLab.hasLive',
  hasResumable: 'reptileLab.hasResumable',
  hasDiverged: 'reptileLab.hasDiverged',
  hasEnded: 'reptileLab.hasEnded',
  hasUnapproved: 'reptileLab.hasUnapproved',
  hasDamaged: 'reptileLab.hasDamaged',
  filtered: 'reptileLab.filtered',
} as const;

export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** File name ending of experiment files, as it stands in package.json's patterns. */
export const experimentFileEnding = '.reptile.json';
