// "Repair Run": rebuilds what a damaged run.json said from the rest of its run, in a process of its own, because all
// figures and checkpoints are read.

import path from 'node:path';
import { commands, l10n } from 'vscode';
import * as z from 'zod';
import { showError, showInformation } from '../doors/messages.ts';
import { withCancellableProgress } from '../doors/progress.ts';
import { chooseOne } from '../doors/questions.ts';
import { commandIds } from '../editor/contributions.ts';
import type { UnreadableRun } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { runCommandLine } from '../tools/runCommandLine.ts';
import { errorOf } from './evaluationReport.ts';

const resultSchema = z.object({ report: z.array(z.string()) });

export async function repairRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  for (const run of await findDamaged(services, called, selected)) await repair(services, run);
}

async function repair({ index, log }: Services, { directory }: UnreadableRun): Promise<void> {
  const name = path.basename(directory);
  const result = await withCancellableProgress(l10n.t('Repairing “{0}”', name), (_, signal) =>
    runCommandLine(['repair', directory, '--json'], { folder: path.dirname(directory), signal }),
  );
  if (result.output === '') {
    if (result.exitCode !== null) showError(errorOf(result.messages));
    return;
  }
  const report = resultSchema.parse(JSON.parse(result.output)).report.join(' ');
  log.info(`Repaired ${directory}: ${report}`);
  await index.refresh();
  showInformation(`${name}: ${report}`, {
    title: l10n.t('Open Run'),
    run: () => commands.executeCommand(commandIds.openPanel, directory),
  });
}

/** Of the runs that the command was called on those that can be repaired; otherwise the only one, or the picked one. */
async function findDamaged({ index }: Services, called: unknown, selected: unknown): Promise<readonly UnreadableRun[]> {
  const damaged = index.unreadable.filter(({ isRepairable }) => isRepairable);
  const named: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [called];
  if (called !== undefined) return damaged.filter(({ directory }) => named.includes(directory));
  if (damaged.length === 0) showInformation(l10n.t('No run here has a damaged run.json.'));
  if (damaged.length < 2) return damaged;
  const choices = damaged.map((run) => ({ value: run, label: path.basename(run.directory), detail: run.problem }));
  const picked = await chooseOne(choices, { placeHolder: l10n.t('Choose the run to repair') });
  return picked === undefined ? [] : [picked];
}
