// Messages about runs that ended while the window was open: a failure always, a completion only if the person wants it.

import { commands, l10n } from 'vscode';
import { isEnded, wouldFailAgain } from '../../runs/runState.ts';
import { type Action, showError, showInformation } from '../doors/messages.ts';
import { notifiesOnCompletion } from '../editor/configuration.ts';
import { commandIds } from '../editor/contributions.ts';
import type { Disposable } from '../editor/disposableStore.ts';
import { latestFigure } from '../tree/describeRun.ts';
import type { RunIndex } from './runIndex.ts';
import { type RunRecord, titleOf } from './runRecord.ts';
import { WitnessedRuns } from './witnessedRuns.ts';

const justNowMilliseconds = 5000;

/** Tells of every run that is seen to end, once. */
export function tellOutcomes(index: RunIndex): Disposable {
  const witnessed = new WitnessedRuns();
  return index.onDidChange((changes) => {
    witnessed.note(changes);
    for (const run of changes.added) if (endedJustNow(run)) tellOutcome(run);
    for (const { previous, current } of changes.changed) {
      if (!isEnded(previous.state) && isEnded(current.state) && witnessed.saw(current)) tellOutcome(current);
    }
  });
}

/** A run that cannot even be started may have failed before it is first seen. */
function endedJustNow({ state, manifest }: RunRecord): boolean {
  return (
    isEnded(state) &&
    manifest.endedAt !== null &&
    Math.abs(Date.now() - Date.parse(manifest.endedAt)) < justNowMilliseconds
  );
}

function tellOutcome(run: RunRecord): void {
  const { failure } = run.manifest;
  const name = titleOf(run);
  switch (run.state) {
    case 'failed':
      // What would fail again is to be changed first.
      showError(
        l10n.t('“{0}” failed. {1}', name, failure?.message ?? ''),
        ...(wouldFailAgain(run.state, run.manifest)
          ? [editExperiment(run), showLog(run)]
          : [showLog(run), resume(run)]),
      );
      return;
    case 'lost':
      showError(l10n.t('“{0}” was lost: its process is gone without a last word.', name), showLog(run), resume(run));
      return;
    case 'completed':
      if (notifiesOnCompletion()) showInformation(completion(run), open(run));
      return;
    default:
      return;
  }
}

function completion(run: RunRecord): string {
  const figure = latestFigure(run);
  const name = titleOf(run);
  return figure === undefined
    ? l10n.t('“{0}” is complete.', name)
    : l10n.t('“{0}” is complete: {1} on held-out tasks.', name, figure);
}

const showLog = (run: RunRecord) => action(l10n.t('Show Log'), commandIds.openLog, run);
const editExperiment = (run: RunRecord) => action(l10n.t('Edit Experiment'), commandIds.editExperimentOfRun, run);
const resume = (run: RunRecord) => action(l10n.t('Resume'), commandIds.resume, run);
const open = (run: RunRecord) => action(l10n.t('Open Run'), commandIds.openPanel, run);

function action(title: string, command: string, run: RunRecord): Action {
  return { title, run: () => commands.executeCommand(command, run.directory) };
}
