// Carries a run out in this process while a view shows it, and says how it ended.

import path from 'node:path';
import { lookAtEntry } from '../base/boundedFile.ts';
import { startAgainOnCrash } from '../engine/fused/native/startAgain.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { LockLostError, RunLockedError } from '../runs/runHold.ts';
import { failedForChangedData } from '../runs/runState.ts';
import { type CarryOutOptions, carryOutRun, RunCompletedError } from '../trainer/carryOutRun.ts';
import type { RunOutcome } from '../trainer/runEvents.ts';
import { describeFailure } from '../words/describeFailure.ts';
import { titleOf } from '../words/states.ts';
import { formatClock } from '../words/terminalFigures.ts';
import { untranslated } from '../words/translate.ts';
import type { CommandContext } from './commandContext.ts';
import { CommandError, exitCodes } from './failures.ts';
import { listenForInterruption } from './interruption.ts';
import { formatFigures } from './runFigures.ts';
import { formatDone, unitOf } from './runProgress.ts';
import { shownPath } from './shownPath.ts';
import { styleOfState } from './stateStyle.ts';
import { adviseOnResuming, suggestCommand, suggestCommandOn } from './suggestCommand.ts';
import { printable, printableLines, type Terminal } from './terminal.ts';
import { createJsonView, createTerminalView, type TerminalTraining, writeJsonEnd } from './trainingView.ts';

const stopNotice =
  'Stopping: a checkpoint is being saved. Another Ctrl+C leaves at once; the run can then be resumed from its last checkpoint.\n';

type TrainSettings = Pick<CarryOutOptions, 'acceptsChangedData' | 'programFiles'>;

/** Begins or resumes the run, and sets the exit code. @throws {CommandError} when it cannot be taken up */
export async function trainRun(
  directory: string,
  { json, ...settings }: TrainSettings & { readonly json: boolean },
  context: CommandContext,
): Promise<RunOutcome> {
  const { terminal } = context;
  const view = json ? createJsonView(terminal.output) : createTerminalView(terminal);
  const options = [...(json ? ['--json'] : []), ...(settings.acceptsChangedData ? ['--accept-changed-data'] : [])];
  // `train` would begin another run.
  const endOnCrash = startAgainOnCrash(['resume', path.resolve(directory), ...options]);
  const { outcome, leaveCode } = await carryOutVisibly(directory, settings, view, context).finally(endOnCrash);
  view.showStart(directory);
  if (json) writeJsonEnd(terminal.output, directory, outcome);
  else await printEnd(directory, outcome, terminal);
  context.exitCode =
    leaveCode ?? exitCodes[failedForChangedData(outcome.state, outcome.manifest) ? 'changedData' : outcome.state];
  return outcome;
}

async function carryOutVisibly(
  directory: string,
  { acceptsChangedData = false, programFiles }: TrainSettings,
  view: TerminalTraining,
  context: CommandContext,
): Promise<{ readonly outcome: RunOutcome; readonly leaveCode: number | undefined }> {
  const { messages } = context.terminal;
  const showStop = () => {
    view.close();
    messages.write(stopNotice);
  };
  const interruption = listenForInterruption(showStop, { hasLastWord: true });
  const crash = new AbortController();
  context.stopWork = interruption.request;
  context.failWork = (error) => crash.abort(error);
  try {
    const outcome = await carryOutRun(directory, {
      stops: interruption.stops,
      crash: crash.signal,
      acceptsChangedData,
      programFiles,
      onProgress: (progress) => view.showProgress(progress),
    });
    return { outcome, leaveCode: outcome.state === 'stopped' ? interruption.leaveCode : undefined };
  } catch (error) {
    if (error instanceof LockLostError && !error.isHeldByAnother) {
      const goOn = `Continue it with: ${suggestCommandOn('resume', directory)}`;
      throw new CommandError(`${error.message}\n${goOn}`, exitCodes.locked);
    }
    if (error instanceof RunLockedError) throw new CommandError(error.message, exitCodes.locked);
    if (error instanceof RunCompletedError || error instanceof ManifestError) {
      throw new CommandError(error.message);
    }
    throw error;
  } finally {
    context.stopWork = undefined;
    context.failWork = undefined;
    interruption.dispose();
    view.close();
  }
}

async function printEnd(directory: string, { state, manifest }: RunOutcome, terminal: Terminal): Promise<void> {
  const { output, messages } = terminal;
  const figures = formatFigures(manifest, terminal, output);
  const at = `${formatDone(manifest)} ${unitOf(manifest)}`;
  const time = `in ${formatClock(manifest.activeSeconds)}`;
  output.write(`${output.paint(styleOfState(state), titleOf(state, untranslated))} after ${at} ${time}.\n`);
  if (figures !== '') output.write(`\n${figures}\n`);
  // Whoever has moved or deleted it finds nothing there.
  const isThere = (await lookAtEntry(runFiles(directory).manifest).catch(() => undefined)) !== undefined;
  if (isThere) output.write(`Run: ${printable(shownPath(directory))}\n`);
  if (state === 'failed') {
    messages.write(
      `${messages.paint('red', 'error:')} ${printableLines(manifest.failure === null ? 'The run failed.' : describeFailure(manifest.failure, untranslated))}\n`,
    );
    if (isThere) messages.write(`Its log has the details: ${printable(shownPath(directory, 'log.txt'))}\n`);
  }
  if (state === 'completed') return;
  const elsewhere = `If it was moved, continue it where it lies now: ${suggestCommand('resume')} FOLDER`;
  messages.write(`${isThere ? await adviseOnResuming(directory, state, manifest) : elsewhere}\n`);
}
