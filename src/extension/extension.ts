// The extension's composition root: makes every part once, connects them, and disposes of them in reverse.

import { commands, type ExtensionContext, l10n, workspace } from 'vscode';
import { builtFile } from '../base/installation.ts';
import { userFolder } from '../base/userFolder.ts';
import { userSecret } from '../base/userSecret.ts';
import { storageVariable } from '../engine/tfjs/tfjsNodePlaces.ts';
import { LocalLauncher } from '../launchers/localLauncher.ts';
import type { RunRequest } from '../panel/panelMessages.ts';
import { KeptIndex } from '../runs/keptIndex/keptIndex.ts';
import { registerAgents } from './agents/registerAgents.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { registerReports } from './commands/shownReports.ts';
import { SweepMakings } from './commands/sweepMakings.ts';
import { ComparePages } from './compare/comparePages.ts';
import { openLog } from './doors/log.ts';
import { reportError } from './doors/messages.ts';
import { maxConcurrentRuns, trashDays } from './editor/configuration.ts';
import { commandIds, settingIds } from './editor/contributions.ts';
import { limitOfLooks, mayLookInto } from './editor/dataLookup.ts';
import { DisposableStore } from './editor/disposableStore.ts';
import { registerLanguageFeatures } from './language/registerLanguageFeatures.ts';
import { type PanelRequest, RunPanels } from './panel/runPanels.ts';
import { keepRunContextKeys } from './runs/contextKeyUpdates.ts';
import { defaultIntervals } from './runs/lookRests.ts';
import { registerNotes } from './runs/noteDocuments.ts';
import { tellOutcomes } from './runs/outcomeMessages.ts';
import { QueueKeeper } from './runs/queueKeeper.ts';
import { registerRunDocuments } from './runs/runDocuments.ts';
import { RunFolders } from './runs/runFolders.ts';
import { RunIndex } from './runs/runIndex.ts';
import { RunRows } from './runs/runRows.ts';
import { RunsOfFiles } from './runs/runsOfFiles.ts';
import { LiveRunsStatus } from './runs/statusBar.ts';
import { TrashKeeper } from './runs/trashKeeper.ts';
import { WaitingApprovals } from './runs/waitingApprovals.ts';
import { watchRunFiles } from './runs/watchRunFiles.ts';
import { RunsTable } from './table/runsTable.ts';
import { DatasetGetter } from './tools/getDatasets.ts';
import { TensorFlowInstaller } from './tools/installTensorFlowBackend.ts';
import { decorateByColour } from './tree/runColourDecorations.ts';
import { RunTree } from './tree/runTree.ts';

/** What must have come to its end before the window closes. */
let beforeClosing: () => Promise<void> = async () => {};

export function deactivate(): Promise<void> {
  return beforeClosing();
}

