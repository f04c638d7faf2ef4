// Evaluates runs while a progress bar shows it; Ctrl+C ends it early and keeps what is measured.

import { startAgainOnCrash } from '../engine/fused/native/startAgain.ts';
import {
  type EvaluationExtent,
  type EvaluationWatch,
  evaluateRun,
  type RunEvaluation,
} from '../evaluation/evaluateRun.ts';
import type { EvaluationSettings } from '../evaluation/evaluationProtocol.ts';
import { type OpeningOptions, openTrainedRun, type TrainedRun } from '../evaluation/openTrainedRun.ts';
import type { LoadOptions } from '../tasks/loadOptions.ts';
import type { CommandContext } from './commandContext.ts';
import { explainedFailure } from './explainedFailure.ts';
import { type ExitCode, exitCodes } from './failures.ts';
import { listenForInterruption } from './interruption.ts';
import { loadingLine } from './loadingLine.ts';
import { createProgressBar } from './progressBar.ts';
import { createSpeedometer } from './speedometer.ts';
import { printableLines, type Terminal } from './terminal.ts';

/** What measuring tells, and hears. */
export interface MeasuringWatch extends Required<Omit<EvaluationWatch, 'signal'>> {
  /** For `openTrainedRun`: here an interruption gives up, since nothing is measured yet. */
  readonly loading: Required<Pick<LoadOptions, 'signal' | 'onProgress'>>;
  /** Removes the bar for a while, so that a result can be printed. */
  makeWay(): void;
}

/** `notStored`: also where it was ended early; the person has been told of what could not be stored, and why. */
export type MeasuringOutcome = 'completed' | 'stopped' | 'notStored';

/** Lets `work` measure under a progress bar. @throws {CommandError} when it cannot be done as asked for */
export async function watchMeasuring(
  context: CommandContext,
  work: (watch: MeasuringWatch) => Promise<void>,
): Promise<MeasuringOutcome> {
  const notStored = new Set<string>();
  const bar = createProgressBar(context.terminal);
  const speedometer = createSpeedometer();
  const interruption = listenForInterruption(() => bar.note('Ending early: tasks that are done are kept.'));
  context.stopWork = interruption.request;
  const { signal } = interruption;
  const endOnCrash = startAgainOnCrash();
  // Who wants to end early does not want to begin anew.
  signal.addEventListener('abort', endOnCrash);
  try {
    await work({
      loading: { signal, onProgress: (progress) => bar.update(loadingLine(progress)) },
      enough: signal,
      onProgress: (done, total) =>
        bar.update({ label: 'evaluating', done, total, unit: 'tasks', ...speedometer.note(done, total), note: '' }),
      onWarning: (warning) => bar.note(printableLines(warning)),
      onNotStored: (message) => {
        notStored.add(message);
        bar.note(printableLines(message));
      },
      makeWay: () => bar.clear(),
    });
    if (notStored.size > 0) {
      bar.dispose();
      sayNotStored([...notStored], context.terminal);
      return 'notStored';
    }
    return signal.aborted ? 'stopped' : 'completed';
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 'stopped';
    throw explainedFailure(error);
  } finally {
    endOnCrash();
    context.stopWork = undefined;
    bar.dispose();
    interruption.dispose();
  }
}

export function exitCodeOfMeasuring(outcome: MeasuringOutcome): ExitCode {
  return outcome === 'notStored' ? exitCodes.failed : exitCodes[outcome];
}

const mostToldAgain = 3;

/** Once more, as the last word: what was measured since may stand between. */
function sayNotStored(reasons: readonly string[], { messages }: Terminal): void {
  const more = reasons.length > mostToldAgain ? ` So it was with ${reasons.length - mostToldAgain} more.` : '';
  messages.write(
    `${messages.paint('red', 'error:')} ${printableLines(reasons.slice(0, mostToldAgain).join(' '))}${more} ` +
      'Nothing else keeps it: save what was printed, or put that right and measure again.\n',
  );
}

export interface WatchedEvaluation {
  readonly settings: EvaluationSettings;
  readonly extent: EvaluationExtent;
  readonly opening: OpeningOptions;
  /** Hears of every evaluation as soon as it is done; the bar makes way for what it prints. */
  readonly onEvaluation: (evaluation: RunEvaluation, run: TrainedRun) => void;
}

/** Evaluates one run. Returns and throws as `watchMeasuring`. */
export function watchEvaluation(
  directory: string,
  { settings, extent, opening, onEvaluation }: WatchedEvaluation,
  context: CommandContext,
): Promise<MeasuringOutcome> {
  return watchMeasuring(context, async (watch) => {
    const run = await openTrainedRun(directory, { ...opening, ...watch.loading });
    run.warnings.forEach(watch.onWarning);
    for await (const evaluation of evaluateRun(run, settings, extent, watch)) {
      watch.makeWay();
      onEvaluation(evaluation, run);
    }
  });
}
