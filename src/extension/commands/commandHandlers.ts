// What carries each command out. Loaded with the first command, so that a window opens without it.

import { type CommandId, commandIds } from '../editor/contributions.ts';
import type { Services } from '../services.ts';
import { adaptToMyData } from './adaptToMyData.ts';
import { addLogFolder } from './addLogFolder.ts';
import { filterRuns, groupRuns, showMoreRuns, sortRuns } from './arrangeRuns.ts';
import { cleanUpRuns } from './cleanUpRuns.ts';
import { beginWithRun, continueFromCheckpoint, extendRun } from './continueRuns.ts';
import { continueWithSmallerRate } from './continueWithSmallerRate.ts';
import { continueRuns, pauseRuns, resumeRuns, saveCheckpoints, stopRuns } from './controlRuns.ts';
import { controlSweep } from './controlSweeps.ts';
import { deleteRuns } from './deleteRuns.ts';
import { compareSelectedRuns, evaluateRun } from './evaluateRuns.ts';
import { exportRunsAs } from './exportRunsAs.ts';
import { forkExperiment } from './forkExperiment.ts';
import { editNotes, editTags, renameRuns, setColour, toggleArchive, toggleStar } from './markRuns.ts';
import { newExperiment } from './newExperiment.ts';
import { openComparePage } from './openComparePage.ts';
import {
  compareExperimentOfRun,
  copyRunCommand,
  copyRunPaths,
  copyTensorBoardCommand,
  editExperimentOfRun,
  openExperimentOfRun,
  openLog,
  openPanel,
  revealRunFolder,
} from './openRunFiles.ts';
import { moveToTop, startNow, toggleHold } from './queueRuns.ts';
import { repairRuns } from './repairRuns.ts';
import { emptyTrashes, restoreRuns } from './restoreRuns.ts';
import { runAgain, runAgainWith } from './startAgain.ts';
import { startMetaTraining } from './startMetaTraining.ts';
import { startQueuedRuns } from './startQueuedRuns.ts';
import { startSweep } from './startSweep.ts';
import { startWith } from './startWith.ts';
import { startWithSmallerRate } from './startWithSmallerRate.ts';

// As a part loaded by itself, it would cut the commands into many.
export { tellLeftSweeps } from './startSweep.ts';

/** What VS Code passes on: the row, file or argument that the command was called on, and all selected rows. */
export type CommandHandler = (called?: unknown, selected?: unknown) => unknown;

export function commandHandlers(services: Services): Record<CommandId, CommandHandler> {
  return {
    [commandIds.startMetaTraining]: (called) => startMetaTraining(services, called),
    [commandIds.startWith]: (called) => startWith(services, called),
    [commandIds.startSweep]: (called) => startSweep(services, called),
    [commandIds.pauseSweep]: (called) => controlSweep(services, 'pause', called),
    [commandIds.continueSweep]: (called) => controlSweep(services, 'continue', called),
    [commandIds.stopSweep]: (called) => controlSweep(services, 'stop', called),
    [commandIds.startNow]: (called, selected) => startNow(services, called, selected),
    [commandIds.moveToTop]: (called, selected) => moveToTop(services, called, selected),
    [commandIds.toggleHold]: (called, selected) => toggleHold(services, called, selected),
    [commandIds.newExperiment]: newExperiment,
    [commandIds.addLogFolder]: () => addLogFolder(services),
    [commandIds.openPanel]: (called) => openPanel(services, called),
    [commandIds.openRunsTable]: (called) => services.table.open(called),
    [commandIds.pause]: (called, selected) => pauseRuns(services, called, selected),
    [commandIds.continue]: (called, selected) => continueRuns(services, called, selected),
    [commandIds.stop]: (called, selected) => stopRuns(services, called, selected),
    [commandIds.resume]: (called, selected) => resumeRuns(services, called, selected),
    [commandIds.startQueuedRun]: (called, selected) => startQueuedRuns(services, called, selected),
    [commandIds.continueWithSmallerRate]: (called) => continueWithSmallerRate(services, called),
    [commandIds.startWithSmallerRate]: (called) => startWithSmallerRate(services, called),
    [commandIds.runAgain]: (called) => runAgain(services, called),
    [commandIds.runAgainWith]: (called) => runAgainWith(services, called),
    [commandIds.extendRun]: (called) => extendRun(services, called),
    [commandIds.continueFromCheckpoint]: (called) => continueFromCheckpoint(services, called),
    [commandIds.beginWithRun]: (called) => beginWithRun(services, called),
    [commandIds.forkExperiment]: (called) => forkExperiment(services, called),
    [commandIds.repairRun]: (called, selected) => repairRuns(services, called, selected),
    [commandIds.saveCheckpoint]: (called, selected) => saveCheckpoints(services, called, selected),
    [commandIds.evaluateRun]: (called, checkpoint) => evaluateRun(services, called, checkpoint),
    [commandIds.adaptToMyData]: (called) => adaptToMyData(services, called),
    [commandIds.exportRuns]: (called, selected) => exportRunsAs(services, called, selected),
    [commandIds.compareRuns]: (called, selected) => compareSelectedRuns(services, called, selected),
    [commandIds.openComparePage]: (called, selected) => openComparePage(services, called, selected),
    [commandIds.openExperimentOfRun]: (called) => openExperimentOfRun(services, called),
    [commandIds.editExperimentOfRun]: (called) => editExperimentOfRun(services, called),
    [commandIds.compareExperimentOfRun]: (called) => compareExperimentOfRun(services, called),
    [commandIds.openLog]: (called) => openLog(services, called),
    [commandIds.revealRunFolder]: (called) => revealRunFolder(services, called),
    [commandIds.copyRunPath]: (called, selected) => copyRunPaths(services, called, selected),
    [commandIds.copyRunCommand]: (called) => copyRunCommand(services, called),
    [commandIds.copyTensorBoardCommand]: (called) => copyTensorBoardCommand(services, called),
    [commandIds.toggleStar]: (called, selected) => toggleStar(services, called, selected),
    [commandIds.renameRun]: (called, selected) => renameRuns(services, called, selected),
    [commandIds.editTags]: (called, selected) => editTags(services, called, selected),
    [commandIds.editNote]: (called, selected) => editNotes(services, called, selected),
    [commandIds.setColour]: (called, selected) => setColour(services, called, selected),
    [commandIds.toggleArchive]: (called, selected) => toggleArchive(services, called, selected),
    [commandIds.showArchived]: () => services.tree.setShowsArchived(true),
    [commandIds.hideArchived]: () => services.tree.setShowsArchived(false),
    [commandIds.deleteRun]: (called, selected) => deleteRuns(services, called, selected),
    [commandIds.restoreRuns]: () => restoreRuns(services),
    [commandIds.emptyTrash]: () => emptyTrashes(services),
    [commandIds.cleanUp]: (called, selected) => cleanUpRuns(services, called, selected),
    [commandIds.filterRuns]: () => filterRuns(services),
    [commandIds.clearFilter]: () => services.tree.setFilter(''),
    [commandIds.groupRuns]: () => groupRuns(services),
    [commandIds.sortRuns]: () => sortRuns(services),
    [commandIds.showMoreRuns]: (called) => showMoreRuns(services, called),
    [commandIds.refresh]: () => Promise.all([services.index.refresh(), services.index.logs.refresh()]),
    [commandIds.showOutput]: () => services.log.show(),
    [commandIds.getDataset]: (called) => services.datasets.get(called),
    [commandIds.installTensorFlowBackend]: () => services.tensorFlow.install(),
  };
}
