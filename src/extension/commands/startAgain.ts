// "Run Again" and "Run Again With…": a new run of what a run carries out, as it is or with other values.

import path from 'node:path';
import { commands, l10n } from 'vscode';
import { readBounded } from '../../base/boundedFile.ts';
import { refuseOtherThan } from '../../launchers/frozenPart.ts';
import { prepareSubmission } from '../../launchers/prepareSubmission.ts';
import { forkedText } from '../../runs/forkedExperiment.ts';
import { experimentLimitBytes } from '../../runs/frozenExperiment.ts';
import { type ChosenInitialization, initializationOfRun } from '../../runs/initialization.ts';
import { locateExperiment } from '../../runs/locateExperiment.ts';
import { runFiles } from '../../runs/runDirectory.ts';
import { showError } from '../doors/messages.ts';
import { commandIds } from '../editor/contributions.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { assignmentsOf, isSweep } from '../start/typedChoices.ts';
import { mayExecute } from './agreeToExecution.ts';
import { findTarget, type TargetQuestion } from './runTargets.ts';
import { startPrepared } from './startMetaTraining.ts';
import { chooseForStart } from './startWith.ts';

function runToRepeat(): TargetQuestion {
  return { isEligible: () => true, placeholder: l10n.t('Choose the run to start again') };
}

export async function runAgain(services: Services, called: unknown): Promise<string | undefined> {
  const run = await findTarget(services, called, runToRepeat());
  return run === undefined ? undefined : startAgain(services, run, []);
}

/** With the list of keys that "Start with…" offers, of what ran. */
export async function runAgainWith(services: Services, called: unknown): Promise<string | undefined> {
  const run = await findTarget(services, called, runToRepeat());
  if (run === undefined) return undefined;
  const { directory, manifest } = run;
  const text = await forkedText(directory, manifest, path.dirname(locateExperiment(directory, manifest)));
  const chosen = await chooseForStart(text);
  if (chosen === undefined) return undefined;
  if (!isSweep(chosen)) return startAgain(services, run, assignmentsOf(chosen));
  showError(
    l10n.t('Several values make a sweep, which begins from a file: fork the experiment, and start the sweep of that.'),
    {
      title: l10n.t('Fork Experiment'),
      run: () => commands.executeCommand(commandIds.forkExperiment, directory),
    },
  );
  return undefined;
}

/**
 * Starts what ran: the run's own copy of the experiment file, with what it was started with, and `assignments` after
 * that. Gives the new run's directory; undefined when none was started, which the person has been told.
 * @param initialization what it begins with in the place of what the run began with: another run's checkpoint, or
 * random parameters
 */
export async function startAgain(
  services: Services,
  { directory, manifest }: RunRecord,
  assignments: readonly string[],
  initialization?: ChosenInitialization,
): Promise<string | undefined> {
  const agreed = await mayExecute({ directory, manifest }, 'repeat');
  if (agreed === undefined) return undefined;
  const file = locateExperiment(directory, manifest);
  const source = await readBounded(runFiles(directory).source, experimentLimitBytes);
  await refuseOtherThan(agreed, directory, manifest);
  const prepared = prepareSubmission({ file, source, overrides: [...manifest.overrides, ...assignments] });
  switch (prepared.kind) {
    case 'ready':
      return startPrepared(services, prepared, path.dirname(directory), {
        initialization: initialization ?? (await initializationOfRun(directory, manifest)),
        origin: { directory, manifest, agreed, isChanged: assignments.length > 0 },
      });
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
