// What becomes of deleted runs: they come back from the trash of their folder, or are gone for good.

import path from 'node:path';
import { l10n } from 'vscode';
import { addTo } from '../../base/addTo.ts';
import { formatBytes } from '../../base/formatMemory.ts';
import { mapInTurns } from '../../base/mapInTurns.ts';
import { isPlainFolder } from '../../base/plainFolder.ts';
import { messageOf } from '../../base/systemErrors.ts';
import { readManifest } from '../../runs/manifestFile.ts';
import { nameWith } from '../../runs/marks/marks.ts';
import { readMarks } from '../../runs/marks/marksFile.ts';
import { emptyTrash } from '../../runs/trash/emptyTrash.ts';
import { listTrash, restoreFromTrash, sizeOfTrashed, type TrashedRun } from '../../runs/trash/trash.ts';
import { formatTime } from '../../words/formatFigures.ts';
import { agreeTo, showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import { type Choice, chooseSeveral } from '../doors/questions.ts';
import type { Services } from '../services.ts';
import { attemptEach } from './attemptEach.ts';

interface Trashed {
  readonly runsFolder: string;
  readonly run: TrashedRun;
}

const readAtOnce = 16;
/** So many of the latest are called by their names, the others by their folders'. */
const mostNamed = 500;

/** Puts them back, each by itself. Rejects at last with what went wrong. */
export async function restoreAll({ index, log }: Services, trashed: readonly Trashed[]): Promise<void> {
  try {
    await attemptEach(trashed, async ({ runsFolder, run }) => {
      log.info(`Restored ${await restoreFromTrash(runsFolder, run)}`);
      return 'goOn';
    });
  } finally {
    await index.refresh();
  }
}

/** Asks which of the deleted runs are to come back. */
export async function restoreRuns(services: Services): Promise<void> {
  const trashed = await trashOf(services);
  if (trashed.length === 0) {
    showInformation(l10n.t('The trash holds no runs.'));
    return;
  }
  const chosen = await chooseSeveral(await choicesOf(trashed), {
    title: l10n.t('Restore Deleted Runs'),
    placeHolder: l10n.t('Choose the runs to restore'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen !== undefined && chosen.length > 0) await restoreAll(services, chosen);
}

/** Removes all deleted runs for good, after the person was told how many and how large they are. */
export async function emptyTrashes(services: Services): Promise<void> {
  const trashed = await trashOf(services);
  if (trashed.length === 0) {
    showInformation(l10n.t('The trash holds no runs.'));
    return;
  }
  const bytes = await withCancellableProgress(l10n.t('Looking into the trash'), (_, signal) => sizeOf(trashed, signal));
  if (bytes === undefined) return;
  const question =
    trashed.length === 1
      ? l10n.t('Remove 1 deleted run for good?')
      : l10n.t('Remove {0} deleted runs for good?', trashed.length);
  const detail = l10n.t('It frees {0}. What is removed cannot be restored any more.', formatBytes(bytes));
  if (!(await agreeTo(l10n.t('Empty Trash'), question, detail))) return;
  const byFolder = new Map<string, TrashedRun[]>();
  for (const { runsFolder, run } of trashed) addTo(byFolder, runsFolder, run);
  for (const [runsFolder, entries] of byFolder) {
    // What was deleted since the person was asked stays.
    const { removed, kept } = await emptyTrash(runsFolder, entries);
    services.log.info(`Emptied the trash of ${runsFolder}: ${removed.length} runs`);
    const [first] = kept;
    if (first !== undefined)
      showError(
        l10n.t('{0} of {1} deleted runs were not removed. {2}', kept.length, entries.length, first.error.message),
      );
  }
}

async function trashOf({ index, log }: Services): Promise<readonly Trashed[]> {
  const found: Trashed[] = [];
  for (const runsFolder of index.folders) {
    try {
      for (const run of await listTrash(runsFolder)) found.push({ runsFolder, run });
    } catch (error) {
      log.error(error);
      showError(messageOf(error));
    }
  }
  return found;
}

/** Undefined where the person cancelled it. */
async function sizeOf(trashed: readonly Trashed[], signal: AbortSignal): Promise<number | undefined> {
  let bytes = 0;
  for (const { run } of trashed) {
    if (signal.aborted) return undefined;
    bytes += await sizeOfTrashed(run);
  }
  return bytes;
}

async function choicesOf(trashed: readonly Trashed[]): Promise<readonly Choice<Trashed>[]> {
  const names = await mapInTurns(trashed.slice(0, mostNamed), readAtOnce, ({ run }) => calledIn(run.directory));
  return trashed.map((value, place) => ({
    value,
    label: names[place] ?? value.run.name,
    description: l10n.t('deleted {0}', formatTime(new Date(value.run.deletedAt).toISOString())),
    detail: path.join(value.runsFolder, value.run.name),
  }));
}

/** A link may lead to another computer: it is known by its name alone. */
async function calledIn(directory: string): Promise<string | undefined> {
  if (!(await isPlainFolder(directory).catch(() => false))) return undefined;
  const manifest = await readManifest(directory).catch(() => undefined);
  return manifest === undefined ? undefined : nameWith(manifest.name, await readMarks(directory));
}
