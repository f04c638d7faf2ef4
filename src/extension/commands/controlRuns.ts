// Pause, continue, stop, resume, save a checkpoint: each is a request that the run's trainer carries out, or one to the
// launcher.

import { l10n } from 'vscode';
import { type ControlKind, requestControl } from '../../runs/control.ts';
import { isEnded } from '../../runs/runState.ts';
import { mayBeAsked } from '../../words/states.ts';
import { showError } from '../doors/messages.ts';
import { withViewProgress } from '../doors/progress.ts';
import { opensPanelOnStart } from '../editor/configuration.ts';
import { viewIds } from '../editor/contributions.ts';
import { type RunRecord, stateToAskIn, titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { mayExecute } from './agreeToExecution.ts';
import { attemptEach } from './attemptEach.ts';
import { askAboutChangedData } from './changedData.ts';
import { findTargets } from './runTargets.ts';

/** A trainer answers between two meta-iterations, or between two tasks of an evaluation. */
const patienceMilliseconds = 20_000;

export async function pauseRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const isEligible = ({ state }: RunRecord) => mayBeAsked(state, 'pause');
  const runs = await findTargets(services, called, selected, {
    isEligible,
    placeholder: l10n.t('Choose the run to pause'),
  });
  await requestOfEach(services, runs, 'pause');
}

export async function continueRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const isEligible = ({ state }: RunRecord) => mayBeAsked(state, 'continue');
  const runs = await findTargets(services, called, selected, {
    isEligible,
    placeholder: l10n.t('Choose the run to continue'),
  });
  await requestOfEach(services, runs, 'continue');
}

export async function saveCheckpoints(services: Services, called: unknown, selected: unknown): Promise<void> {
  const isEligible = ({ state }: RunRecord) => mayBeAsked(state, 'checkpoint');
  const runs = await findTargets(services, called, selected, {
    isEligible,
    placeholder: l10n.t('Choose the run to save'),
  });
  await requestOfEach(services, runs, 'checkpoint');
}

export async function stopRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const isEligible = ({ state }: RunRecord) => mayBeAsked(state, 'stop');
  const runs = await findTargets(services, called, selected, {
    isEligible,
    placeholder: l10n.t('Choose the run to stop'),
  });
  await attemptEach(runs, async ({ directory }) => {
    await services.launcher.cancel(directory);
    await services.index.lookAt(directory);
    return 'goOn';
  });
}

export async function resumeRuns(services: Services, called: unknown, selected: unknown): Promise<void> {
  const isEligible = (run: RunRecord) => mayBeAsked(stateToAskIn(run), 'resume');
  const runs = await findTargets(services, called, selected, {
    isEligible,
    placeholder: l10n.t('Choose the run to resume'),
  });
  await attemptEach(runs, async (run) => {
    const { directory, manifest } = run;
    const agreed = await mayExecute({ directory, manifest }, 'resume');
    if (agreed === undefined) return 'end';
    const data = await askAboutChangedData(run);
    if (data === 'leave') return 'end';
    const submitted = services.launcher.submit(directory, { acceptsChangedData: data === 'accept', agreed });
    if (runs.length === 1 && opensPanelOnStart())
      services.panels.open(directory, titleOfRecord(run), { preserveFocus: true });
    await submitted;
    await services.index.lookAt(directory);
    return 'goOn';
  });
}

async function requestOfEach(services: Services, runs: readonly RunRecord[], kind: ControlKind): Promise<void> {
  await Promise.all(runs.map((run) => requestAndWait(services, run, kind)));
}

/** Shows progress in the run browser until the trainer has answered; says so if it does not. */
async function requestAndWait({ index, log }: Services, run: RunRecord, kind: ControlKind): Promise<void> {
  const request = await requestControl(run.directory, kind);
  const isAnswered = () => {
    const now = index.get(run.directory);
    return now === undefined || isEnded(now.state) || now.manifest.answeredRequests.includes(request);
  };
  const answered = await withViewProgress(viewIds.runs, () => waitUntil(index, isAnswered));
  if (answered) return;
  log.warn(`The trainer of ${run.directory} has not answered “${kind}” within ${patienceMilliseconds / 1000} s.`);
  showError(
    l10n.t(
      '“{0}” has not answered yet. It will when its meta-iteration is done; if it hangs, stop it or see its log.',
      titleOfRecord(run),
    ),
  );
}

function waitUntil(index: Services['index'], condition: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (value: boolean) => {
      clearTimeout(timer);
      listening.dispose();
      resolve(value);
    };
    const timer = setTimeout(() => finish(condition()), patienceMilliseconds);
    const listening = index.onDidChange(() => {
      if (condition()) finish(true);
    });
    if (condition()) finish(true);
  });
}
