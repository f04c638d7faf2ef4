// Deletes runs that have ended: to the trash where there is one, and only after the person has agreed.

import path from 'node:path';
import { env, l10n, UIKind, Uri, workspace } from 'vscode';
import { plainEnds, plainText } from '../../base/shownText.ts';
import { deleteEach, type KeptRun } from '../../runs/trash/deleteEach.ts';
import { mayBeAsked } from '../../words/states.ts';
import { agreeTo, showError } from '../doors/messages.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
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
  const kept = await deleteEach(named, async ({ directory, name }) => {
    await services.panels.close(directory, name);
    await workspace.fs.delete(Uri.file(directory), { recursive: true, useTrash: hasTrash() });
    services.log.info(`Deleted ${directory}`);
  });
  await services.index.refresh();
  if (kept.length > 0) showError(describeKept(kept, named.length));
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
  const action = hasTrash() ? l10n.t('Move to Trash') : l10n.t('Delete Permanently');
  return agreeTo(action, question, [...lines, '', consequenceFor(runs.length)].join('\n'));
}

/** A stranger's run may be called like any other. */
function nameWithFolder({ name, directory }: RunFolder): string {
  const folder = path.basename(directory);
  return plainText(name === folder ? name : `${plainText(name, longestName)} (${folder})`, 2 * longestName);
}

function consequenceFor(count: number): string {
  if (hasTrash()) {
    return count === 1
      ? l10n.t('Its figures and checkpoints go to the trash, from where they can be restored.')
      : l10n.t('Their figures and checkpoints go to the trash, from where they can be restored.');
  }
  return count === 1
    ? l10n.t('Its figures and checkpoints are gone for ever: this machine offers no trash here.')
    : l10n.t('Their figures and checkpoints are gone for ever: this machine offers no trash here.');
}

/** A remote machine's files are deleted by VS Code's server, which knows no trash. */
function hasTrash(): boolean {
  return env.uiKind === UIKind.Desktop && env.remoteName === undefined;
}
