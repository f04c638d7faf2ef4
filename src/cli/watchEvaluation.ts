// Evaluates a run while a progress bar shows it; Ctrl+C ends it early and keeps what is measured.

import { ModelError } from '../engine/model.ts';
import { ManifestError } from '../runs/manifestFile.ts';
import { TaskError } from '../tasks/taskError.ts';
import { type EvaluationExtent, evaluateRun, type RunEvaluation } from '../trainer/evaluateRun.ts';
import type { EvaluationSettings } from '../trainer/evaluationProtocol.ts';
import { NothingLearnedError, openTrainedRun, type TrainedRun } from '../trainer/openTrainedRun.ts';
import { ExperimentRefused } from '../trainer/prepareRun.ts';
import type { CommandContext } from './commandContext.ts';
import { CommandError } from './failures.ts';
import { listenForInterruption } from './interruption.ts';
import { loadingLine } from './loadingLine.ts';
import { createProgressBar } from './progressBar.ts';
import { createSpeedometer } from './speedometer.ts';
import { printable } from './terminal.ts';

export interface WatchedEvaluation {
  readonly settings: EvaluationSettings;
  readonly extent: EvaluationExtent;
  /** Meta-iteration of the checkpoint; undefined: the newest. */
  readonly checkpoint: number | undefined;
  /** Hears of every evaluation as soon as it is done; the bar makes way for what it prints. */
  readonly onEvaluation: (evaluation: RunEvaluation, run: TrainedRun) => void;
}

/** Returns whether it was ended early. @throws {CommandError} when there is nothing to evaluate, or tasks cannot be as they are asked for */
export async function watchEvaluation(
  directory: string,
  { settings, extent, checkpoint, onEvaluation }: WatchedEvaluation,
  context: CommandContext,
): Promise<'completed' | 'stopped'> {
  const bar = createProgressBar(context.terminal);
  const speedometer = createSpeedometer();
  const interruption = listenForInterruption(() => bar.note('Ending early: tasks that are done are kept.'));
  context.stopWork = interruption.request;
  const { signal } = interruption;
  try {
    const loading = { signal, onProgress: (progress: Parameters<typeof loadingLine>[0]) => bar.update(loadingLine(progress)) };
    const run = await openTrainedRun(directory, { checkpoint, ...loading });
    for (const warning of run.warnings) bar.note(printable(warning));
    const evaluations = evaluateRun(run, settings, extent, {
      enough: signal,
      onProgress: (done, total) =>
        bar.update({ label: 'evaluating', done, total, unit: 'tasks', ...speedometer.note(done, total), note: '' }),
      onWarning: (warning) => bar.note(printable(warning)),
    });
    for await (const evaluation of evaluations) {
      bar.clear();
      onEvaluation(evaluation, run);
    }
    return signal.aborted ? 'stopped' : 'completed';
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'stopped';
    throw asCommandError(error);
  } finally {
    context.stopWork = undefined;
    bar.dispose();
    interruption.dispose();
  }
}

const kindsThatExplainThemselves = [ExperimentRefused, ManifestError, ModelError, NothingLearnedError, TaskError];

function asCommandError(error: unknown): unknown {
  const explains = error instanceof Error && kindsThatExplainThemselves.some((kind) => error instanceof kind);
  return explains ? new CommandError(error.message) : error;
}
