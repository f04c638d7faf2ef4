// Why a run failed, in words: what happened, why, and what to do.

import { describeSystemFault } from '../base/explainSystemError.ts';
import { describeRefusal } from '../base/refusedFile.ts';
import { describeDivergence } from '../meta/divergenceError.ts';
import type { FailureReason, ProcessEnd, Shortage } from '../runs/runFailure.ts';
import { describeChangedData } from '../tasks/split/describeChanges.ts';
import type { Translate } from './translate.ts';

export function describeFailure(failure: FailureReason, translate: Translate): string {
  // As earlier versions said it.
  if ('message' in failure) return failure.message;
  switch (failure.code) {
    case 'diverged':
      return describeDivergence(failure.iteration, translate);
    case 'changedData':
      return describeChangedData(failure.of, failure.changes, translate);
    case 'checkpoint':
    case 'data':
    case 'engine':
    case 'experiment':
    case 'initialization':
    case 'model':
      return failure.text;
    case 'refusedFile':
      return translate('{0} Then resume the run.', describeRefusal(failure, translate));
    case 'unlistedFolder':
      return translate('{0} Then resume the run.', describeSystemFault(failure.fault, failure.folder, translate));
    case 'directoryGone':
      return translate(
        'The run directory {0} was deleted or moved while the run was at work, so the run has ended.',
        failure.directory,
      );
    case 'trainerEnded':
      return describeEarlyEnd(failure.end, translate);
    case 'trainerNeverCame':
      return translate('Its trainer did not come to life. Its log may say why; resume it to try again.');
    case 'trainerNotStarted':
      return translate('Its trainer could not be started with {0}: {1}.', failure.program, failure.text);
    case 'programEnded':
      return describeProgramEnd(failure.end, failure.text, translate);
    case 'programChanged':
      return translate(
        'A file that the trainer’s command executes was changed while the run was about to start, so it was not executed. Look at it, then start the run again.',
      );
    case 'programMissing':
      return translate(
        'There is no program {0}, or it may not be executed. Install it, or correct the trainer’s command in the experiment file.',
        failure.program,
      );
    case 'programNotStarted':
      return translate('The program {0} could not be started: {1}.', failure.program, failure.text);
    case 'programSilent':
      return translate(
        'The program said nothing for {0} s and wrote no figure, so it was taken to hang and ended. Its log may say why; “hangAfterSeconds” of the trainer says how long it may be silent.',
        failure.seconds,
      );
    case 'outOfMemory':
      return translate(
        'There is not enough memory for this experiment: {0}. Use a smaller model or batch.',
        failure.text,
      );
    case 'unexpected':
      return translate(
        'Reptile Lab met an error that it did not expect: {0} Resume the run to try again; its log has the details.',
        failure.text,
      );
    default:
      return `${adviseOn(failure.code, translate)} (${failure.text})`;
  }
}

function describeEarlyEnd(end: ProcessEnd, translate: Translate): string {
  if ('signal' in end)
    return translate('Its trainer ended by signal {0} before it began. Its log may say why.', end.signal);
  return end.exitCode === null
    ? translate('Its trainer ended before it began. Its log may say why.')
    : translate('Its trainer ended with exit code {0} before it began. Its log may say why.', end.exitCode);
}

function describeProgramEnd(end: ProcessEnd, lastWords: string, translate: Translate): string {
  const ended =
    'signal' in end
      ? translate('The program was ended by signal {0}.', end.signal)
      : end.exitCode === null
        ? translate('The program ended, and nobody knows how.')
        : translate('The program ended with exit code {0}.', end.exitCode);
  return lastWords === '' ? ended : translate('{0} It said last: {1}', ended, lastWords);
}

function adviseOn(shortage: Exclude<Shortage, 'outOfMemory'>, translate: Translate): string {
  switch (shortage) {
    case 'diskFull':
      return translate(
        'The disk is full. Free some space, then resume the run: it continues from its newest checkpoint.',
      );
    case 'quotaUsedUp':
      return translate(
        'Your disk quota is used up. Free some space, then resume the run: it continues from its newest checkpoint.',
      );
    case 'fileTooLarge':
      return translate(
        'The file system, or a limit of the shell (ulimit -f), allows no file that large. Move the run to another disk or raise the limit, then resume it.',
      );
    case 'readOnlyDisk':
      return translate(
        'The run directory is on a read-only file system. Move it to one that can be written, then resume the run.',
      );
    case 'notPermitted':
      return translate('The run directory may not be written. Give yourself write permission, then resume the run.');
    case 'fileInPlaceOfFolder':
      return translate(
        'A part of the run directory is a file where a folder should be. Put it right, then resume the run.',
      );
    case 'fileMissing':
      return translate('A file of the run is missing. Put it back, then resume the run.');
    case 'tooManyFiles':
      return translate(
        'Too many files are open on this machine. Close some programs or raise the limit, then resume the run.',
      );
    case 'workerOutOfMemory':
      return translate('A worker thread ran out of memory. Use a smaller model or batch, or fewer workers.');
  }
}
