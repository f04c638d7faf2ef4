// Evaluates a run while a progress bar shows it; Ctrl+C ends it early.

import type { CommandContext } from './commandContext.ts';
import { listenForInterruption } from './interruption.ts';
import { loadingLine } from './loadingLine.ts';
import { createProgressBar } from './progressBar.ts';
import { evaluateRun, type RunEvaluation, type RunEvaluationOptions } from './runEvaluation.ts';
import { createSpeedometer } from './speedometer.ts';
import { printable } from './terminal.ts';

/** The figures; undefined when it was interrupted. @throws {CommandError} as `evaluateRun` does */
export async function watchEvaluation(
  directory: string,
  options: RunEvaluationOptions,
  context: CommandContext,
): Promise<RunEvaluation | undefined> {
  const bar = createProgressBar(context.terminal);
  const speedometer = createSpeedometer();
  const interruption = listenForInterruption(() => bar.dispose());
  context.stopWork = interruption.request;
  try {
    return await evaluateRun(directory, options, {
      signal: interruption.signal,
      onProgress: (done, total) =>
        bar.update({ label: 'evaluating', done, total, unit: 'tasks', ...speedometer.note(done, total), note: '' }),
      onLoading: (progress) => bar.update(loadingLine(progress)),
      onWarning: (message) => bar.note(printable(message)),
    });
  } catch (error) {
    if (interruption.signal.aborted && error === interruption.signal.reason) return undefined;
    throw error;
  } finally {
    context.stopWork = undefined;
    bar.dispose();
    interruption.dispose();
  }
}
