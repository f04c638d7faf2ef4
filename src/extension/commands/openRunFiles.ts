// Opens what a run consists of: its panel, its experiment, alone and beside its file as it is now, its log, its folder;
// and copies what a terminal needs.

import path from 'node:path';
import { l10n, Selection, Uri, ViewColumn, window, workspace } from 'vscode';
import { formatBytes } from '../../base/formatMemory.ts';
import { ExperimentRefused } from '../../runs/frozenExperiment.ts';
import { copyLine, copyPaths } from '../doors/clipboard.ts';
import { showDifferences } from '../doors/differences.ts';
import { showError, showInformation } from '../doors/messages.ts';
import { lookUpFor } from '../editor/dataLookup.ts';
import { revealFolder } from '../editor/revealFolder.ts';
import { findFileToEdit, IncomparableFileError } from '../runs/comparedExperiments.ts';
import {
  comparedDocumentUri,
  comparedText,
  experimentDocumentUri,
  logDocumentUri,
  mostShownBytes,
} from '../runs/runDocuments.ts';
import { isMadeFrom, type RunRecord, titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { terminalCommand, trainCommandLine } from '../tools/terminalCommands.ts';
import { isExperiment } from './experimentToStart.ts';
import { anyRun, anyRunOrLog, findRunFolders, findTarget } from './runTargets.ts';

/** `called` is a run's directory, or an experiment file, whose newest run is meant. */
export async function openPanel(services: Services, called: unknown): Promise<void> {
  const isRunOfFile = (run: RunRecord) => called instanceof Uri && isMadeFrom(run, called.fsPath);
  const newest = called instanceof Uri && isExperiment(called) ? services.index.all().find(isRunOfFile) : undefined;
  if (called instanceof Uri && newest === undefined) {
    showInformation(l10n.t('{0} has no runs yet.', path.basename(called.path)));
    return;
  }
  const run =
    newest ?? (await findTarget(services, called, { ...anyRunOrLog(), placeholder: l10n.t('Choose the run to open') }));
  if (run !== undefined) services.panels.open(run.directory, titleOfRecord(run), { preserveFocus: false });
}

export async function openExperimentOfRun(services: Services, called: unknown): Promise<void> {
  const run = await findTarget(services, called, anyRun());
  if (run !== undefined) await window.showTextDocument(experimentDocumentUri(run), { viewColumn: columnForText() });
}

/** Opens the file that the run was made from, as it is now: to change it and begin another run. */
export async function editExperimentOfRun(services: Services, called: unknown): Promise<void> {
  const run = await findTarget(services, called, anyRun());
  if (run === undefined) return;
  const file = await findFileToEdit(run, (absolute) => lookUpFor(Uri.file(run.directory), absolute));
  if (file.kind === 'found') await window.showTextDocument(Uri.file(file.path), { viewColumn: columnForText() });
  else
    showError(file.reason, {
      title: l10n.t('Open Experiment of Run'),
      run: () => openExperimentOfRun(services, run.directory),
    });
}

/** Shows what differs between what the run carries out and what its file asks for as it is now. */
export async function compareExperimentOfRun(services: Services, called: unknown): Promise<void> {
  const run = await findTarget(services, called, anyRun());
  if (run === undefined) return;
  try {
    const [ofRun, ofFile] = [await comparedText(run, 'ofRun'), await comparedText(run, 'ofFile')];
    if (ofRun === ofFile) {
      showInformation(
        l10n.t('The file of “{0}” asks for what the run carries out: nothing differs.', titleOfRecord(run)),
      );
      return;
    }
  } catch (error) {
    if (!(error instanceof IncomparableFileError || error instanceof ExperimentRefused)) throw error;
    showError(error.message);
    return;
  }
  const [left, right] = [comparedDocumentUri(run, 'ofRun'), comparedDocumentUri(run, 'ofFile')];
  await showDifferences(left, right, l10n.t('{0}: run ↔ file now', titleOfRecord(run)), columnForText());
}

export async function openLog(services: Services, called: unknown): Promise<void> {
  const run = await findTarget(services, called, anyRun());
  if (run === undefined) return;
  const { size } = await workspace.fs.stat(logDocumentUri(run));
  if (size > mostShownBytes) {
    const text = l10n.t('The log of “{0}” is too long for an editor ({1}).', titleOfRecord(run), formatBytes(size));
    showError(text, { title: l10n.t('Show Folder'), run: () => revealFolder(run.directory) });
    return;
  }
  const log = await workspace.openTextDocument(logDocumentUri(run));
  const editor = await window.showTextDocument(log, { viewColumn: columnForText() });
  // The end is what one wants to see, and an editor whose cursor is there follows the log.
  const end = log.lineAt(log.lineCount - 1).range.end;
  editor.selection = new Selection(end, end);
  editor.revealRange(log.lineAt(log.lineCount - 1).range);
}

export async function revealRunFolder(services: Services, called: unknown): Promise<void> {
  const [folder] = await findRunFolders(services, called, undefined, anyRunOrLog());
  if (folder !== undefined) await revealFolder(folder.directory);
}

export async function copyRunPaths(services: Services, called: unknown, selected: unknown): Promise<void> {
  const folders = await findRunFolders(services, called, selected, anyRunOrLog());
  if (folders.length > 0) await copyPaths(folders.map(({ directory }) => directory));
}

export async function copyRunCommand(services: Services, called: unknown): Promise<void> {
  const run = await findTarget(services, called, anyRun());
  if (run !== undefined) await copyCommand(trainCommandLine(services.extensionUri.fsPath, run));
}

/** The command for one run, or for all runs of the workspace when called on none. */
export async function copyTensorBoardCommand(services: Services, called: unknown): Promise<void> {
  const folder =
    typeof called === 'string'
      ? called
      : (services.index.folders[0] ?? (await findTarget(services, called, anyRun()))?.directory);
  if (folder !== undefined) await copyCommand(terminalCommand(['tensorboard', '--logdir', folder]));
}

async function copyCommand(command: string | undefined): Promise<void> {
  if (command !== undefined) await copyLine(command);
  else
    showError(
      l10n.t(
        'Nothing was copied: a path or an override of this run holds characters that a shell may carry out. Type the command yourself.',
      ),
    );
}

// Text opens beside the panel rather than over it.
function columnForText(): ViewColumn {
  const textColumn = window.activeTextEditor?.viewColumn ?? window.visibleTextEditors[0]?.viewColumn;
  const isEmpty = window.tabGroups.activeTabGroup.activeTab === undefined;
  return textColumn ?? (isEmpty ? ViewColumn.Active : ViewColumn.Beside);
}
