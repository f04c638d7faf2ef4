// "Extend Run…", "Continue From Checkpoint…" and "Begin With This Run's Checkpoint…": new runs from what a run has learned.

import path from 'node:path';
import { l10n } from 'vscode';
import { userSecretIfKept } from '../../base/userSecret.ts';
import { carryAgreement } from '../../launchers/carryAgreement.ts';
import { type Continuation, ContinuationRefused, continueRun } from '../../launchers/continueRun.ts';
import { refuseOtherThan } from '../../launchers/frozenPart.ts';
import { NoSuchCheckpointError } from '../../runs/chosenCheckpoint.ts';
import { chooseInitialization } from '../../runs/initialization.ts';
import { localLauncher } from '../../runs/runOrigin.ts';
import { describeStepSizeChange } from '../../words/describeContinuation.ts';
import { showError, showInformation } from '../doors/messages.ts';
import { askForText } from '../doors/questions.ts';
import { opensPanelOnStart } from '../editor/configuration.ts';
import { type RunRecord, titleOfRecord } from '../runs/runRecord.ts';
import type { Services } from '../services.ts';
import { mayExecute } from './agreeToExecution.ts';
import { chooseCheckpoint } from './chooseCheckpoint.ts';
import { findTarget, type TargetQuestion } from './runTargets.ts';
import { startMetaTraining } from './startMetaTraining.ts';

function hasLearned(placeholder: string): TargetQuestion {
  return { isEligible: ({ manifest }) => manifest.checkpointIteration !== null, placeholder };
}

export async function extendRun(services: Services, called: unknown): Promise<string | undefined> {
  const run = await findTarget(services, called, hasLearned(l10n.t('Choose the run to extend')));
  if (run === undefined) return undefined;
  const { metaIterations } = run.manifest;
  const answer = await askForText({
    title: l10n.t('Extend Run'),
    prompt: l10n.t('Meta-iterations more than {0}. A new run goes on, and this one stays as it is.', metaIterations),
    value: String(metaIterations),
    validateInput: (text) =>
      /^[1-9]\d{0,8}$/.test(text) ? undefined : l10n.t('It must be a whole number from 1 to 999999999.'),
  });
  if (answer === undefined) return undefined;
  return goOnInNewRun(services, run, { checkpoint: 'latest', extendBy: Number(answer) });
}

export async function continueFromCheckpoint(services: Services, called: unknown): Promise<string | undefined> {
  const run = await findTarget(services, called, hasLearned(l10n.t('Choose the run to go on from')));
  if (run === undefined) return undefined;
  const checkpoint = await chooseCheckpoint(run, l10n.t('Choose the checkpoint to go on from, in a new run'));
  return checkpoint === undefined ? undefined : goOnInNewRun(services, run, { checkpoint, extendBy: 0 });
}

/** Gives the new run's directory; undefined when none was made, which the person has been told. */
async function goOnInNewRun(
  services: Services,
  { directory, manifest }: RunRecord,
  continuation: Continuation,
): Promise<string | undefined> {
  const agreed = await mayExecute({ directory, manifest }, 'repeat');
  if (agreed === undefined) return undefined;
  await refuseOtherThan(agreed, directory, manifest);
  const runsFolder = path.dirname(directory);
  // The launcher proves whose the run is when it is submitted.
  const maker = { runsFolder, askedBy: 'editor', launcher: localLauncher, secret: undefined } as const;
  try {
    const continued = await continueRun({ directory, manifest }, continuation, { ...maker, version: services.version });
    const { warnings, stepSizeChange } = continued;
    services.log.info(`Created ${continued.directory}, which goes on from ${directory}`);
    for (const warning of warnings) services.log.warn(warning);
    const origin = { directory, manifest, agreed, isChanged: false };
    const agreedOfNew = await carryAgreement(continued.directory, origin, await userSecretIfKept());
    const submitted = services.launcher.submit(continued.directory, { acceptsChangedData: false, agreed: agreedOfNew });
    if (opensPanelOnStart()) services.panels.open(continued.directory, manifest.name, { preserveFocus: true });
    void services.folders.add(runsFolder).then(() => services.index.lookAt(continued.directory));
    await submitted;
    if (stepSizeChange !== undefined) showInformation(describeStepSizeChange(stepSizeChange, l10n.t));
    return continued.directory;
  } catch (error) {
    if (!(error instanceof ContinuationRefused || error instanceof NoSuchCheckpointError)) throw error;
    showError(error.message);
    return undefined;
  }
}

/** Starts an experiment that the person chooses, with the parameters of a checkpoint of this run. */
export async function beginWithRun(services: Services, called: unknown): Promise<string | undefined> {
  const run = await findTarget(services, called, hasLearned(l10n.t('Choose the run to begin with')));
  if (run === undefined) return undefined;
  const checkpoint = await chooseCheckpoint(
    run,
    l10n.t('Choose the checkpoint of “{0}” to begin with', titleOfRecord(run)),
  );
  if (checkpoint === undefined) return undefined;
  try {
    const initialization = await chooseInitialization(run, checkpoint);
    return await startMetaTraining(services, undefined, initialization);
  } catch (error) {
    if (!(error instanceof NoSuchCheckpointError)) throw error;
    showError(error.message);
    return undefined;
  }
}
