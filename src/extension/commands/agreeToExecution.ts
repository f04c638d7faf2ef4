// Asks before a stranger's run executes something of its own: a click alone, on a button or in a message, names
// nothing.

import { l10n } from 'vscode';
import { userSecretIfKept } from '../../base/userSecret.ts';
import { agreementOn } from '../../launchers/frozenPart.ts';
import { isMadeHere, recordMadeHere } from '../../launchers/madeHere.ts';
import { executionOf, needsAgreement } from '../../runs/executionOf.ts';
import { readAnyFrozenExperiment } from '../../runs/frozenExperiment.ts';
import { agreeTo } from '../doors/messages.ts';
import type { RunRecord } from '../runs/runRecord.ts';
import { dataLines, programLines } from './executionLines.ts';

type Run = Pick<RunRecord, 'directory' | 'manifest'>;

/** What is about to be done with the run. */
export type Undertaking = 'start' | 'resume' | 'repeat' | 'evaluate';

/**
 * What was agreed to where the run may be executed, see `agreementOn`, and undefined where it may not: one may that
 * executes nothing of its own and reads nothing on other computers, that this user made or agreed to on this machine, or that the person agrees to.
 * @throws {ExperimentRefused} where it cannot be told what the run executes
 * @throws {LaunchError} where it is another by the time that the person has answered
 */
export async function mayExecute(run: Run, undertaking: Exclude<Undertaking, 'start'>): Promise<string | undefined> {
  const { directory, manifest } = run;
  const agreement = await agreementOn(directory, manifest);
  const { experiment } = await readAnyFrozenExperiment(directory, manifest);
  if (!needsAgreement(executionOf(directory, manifest, experiment))) return agreement;
  // Where no secret can be kept nobody knows whose the run is.
  const secret = await userSecretIfKept();
  if (secret !== undefined && (await isMadeHere(directory, manifest, secret))) return agreement;
  const agreed = await agreeToExecution(run, undertaking);
  // A run that is to be resumed is marked when it is queued.
  if (agreed !== undefined && secret !== undefined && undertaking === 'evaluate')
    await recordMadeHere(directory, secret, agreed);
  return agreed;
}

/** Names what the run executes and reads, and asks. Gives and throws as `mayExecute` does. */
export async function agreeToExecution(
  { directory, manifest }: Run,
  undertaking: Undertaking,
): Promise<string | undefined> {
  const agreement = await agreementOn(directory, manifest);
  const { experiment } = await readAnyFrozenExperiment(directory, manifest);
  const execution = executionOf(directory, manifest, experiment);
  // The question's door makes one line of each, whatever a folder is called, and leaves none out.
  const lines = [...programLines(execution), l10n.t('Folder of the run: {0}', directory), ...dataLines(execution)];
  const { button, question } = wordsFor(undertaking, experiment.name);
  const agreed = await agreeTo(button, question, lines);
  return agreed ? agreement : undefined;
}

function wordsFor(undertaking: Undertaking, name: string): { readonly button: string; readonly question: string } {
  switch (undertaking) {
    case 'start':
      return {
        button: l10n.t('Start'),
        question: l10n.t('Start the run “{0}”, which was not queued by you on this machine?', name),
      };
    case 'resume':
      return {
        button: l10n.t('Resume'),
        question: l10n.t('Resume the run “{0}”, which was not made by you on this machine?', name),
      };
    case 'repeat':
      return {
        button: l10n.t('Start'),
        question: l10n.t(
          'Start the experiment of the run “{0}” again, which was not made by you on this machine?',
          name,
        ),
      };
    case 'evaluate':
      return {
        button: l10n.t('Evaluate'),
        question: l10n.t('Evaluate the run “{0}”, which was not made by you on this machine?', name),
      };
  }
}
