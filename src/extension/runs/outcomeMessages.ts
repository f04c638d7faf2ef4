// Messages about runs that ended while the window was open: a failure always, a completion only if the person wants it,
// and many at once as one.

import { commands, l10n } from 'vscode';
import { plainText } from '../../base/shownText.ts';
import { lastBeforeDivergence } from '../../runs/afterDivergence.ts';
import { isPutRightInFile, wouldFailAgain } from '../../runs/runState.ts';
import { describeFailure } from '../../words/describeFailure.ts';
import { type Action, showError, showInformation } from '../doors/messages.ts';
import { notifiesOnCompletion } from '../editor/configuration.ts';
import { commandIds, viewIds } from '../editor/contributions.ts';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import { Gathered } from '../editor/gathered.ts';
import { latestFigure } from '../tree/describeRun.ts';
import type { RunIndex } from './runIndex.ts';
import { type RunRecord, titleOfRecord } from './runRecord.ts';
import { WitnessedRuns } from './witnessedRuns.ts';

/** In a message about several. */
const longestName = 120;
/** More runs than this that end within a second are told of in one message. */
const mostMessages = 3;
const gatheredForMilliseconds = 1000;

/** Tells of every run that is seen to end, once. */
export function tellOutcomes(index: RunIndex): Disposable {
  const store = new DisposableStore();
  const witnessed = new WitnessedRuns();
  const gathered = store.add(new Gathered<RunRecord>(gatheredForMilliseconds, tellTogether));
  store.add(index.onDidChange((changes) => gathered.add(witnessed.endsIn(changes))));
  return store;
}

function tellTogether(runs: readonly RunRecord[]): void {
  const broken = runs.filter(({ state }) => state === 'failed' || state === 'lost');
  if (broken.length > mostMessages)
    showError(l10n.t('{0} runs failed or were lost: {1}', broken.length, namesOf(broken)), showRuns());
  else for (const run of broken) tellOutcome(run);
  const completed = runs.filter(({ state }) => state === 'completed');
  if (completed.length > mostMessages) {
    if (notifiesOnCompletion())
      showInformation(l10n.t('{0} runs are complete: {1}', completed.length, namesOf(completed)), showRuns());
  } else for (const run of completed) tellOutcome(run);
}

function namesOf(runs: readonly RunRecord[]): string {
  const names = runs.slice(0, mostMessages).map((run) => `“${plainText(titleOfRecord(run), longestName)}”`);
  return l10n.t('{0} and {1} more', names.join(', '), runs.length - names.length);
}

function tellOutcome(run: RunRecord): void {
  const { failure } = run.manifest;
  const name = titleOfRecord(run);
  switch (run.state) {
    case 'failed':
      // What would fail again is to be changed first.
      showError(
        l10n.t('“{0}” failed. {1}', name, failure === null ? '' : describeFailure(failure, l10n.t)),
        ...(wouldFailAgain(run.state, run.manifest)
          ? [startSmaller(run), ...(lastBeforeDivergence(run.manifest) === undefined ? [] : [continueSmaller(run)])]
          : [isPutRightInFile(failure) ? editFile(run) : showLog(run), resume(run)]),
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
  const name = titleOfRecord(run);
  return figure === undefined
    ? l10n.t('“{0}” is complete.', name)
    : l10n.t('“{0}” is complete: {1} on held-out tasks.', name, figure);
}

const showRuns = (): Action => ({
  title: l10n.t('Show Runs'),
  run: () => commands.executeCommand(`${viewIds.runs}.focus`),
});
const showLog = (run: RunRecord) => action(l10n.t('Show Log'), commandIds.openLog, run);
const editFile = (run: RunRecord) => action(l10n.t('Open Experiment File'), commandIds.editExperimentOfRun, run);
const startSmaller = (run: RunRecord) =>
  action(l10n.t('Start Again with a Smaller Rate…'), commandIds.startWithSmallerRate, run);
const continueSmaller = (run: RunRecord) =>
  action(l10n.t('Continue with a Smaller Rate…'), commandIds.continueWithSmallerRate, run);
const resume = (run: RunRecord) => action(l10n.t('Resume'), commandIds.resume, run);
const open = (run: RunRecord) => action(l10n.t('Open Run'), commandIds.openPanel, run);

function action(title: string, command: string, run: RunRecord): Action {
  return { title, run: () => commands.executeCommand(command, run.directory) };
}
