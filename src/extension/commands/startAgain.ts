// "Run Again" and "Run Again With…": a new run of what a run carries out, as it is or with other values.

import path from 'node:path';
import { commands, l10n } from 'vscode';
import { readBounded } from '../../base/boundedFile.ts';
import { pathOfAssignment } from '../../experiment/applyOverrides.ts';
import { refuseOtherThan } from '../../launchers/frozenPart.ts';
import { prepareSubmission } from '../../launchers/prepareSubmission.ts';
import { experimentLimitBytes } from '../../runs/frozenExperiment.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { showError } from '../doors/messages.ts';
import { askForText } from '../doors/questions.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { mayExecute } from './agreeToExecution.ts';
import { findTarget, type TargetQuestion } from './runTargets.ts';
import { startPrepared } from './startMetaTraining.ts';

/** The dialog that sets values for a start, where this version has it. */
const startDialog = 'reptileLab.startWith';

function runToRepeat(): TargetQuestion {
  return { isEligible: () => true, placeholder: l10n.t('Choose the run to start again') };
}

export async function runAgain(services: Services, called: unknown): Promise<string | undefined> {
  const run = await findTarget(services, called, runToRepeat());
  return run === undefined ? undefined : startAgain(services, run, []);
}

export async function runAgainWith(services: Services, called: unknown): Promise<unknown> {
  const run = await findTarget(services, called, runToRepeat());
  if (run === undefined) return undefined;
  if ((await commands.getCommands(true)).includes(startDialog))
    return commands.executeCommand(startDialog, run.directory);
  const answer = await askForText({
    title: l10n.t('Run Again With…'),
    prompt: l10n.t('Values to set, with spaces between them.'),
    placeHolder: 'seed=2 algorithm.metaStepSize=0.5',
    validateInput: (text) => {
      const wrong = assignmentsIn(text).find((assignment) => pathOfAssignment(assignment) === undefined);
      return wrong === undefined ? undefined : l10n.t('{0} sets nothing: write key=value.', wrong);
    },
  });
  return answer === undefined ? undefined : startAgain(services, run, assignmentsIn(answer));
}

function assignmentsIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/**
 * Starts what ran: the run's own copy of the experiment file, with what it was started with, and `assignments` after
 * that. Gives the new run's directory; undefined when none was started, which the person has been told.
 */
export async function startAgain(
  services: Services,
  { directory, manifest }: RunRecord,
  assignments: readonly string[],
): Promise<string | undefined> {
  const agreed = await mayExecute({ directory, manifest }, 'repeat');
  if (agreed === undefined) return undefined;
  const file = locateExperiment(directory, manifest);
  const source = await readBounded(runFiles(directory).source, experimentLimitBytes);
  await refuseOtherThan(agreed, directory, manifest);
  const prepared = prepareSubmission({ file, source, overrides: [...manifest.overrides, ...assignments] });
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
