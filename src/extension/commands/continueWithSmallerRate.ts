// Goes on from a checkpoint of a run that diverged, with the rate lowered that the person names, in a new run.

import { commands, l10n } from 'vscode';
import { smallerRateOf } from '../../experiment/smallerRate.ts';
import { lastBeforeDivergence, settingsToGoOn } from '../../runs/afterDivergence.ts';
import { NoSuchCheckpointError } from '../../runs/chosenCheckpoint.ts';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { chooseInitialization } from '../../runs/initialization.ts';
import { mayBeAsked } from '../../words/states.ts';
import { showError } from '../doors/messages.ts';
import { commandIds } from '../editor/contributions.ts';
import { type RunRecord, stateToAskIn } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { askForSmallerRate } from './askForSmallerRate.ts';
import { chooseCheckpoint } from './chooseCheckpoint.ts';
import { findTarget } from './runTargets.ts';
import { startAgain } from './startAgain.ts';

/** The new run begins with the checkpoint's parameters and has as many meta-iterations as were left. */
export async function continueWithSmallerRate(services: Services, called: unknown): Promise<string | undefined> {
  const isEligible = (run: RunRecord) => mayBeAsked(stateToAskIn(run), 'continueSmaller');
  const run = await findTarget(services, called, { isEligible, placeholder: l10n.t('Choose the run to go on from') });
  if (run === undefined) return undefined;
  const { directory, manifest } = run;
  if (lastBeforeDivergence(manifest) === undefined) {
    showError(l10n.t('“{0}” diverged before its first checkpoint: there is nothing to go on from.', manifest.name), {
      title: l10n.t('Start Again with a Smaller Rate…'),
      run: () => commands.executeCommand(commandIds.startWithSmallerRate, directory),
    });
    return undefined;
  }
  const { experiment } = await readFrozenExperiment(directory, manifest);
  const rate = smallerRateOf(experiment);
  const title = l10n.t('Continue with a Smaller Rate');
  const to = await askForSmallerRate(title, rate);
  if (to === undefined) return undefined;
  const checkpoint = await chooseCheckpoint(
    run,
    l10n.t('Choose the checkpoint to go on from: the newest is the last before the divergence'),
  );
  if (checkpoint === undefined) return undefined;
  try {
    const initialization = await chooseInitialization(run, checkpoint);
    const { iteration } = initialization.learned;
    return await startAgain(services, run, settingsToGoOn(experiment, iteration, rate, to), initialization);
  } catch (error) {
    if (!(error instanceof NoSuchCheckpointError)) throw error;
    showError(error.message);
    return undefined;
  }
}
