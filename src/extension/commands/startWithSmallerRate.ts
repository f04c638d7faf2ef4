// Begins a new run of a diverged run's experiment, with the rate lowered that the person names.

import { l10n } from 'vscode';
import { assignmentOf, smallerRateOf } from '../../experiment/smallerRate.ts';
import { readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { mayBeAsked } from '../../words/states.ts';
import { type RunRecord, stateToAskIn } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { askForSmallerRate } from './askForSmallerRate.ts';
import { findTarget } from './runTargets.ts';
import { startAgain } from './startAgain.ts';

/** What ran is started again: the run's own copy of the experiment file, with what it was started with. */
export async function startWithSmallerRate(services: Services, called: unknown): Promise<string | undefined> {
  const isEligible = (run: RunRecord) => mayBeAsked(stateToAskIn(run), 'startSmaller');
  const run = await findTarget(services, called, { isEligible, placeholder: l10n.t('Choose the run to start again') });
  if (run === undefined) return undefined;
  const { directory, manifest } = run;
  const rate = smallerRateOf((await readFrozenExperiment(directory, manifest)).experiment);
  const to = await askForSmallerRate(l10n.t('Start Again with a Smaller Rate'), rate);
  return to === undefined ? undefined : startAgain(services, run, [assignmentOf(rate, to)]);
}
