// Begins a new run of a diverged run's experiment, with the rate lowered that the person names.

import path from 'node:path';
import { l10n } from 'vscode';
import { readBounded } from '../../base/boundedFile.ts';
import { assignmentOf, smallerRateOf } from '../../experiment/smallerRate.ts';
import { refuseOtherThan } from '../../launchers/frozenPart.ts';
import { prepareSubmission } from '../../launchers/prepareSubmission.ts';
import { experimentLimitBytes, readFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { mayBeAsked } from '../../words/states.ts';
import { showError } from '../doors/messages.ts';
import { askForText } from '../doors/questions.ts';
import { type RunRecord, stateToAskIn } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { mayExecute } from './agreeToExecution.ts';
import { findTarget } from './runTargets.ts';
import { startPrepared } from './startMetaTraining.ts';

/** What ran is started again: the run's own copy of the experiment file, with what it was started with. */
export async function startWithSmallerRate(services: Services, called: unknown): Promise<string | undefined> {
  const isEligible = (run: RunRecord) => mayBeAsked(stateToAskIn(run), 'startSmaller');
  const run = await findTarget(services, called, { isEligible, placeholder: l10n.t('Choose the run to start again') });
  if (run === undefined) return undefined;
  const { directory, manifest } = run;
  const rate = smallerRateOf((await readFrozenExperiment(directory, manifest)).experiment);
  const answer = await askForText({
    title: l10n.t('Start Again with a Smaller Rate'),
    prompt: l10n.t('{0}; it was {1}', rate.key, String(rate.from)),
    value: String(rate.to),
    validateInput: (text) => {
      const isSmaller = Number(text) > 0 && Number(text) < rate.from;
      return isSmaller ? undefined : l10n.t('A number above 0 and below {0}', String(rate.from));
    },
  });
  const agreed = answer === undefined ? undefined : await mayExecute({ directory, manifest }, 'repeat');
  if (agreed === undefined) return undefined;
  const file = locateExperiment(directory, manifest);
  const source = await readBounded(runFiles(directory).source, experimentLimitBytes);
  await refuseOtherThan(agreed, directory, manifest);
  const overrides = [...manifest.overrides, assignmentOf(rate, Number(answer))];
  const prepared = prepareSubmission({ file, source, overrides });
  switch (prepared.kind) {
    case 'ready':
      return startPrepared(services, prepared, path.dirname(directory));
    case 'refused':
      showError(prepared.message);
      return undefined;
    case 'undecodable':
      showError(prepared.problem.message);
      return undefined;
    case 'faulty': {
      const error = prepared.problems.find(({ severity }) => severity === 'error');
      showError(l10n.t('The experiment cannot be started again: {0}', error?.message ?? ''));
      return undefined;
    }
  }
}
