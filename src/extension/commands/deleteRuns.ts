// Deletes runs that have ended: into the trash of their folder, after the person has agreed, and with a way back.

import path from 'node:path';
import { l10n } from 'vscode';
import { plainEnds, plainText } from '../../base/shownText.ts';
import { deleteEach, type KeptRun } from '../../runs/trash/deleteEach.ts';
import { moveToTrash, type TrashedRun } from '../../runs/trash/trash.ts';
import { mayBeAsked } from '../../words/states.ts';
import { agreeTo, reportError, showError, showInformation } from '../doors/messages.ts';
import { trashDays } from '../editor/configuration.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { restoreAll } from './restoreRuns.ts';
import { findRunFolders, type RunFolder } from './runTargets.ts';

const mostNamesShown = 10;
const mostReasonsShown = 3;
/** As wide as a dialog is read. */
const longestName = 120;
const longestFolder = 500;

export async function deleteRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  // A key pressed in the run browser tells nothing of the row that it is about.
  const chosen = called === undefined ? services.tree.selection : selected;
  const isPicked = called === undefined && services.tree.selection.length === 0;
  const isEligible = (run: RunRecord) => !isPicked || mayBeAsked(run.state, 'delete');
  const placeholder = l10n.t('Choose the run to delete');
  const named = await findRunFolders(services, called, chosen, { isEligible, placeholder });
  const live = named.find(({ run }) => run !== undefined && !mayBeAsked(run.state, 'delete'));
  if (live !== undefined) {
    showError(sentenceFor({ run: live, reason: undefined }));
    return;
  }
  if (named.length === 0 || !(await isAgreed(named))) return;
  const trashed: { readonly runsFolder: string; readonly run: TrashedRun }[] = [];
  const kept = await deleteEach(named, async ({ directory, name }) => {
    await services.panels.close(directory, name);
    const run = await moveToTrash(directory);
    trashed.push({ runsFolder: path.dirname(directory), run });
    services.log.info(`Moved ${directory} to ${run.entry}`);
  });
  await services.index.refresh();
  if (kept.length > 0) showError(describeKept(kept, named.length));
  const [first] = named;
  if (trashed.length === 0 && kept.length === 0 && first !== undefined)
    showInformation(
      named.length === 1
        ? l10n.t('“{0}” was gone already: it was moved or deleted elsewhere.', first.name)
        : l10n.t('All {0} runs were gone already: they were moved or deleted elsewhere.', named.length),
    );
  if (trashed.length === 0 || first === undefined) return;
  const told = named.length === 1 ? l10n.t('Deleted “{0}”.', first.name) : l10n.t('Deleted {0} runs.', trashed.length);
  showInformation(told, {
    title: l10n.t('Undo'),
    run: () => restoreAll(services, trashed).catch((error: unknown) => reportError(services.log, error)),
  });
}

function describeKept(kept: readonly KeptRun<RunFolder>[], asked: number): string {
  const sentences = kept.slice(0, mostReasonsShown).map(sentenceFor);
  if (asked > 1) sentences.unshift(l10n.t('{0} of {1} runs were not deleted.', kept.length, asked));
  return sentences.join(' ');
}

function sentenceFor({ run, reason }: KeptRun<RunFolder>): string {
  const name = plainText(run.name, longestName);
  return reason === undefined
    ? l10n.t('“{0}” is still at work. Stop it before you delete it.', name)
    : l10n.t('“{0}” cannot be deleted. {1}', name, reason);
}

async function isAgreed(runs: readonly RunFolder[]): Promise<boolean> {
  const [first] = runs;
  const question =
    runs.length === 1 && first !== undefined
      ? l10n.t('Delete the run “{0}”?', first.name)
      : l10n.t('Delete {0} runs?', runs.length);
  const lines =
    runs.length === 1 && first !== undefined
      ? [l10n.t('Folder of the run: {0}', plainEnds(first.directory, longestFolder))]
      : runs.slice(0, mostNamesShown).map(nameWithFolder);
  if (runs.length > mostNamesShown) lines.push(l10n.t('and {0} more', runs.length - mostNamesShown));
  return agreeTo(l10n.t('Move to Trash'), question, [...lines, '', consequenceFor(runs.length)].join('\n'));
}

/** A stranger's run may be called like any other. */
function nameWithFolder({ name, directory }: RunFolder): string {
  const folder = path.basename(directory);
  return plainText(name === folder ? name : `${plainText(name, longestName)} (${folder})`, 2 * longestName);
}

function consequenceFor(count: number): string {
  const days = trashDays();
  if (days === 0)
    return count === 1
      ? l10n.t('It goes to the trash of the runs folder, from where it can be restored until the trash is emptied.')
      : l10n.t('They go to the trash of the runs folder, from where they can be restored until the trash is emptied.');
  return count === 1
    ? l10n.t('It goes to the trash of the runs folder, from where it can be restored for {0} days.', days)
    : l10n.t('They go to the trash of the runs folder, from where they can be restored for {0} days.', days);
}
