// "Export…": runs with their figures as the files of another program, in a format and at a place that the person chooses.

import path from 'node:path';
import { l10n, Uri, window } from 'vscode';
import { type ExportFormatName, exportFormatNames, targetsOfFormats } from '../../exporting/exportFormat.ts';
import { isLogState } from '../../runs/runState.ts';
import { agreeTo, showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import { chooseOne } from '../doors/questions.ts';
import { revealFolder } from '../editor/revealFolder.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { runCommandLine } from '../tools/runCommandLine.ts';
import { errorOf } from './evaluationReport.ts';
import { anyRunOrLog, findTargets } from './runTargets.ts';

/** What the words of a command may take on Windows, in characters. */
const longestWords = 30_000;

export async function exportRunsAs(services: Services, called: unknown, selected: unknown): Promise<void> {
  const runs = await findTargets(services, called, selected, anyRunOrLog());
  const [first] = runs;
  if (first === undefined) return;
  if (runs.reduce((length, { directory }) => length + directory.length + 3, 0) > longestWords) {
    showInformation(
      l10n.t(
        'These are too many runs at once. In a terminal, “reptile-lab export --where …” exports any number of them.',
      ),
    );
    return;
  }
  const format = await chooseFormat();
  const target = format && (await choosePlace(format, first));
  if (format === undefined || target === undefined) return;
  // The dialog has asked whether the file may be replaced.
  await exportTo(services, runs, { format, target, mayReplace: targetsOfFormats[format] === 'file' });
}

interface Asked {
  readonly format: ExportFormatName;
  readonly target: string;
  readonly mayReplace: boolean;
}

async function exportTo(services: Services, runs: readonly RunRecord[], asked: Asked): Promise<void> {
  const { format, target, mayReplace } = asked;
  const ours = runs.find(({ state }) => !isLogState(state));
  const words = [
    'export',
    ...runs.map(({ directory }) => directory),
    ...['--format', format, '--to', target],
    ...(ours === undefined ? [] : ['--runs', path.dirname(ours.directory)]),
    ...(mayReplace ? ['--force'] : []),
  ];
  const title = l10n.t('Exporting {0} runs', runs.length);
  const result = await withCancellableProgress(title, (_, signal) =>
    runCommandLine(words, {
      folder: path.dirname(target),
      signal,
      onMessage: (message) => services.log.info(message),
    }),
  );
  if (result.exitCode === 0) {
    const folder = targetsOfFormats[format] === 'folder' ? target : path.dirname(target);
    showInformation(l10n.t('{0} runs were exported to {1}.', runs.length, target), {
      title: l10n.t('Show Folder'),
      run: () => revealFolder(folder),
    });
    return;
  }
  // Null and 3 are what was given up.
  if (result.exitCode === null || result.exitCode === 3) return;
  const problem = errorOf(result.messages);
  if (mayReplace || !problem.includes('--force')) return showError(problem);
  const question = l10n.t('Some of these runs were exported to this folder before. Overwrite them?');
  if (await agreeTo(l10n.t('Overwrite'), question, target))
    await exportTo(services, runs, { ...asked, mayReplace: true });
}

function chooseFormat(): Promise<ExportFormatName | undefined> {
  const descriptions: Readonly<Record<ExportFormatName, { readonly label: string; readonly description: string }>> = {
    csv: { label: 'CSV', description: l10n.t('a folder with a table of runs and one of figures') },
    json: { label: 'JSON', description: l10n.t('a file with settings, experiments and figures') },
    html: { label: 'HTML', description: l10n.t('a report with tables and curves, one page') },
    mlflow: { label: 'MLflow', description: l10n.t('a file store, mlruns') },
    'wandb-offline': { label: 'Weights & Biases', description: l10n.t('offline runs, for wandb sync') },
    tensorboard: { label: 'TensorBoard', description: l10n.t('event files with the HPARAMS tab') },
  };
  const rows = exportFormatNames.map((value) => ({ value, ...descriptions[value] }));
  return chooseOne(rows, { placeHolder: l10n.t('Format of the export') });
}

async function choosePlace(format: ExportFormatName, { directory }: RunRecord): Promise<string | undefined> {
  const beside = path.dirname(path.dirname(path.dirname(directory)));
  if (targetsOfFormats[format] === 'file') {
    const file = await window.showSaveDialog({
      title: l10n.t('Export Runs'),
      saveLabel: l10n.t('Export'),
      defaultUri: Uri.file(path.join(beside, `runs.${format}`)),
      filters: { [format.toUpperCase()]: [format] },
    });
    return file?.fsPath;
  }
  const [folder] =
    (await window.showOpenDialog({
      title: l10n.t('Folder to Export To'),
      openLabel: l10n.t('Export'),
      defaultUri: Uri.file(beside),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
    })) ?? [];
  return folder?.fsPath;
}