export function activate(context: ExtensionContext): void {
  const { extensionUri, extension, globalStorageUri } = context;
  const store = new DisposableStore();
  context.subscriptions.push(store);

  const log = store.add(openLog());
  const logError = (error: unknown) => log.error(error);

  const version = String(extension.packageJSON.version);
  const closing = new AbortController();
  store.add({ dispose: () => closing.abort() });
  const index = store.add(
    new RunIndex(logError, defaultIntervals, {
      mayLookInto,
      watchRuns: watchRunFiles,
      keepIndex: (folder) =>
        new KeptIndex(folder, {
          secret: () => userSecret(userFolder()),
          version,
          mayRemove: () => workspace.isTrusted,
          readElsewhere: async () => {
            const { readRunsElsewhere } = await import('./runs/readRunsElsewhere.ts');
            await readRunsElsewhere(folder, { version, within: limitOfLooks(folder), signal: closing.signal });
          },
        }),
    }),
  );
  const folders = store.add(new RunFolders(index, logError));
  const rows = store.add(new RunRows(index, logError, l10n.t));
  const launcher = new LocalLauncher({
    command: {
      program: process.execPath,
      script: builtFile('trainer.js'),
      environment: { [storageVariable]: globalStorageUri.fsPath },
    },
    askedBy: 'editor',
    runsFolders: () => index.folders,
    listerOf: (folder) => index.listerOf(folder),
    mayStart: () => workspace.isTrusted,
    userFolder: userFolder(),
    places: maxConcurrentRuns,
    onError: logError,
  });

  const approvals = store.add(new WaitingApprovals(index, logError));
  const sweeps = new SweepMakings({
    user: userFolder(),
    workspace: (workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri)?.toString() ?? '',
    earlier: context.workspaceState,
    onError: logError,
  });
  const panels = store.add(new RunPanels(extensionUri, { index, folders, approvals }, carryOutPanelRequest));
  const comparePages = store.add(
    new ComparePages({ extensionUri, index, rows, folders, onError: logError }, (asked) => {
      void import('./commands/openComparePage.ts')
        .then(({ carryOutCompareRequest }) => carryOutCompareRequest({ index }, asked))
        .catch((error: unknown) => reportError(log, error));
    }),
  );
  const tree = store.add(
    new RunTree({
      index,
      rows,
      approvals,
      whenLoaded: folders.whenLoaded,
      memory: context.workspaceState,
      onError: logError,
    }),
  );
  const table = store.add(new RunsTable({ extensionUri, rows, memory: context.workspaceState, log }));
  store.add(new LiveRunsStatus(index, approvals));
  store.add(keepRunContextKeys(index, approvals));
  store.add(tellOutcomes(index));
  const datasets = store.add(new DatasetGetter(log));
  store.add(registerLanguageFeatures(store.add(new RunsOfFiles(index)), datasets, logError));
  const places = { folders: () => index.folders, whenLoaded: folders.whenLoaded };
  store.add(registerRunDocuments(places));
  store.add(registerNotes(index, places));
  store.add(decorateByColour());
  store.add(registerReports());
  store.add(registerAgents(version, () => folders.whenLoaded.then(() => index)));
  const tensorFlow = store.add(new TensorFlowInstaller(globalStorageUri.fsPath, log));
  store.add(
    registerCommands({
      index,
      rows,
      folders,
      launcher,
      approvals,
      sweeps,
      panels,
      comparePages,
      tree,
      table,
      log,
      datasets,
      tensorFlow,
      extensionUri,
      version,
    }),
  );

  const queue = store.add(
    new QueueKeeper({ index, launcher, approvals, mayStart: () => workspace.isTrusted, onError: logError }),
  );
  beforeClosing = async () => {
    await Promise.all([queue.close(), sweeps.close()]);
  };
  void folders.whenLoaded
    .then(async () => {
      const left = await sweeps.findLeft(index.folders);
      if (left.length === 0) return;
      const { tellLeftSweeps } = await import('./commands/commandHandlers.ts');
      await tellLeftSweeps({ sweeps, folders, index }, left);
    })
    .catch(logError);
  const trash = store.add(
    new TrashKeeper({
      folders: () => index.folders,
      days: trashDays,
      mayRemove: () => workspace.isTrusted,
      onEmptied: (folder, runs) => log.info(`Removed ${runs} runs from the trash of ${folder}`),
      onError: logError,
    }),
  );
  void folders.whenLoaded.then(() => trash.look());
  store.add(workspace.onDidGrantWorkspaceTrust(() => void queue.poll()));
  store.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settingIds.maxConcurrentRuns)) void queue.poll();
    }),
  );
}

function carryOutPanelRequest({ directory, message }: PanelRequest): void {
  switch (message.kind) {
    case 'control':
      void commands.executeCommand(commandOfRequest(message.request), directory);
      return;
    case 'openExperiment':
      void commands.executeCommand(commandIds.openExperimentOfRun, directory);
      return;
    case 'editExperiment':
      void commands.executeCommand(commandIds.editExperimentOfRun, directory);
      return;
    case 'openLog':
      void commands.executeCommand(commandIds.openLog, directory);
      return;
    case 'evaluateCheckpoint':
      void commands.executeCommand(commandIds.evaluateRun, directory, message.iteration);
      return;
  }
}

function commandOfRequest(request: RunRequest): string {
  switch (request) {
    case 'start':
      return commandIds.startQueuedRun;
    case 'startSmaller':
      return commandIds.startWithSmallerRate;
    case 'continueSmaller':
      return commandIds.continueWithSmallerRate;
    case 'pause':
      return commandIds.pause;
    case 'continue':
      return commandIds.continue;
    case 'stop':
      return commandIds.stop;
    case 'resume':
      return commandIds.resume;
    case 'checkpoint':
      return commandIds.saveCheckpoint;
  }
}
