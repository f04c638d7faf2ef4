// Starts meta-training from an experiment file: saved, checked, made into a run; its trainer and its panel start at the same time.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { commands, l10n, type TextDocument, type Uri, window, workspace } from 'vscode';
import { missingDatasetOf } from '../../datasets/missingDataset.ts';
import { decodeExperimentText } from '../../experiment/decodeText.ts';
import { readExperiment } from '../../experiment/readExperiment.ts';
import { createRun } from '../../runs/createRun.ts';
import { localLauncher } from '../../runs/runOrigin.ts';
import { showError } from '../doors/messages.ts';
import { opensPanelOnStart, runsFolderOfFile } from '../editor/configuration.ts';
import type { Services } from '../services.ts';
import { findExperimentToStart } from './experimentToStart.ts';

/** Gives the new run's directory; undefined when none was started, which the person has been told. */
export async function startMetaTraining(services: Services, called: unknown): Promise<string | undefined> {
  const uri = await findExperimentToStart(called);
  if (uri === undefined) return undefined;
  const document = await savedDocument(uri);
  if (document === undefined) return undefined;
  const file = document.uri.fsPath;
  // The bytes, as the trainer will read them: the editor may know the file by another encoding.
  const source = await workspace.fs.readFile(document.uri);
  const decoded = decodeExperimentText(source);
  if (decoded.kind === 'refused') {
    showError(`${path.basename(file)}: ${decoded.problem.message}`);
    return undefined;
  }
  const { experiment, problems } = readExperiment(decoded.text, { folder: path.dirname(file), pathExists: existsSync });
  if (experiment === undefined) {
    await refuse(document, problems.filter((problem) => problem.severity === 'error').length);
    return undefined;
  }
  const missing = missingDatasetOf(experiment.task);
  if (missing !== undefined) {
    const get = { title: l10n.t('Get {0}', missing.title), run: () => services.datasets.get(missing.id) };
    showError(l10n.t('{0} is not on this machine yet, so nothing was started.', missing.title), get);
    return undefined;
  }
  const runsFolder = runsFolderOfFile(document.uri);
  const directory = await createRun({
    runsFolder,
    experiment,
    source,
    experimentPath: file,
    overrides: [],
    askedBy: 'editor',
    launcher: localLauncher,
    version: services.version,
  });
  services.log.info(`Created ${directory} from ${file}`);
  const submitted = services.launcher.submit(directory);
  if (opensPanelOnStart()) services.panels.open(directory, experiment.name, { preserveFocus: true });
  void services.folders.add(runsFolder).then(() => services.index.lookAt(directory));
  const outcome = await submitted;
  if (outcome.kind === 'started') services.log.info(`Process ${outcome.pid} carries out ${directory}`);
  if (outcome.kind === 'waiting') services.log.info(`${directory} waits until another run has ended`);
  return directory;
}

/** The file as it is on the disk after saving what was typed; undefined when it was not saved. */
async function savedDocument(uri: Uri): Promise<TextDocument | undefined> {
  const document = await workspace.openTextDocument(uri);
  if (document.isUntitled) {
    const saved = await workspace.save(uri);
    return saved === undefined ? undefined : workspace.openTextDocument(saved);
  }
  if (!document.isDirty || (await document.save())) return document;
  showError(l10n.t('{0} could not be saved, so nothing was started.', path.basename(uri.path)));
  return undefined;
}

async function refuse(document: TextDocument, errors: number): Promise<void> {
  await window.showTextDocument(document, { preview: false });
  const name = path.basename(document.uri.path);
  const message =
    errors === 1
      ? l10n.t('{0} has an error, so nothing was started.', name)
      : l10n.t('{0} has {1} errors, so nothing was started.', name, errors);
  showError(message, { title: l10n.t('Show Problems'), run: () => commands.executeCommand('workbench.actions.view.problems') });
}
