// Starts meta-training from an experiment file: saved, checked, made into a run; its trainer and its panel start at the
// same time.

import path from 'node:path';
import { commands, l10n, type TextDocument, type Uri, window, workspace } from 'vscode';
import { userSecretIfKept } from '../../base/userSecret.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { missingDatasetOf } from '../../datasets/missingDataset.ts';
import type { Problem } from '../../experiment/problem.ts';
import { isExternal } from '../../experiment/whoTrains.ts';
import { carryAgreement } from '../../launchers/carryAgreement.ts';
import type { Origin } from '../../launchers/frozenPart.ts';
import { makeRun, type PreparedSubmission, prepareSubmission } from '../../launchers/prepareSubmission.ts';
import type { ChosenInitialization } from '../../runs/initialization.ts';
import { localLauncher } from '../../runs/runOrigin.ts';
import { showError } from '../doors/messages.ts';
import { opensPanelOnStart, runsFolderOfFile } from '../editor/configuration.ts';
import type { Services } from '../services.ts';
import { findExperimentToStart } from './experimentToStart.ts';

/**
 * Gives the new run's directory; undefined when none was started, which the person has been told.
 * @param initialization what the run begins with in the place of random parameters
 */
export async function startMetaTraining(
  services: Services,
  called: unknown,
  initialization?: ChosenInitialization,
): Promise<string | undefined> {
  const uri = await findExperimentToStart(called);
  if (uri === undefined) return undefined;
  const document = await savedDocument(uri);
  if (document === undefined) return undefined;
  const file = document.uri.fsPath;
  // The bytes, as the trainer will read them: the editor may know the file by another encoding.
  const source = await workspace.fs.readFile(document.uri);
  const prepared = prepareSubmission({ file, source, overrides: [] });
  if (prepared.kind !== 'ready') {
    await refuse(document, prepared);
    return undefined;
  }
  return startPrepared(services, prepared, runsFolderOfFile(document.uri), { initialization });
}

/** What a run is made of, beside its experiment. */
interface MadeOf {
  readonly initialization?: ChosenInitialization | undefined;
  /** The run that it repeats, which may be a stranger's; undefined for the person's own file. */
  readonly origin?: Origin;
}

/** As `startMetaTraining`, of an experiment that is without errors. */
export async function startPrepared(
  services: Services,
  prepared: Extract<PreparedSubmission, { kind: 'ready' }>,
  runsFolder: string,
  { initialization, origin }: MadeOf = {},
): Promise<string | undefined> {
  const { experiment, submission } = prepared;
  const missing = isExternal(experiment) ? undefined : missingDatasetOf(experiment.task);
  if (missing !== undefined) {
    offerDataset(services, missing);
    return undefined;
  }
  // The launcher proves whose the run is when it is submitted.
  const maker = { askedBy: 'editor', launcher: localLauncher, secret: undefined, version: services.version } as const;
  const directory = await makeRun(prepared, { runsFolder, ...maker, initialization });
  services.log.info(`Created ${directory} from ${submission.file}`);
  const agreed = origin && (await carryAgreement(directory, origin, await userSecretIfKept()));
  const submitted = services.launcher.submit(directory, { acceptsChangedData: false, agreed });
  if (opensPanelOnStart()) services.panels.open(directory, experiment.name, { preserveFocus: true });
  void services.folders.add(runsFolder).then(() => services.index.lookAt(directory));
  const outcome = await submitted;
  if (outcome.kind === 'started') services.log.info(`Process ${outcome.pid} carries out ${directory}`);
  if (outcome.kind === 'waiting') services.log.info(`${directory} waits until another run has ended`);
  return directory;
}

/** Says that a public data set is missing, which can be got. */
export function offerDataset({ datasets }: Services, { id, title }: Dataset): void {
  const get = { title: l10n.t('Get {0}', title), run: () => datasets.get(id) };
  showError(l10n.t('{0} is not on this machine yet, so nothing was started.', title), get);
}

/** The file as it is on the disk after saving what was typed; undefined when it was not saved. */
export async function savedDocument(uri: Uri): Promise<TextDocument | undefined> {
  const document = await workspace.openTextDocument(uri);
  if (document.isUntitled) {
    const saved = await workspace.save(uri);
    return saved === undefined ? undefined : workspace.openTextDocument(saved);
  }
  if (!document.isDirty || (await document.save())) return document;
  showError(l10n.t('{0} could not be saved, so nothing was started.', path.basename(uri.path)));
  return undefined;
}

/** Tells the person why nothing was started. */
export async function refuse(
  document: TextDocument,
  prepared: Exclude<PreparedSubmission, { kind: 'ready' }>,
): Promise<void> {
  const name = path.basename(document.uri.path);
  switch (prepared.kind) {
    case 'refused':
      return showError(`${name}: ${prepared.message}`);
    case 'undecodable':
      // The editor shows no problems of it: it may know the file by another encoding.
      return showError(`${name}: ${prepared.problem.message}`);
    case 'faulty':
      await window.showTextDocument(document, { preview: false });
      showError(countErrors(name, prepared.problems), {
        title: l10n.t('Show Problems'),
        run: () => commands.executeCommand('workbench.actions.view.problems'),
      });
  }
}

function countErrors(name: string, problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return errors === 1
    ? l10n.t('{0} has an error, so nothing was started.', name)
    : l10n.t('{0} has {1} errors, so nothing was started.', name, errors);
}
