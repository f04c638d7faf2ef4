// "Fork Experiment": a new experiment file that is not saved yet, from what a run carries out, beside what it changes.

import path from 'node:path';
import { l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import { extensionOf, otherBeginningOf, withHead } from '../../launchers/forkedBeginning.ts';
import { forkedText } from '../../runs/forkedExperiment.ts';
import { ExperimentRefused } from '../../runs/frozenExperiment.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import { showDifferences } from '../doors/differences.ts';
import { showError } from '../doors/messages.ts';
import { fileFolders } from '../editor/configuration.ts';
import { experimentFileEnding } from '../editor/contributions.ts';
import { lookUpFor } from '../editor/dataLookup.ts';
import { experimentDocumentName } from '../runs/experimentDocumentName.ts';
import { sourceDocumentUri } from '../runs/runDocuments.ts';
import { titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { folderOfFork } from './folderOfFork.ts';
import { anyRun, findTarget } from './runTargets.ts';

export async function forkExperiment(services: Services, called: unknown): Promise<void> {
  const run = await findTarget(services, called, anyRun());
  if (run === undefined) return;
  const { directory, manifest } = run;
  const lookUp = (absolute: string) => lookUpFor(Uri.file(directory), absolute);
  const folder = folderOfFork({
    directory,
    experimentFile: locateExperiment(directory, manifest),
    openFolders: fileFolders().map(({ uri }) => uri.fsPath),
    lookUp,
  });
  try {
    const note = await otherBeginningOf(directory, manifest, lookUp, l10n.t);
    const text = withHead(await forkedText(directory, manifest, folder), [
      ...note,
      ...extensionOf(directory, manifest, l10n.t),
    ]);
    const uri = await freeName(folder, path.basename(experimentDocumentName(manifest.experimentPath)));
    const document = await workspace.openTextDocument(uri);
    const editor = await window.showTextDocument(document, { preview: false });
    const end = document.lineAt(document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.replace(document.lineAt(0).range.with({ end }), text));
    const title = l10n.t('{0}: run ↔ fork', titleOfRecord(run));
    await showDifferences(sourceDocumentUri(run), uri, title, ViewColumn.Beside);
  } catch (error) {
    if (!(error instanceof ExperimentRefused)) throw error;
    showError(error.message);
  }
}

/** `name-fork.reptile.json`, or `name-fork-2.reptile.json` and so on where that exists or is open. */
async function freeName(folder: string, original: string): Promise<Uri> {
  const names = await workspace.fs.readDirectory(Uri.file(folder)).then(
    (entries) => entries.map(([name]) => name.toLowerCase()),
    () => [],
  );
  const open = workspace.textDocuments.map(({ uri }) => path.basename(uri.path).toLowerCase());
  const taken = new Set([...names, ...open]);
  const base = original.endsWith(experimentFileEnding) ? original.slice(0, -experimentFileEnding.length) : original;
  for (let number = 1; ; number++) {
    const name = `${base}-fork${number === 1 ? '' : `-${number}`}${experimentFileEnding}`;
    if (!taken.has(name.toLowerCase())) return Uri.file(path.join(folder, name)).with({ scheme: 'untitled' });
  }
}
