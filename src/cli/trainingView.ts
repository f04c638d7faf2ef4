// What a training looks like from outside: JSON lines for scripts, a progress bar and a table for people.

import { ofEachQuantity } from '../experiment/quantities.ts';
import type { HeldOutSummary } from '../meta/evaluate.ts';
import { byMerit } from '../runs/figureOfMerit.ts';
import type { RunFailure } from '../runs/runFailure.ts';
import type { RunOutcome, RunProgress } from '../trainer/runEvents.ts';
import { describeEngine, describeEngineReason } from '../words/describeEngine.ts';
import { describeFailure } from '../words/describeFailure.ts';
import { activityWords } from '../words/describeLoading.ts';
import { labelFigure } from '../words/quantityWords.ts';
import { formatNumber } from '../words/terminalFigures.ts';
import { formatMeasurement } from '../words/terminalQuantities.ts';
import { untranslated } from '../words/translate.ts';
import { reportEvaluation } from './evaluation.ts';
import { loadingLine } from './loadingLine.ts';
import { createProgressBar, type ProgressBar } from './progressBar.ts';
import { reportMetrics } from './runFigures.ts';
import { createSpeedometer } from './speedometer.ts';
import type { Symbols } from './symbols.ts';
import { printable, printableLines, type Surface, type Terminal, writeJsonLine } from './terminal.ts';

export interface TerminalTraining {
  /** The run begins; shown once, however often it is said. */
  showStart(directory: string): void;
  showProgress(progress: RunProgress): void;
  /** Removes what is redrawn; afterwards others may write to the terminal. */
  close(): void;
}

const jsonEveryMilliseconds = 200;

/**
 * One JSON object a line, told apart by `event`: `started`, `loading` and `iteration` (five a second at most),
 * `evaluation`, `checkpoint`, `state`, `warning`. Numbers are those of the run's event files, in full precision.
 */
export function createJsonView(output: Surface, now: () => number = () => performance.now()): TerminalTraining {
  let startedRun: string | undefined;
  let loadingAt = Number.NEGATIVE_INFINITY;
  let iterationAt = Number.NEGATIVE_INFINITY;
  const showStart = (directory: string) => {
    if (startedRun !== undefined) return;
    startedRun = directory;
    writeJsonLine(output, { event: 'started', run: directory });
  };
  return {
    showStart,
    showProgress(progress) {
      switch (progress.kind) {
        case 'started':
          return showStart(progress.directory);
        case 'loading': {
          if (now() - loadingAt < jsonEveryMilliseconds && progress.progress.done < progress.progress.total) return;
          loadingAt = now();
          const { activity, done, total } = progress.progress;
          const { doing, unit } = activityWords(activity, untranslated);
          return writeJsonLine(output, { event: 'loading', doing, done, total, unit });
        }
        case 'training': {
          const {
            iteration,
            metaIterations,
            backend,
            engineVariant,
            engineReason,
            workers,
            memoryBytes,
            parameterCount,
          } = progress.manifest;
          return writeJsonLine(output, {
            event: 'training',
            iteration,
            metaIterations,
            backend,
            engineVariant,
            engineReason: engineReason === null ? null : describeEngineReason(engineReason, untranslated),
            workers,
            memoryBytes,
            parameterCount,
          });
        }
        case 'iteration': {
          if (now() - iterationAt < jsonEveryMilliseconds) return;
          iterationAt = now();
          const { kind, ...figures } = progress;
          return writeJsonLine(output, { event: kind, ...figures });
        }
        case 'evaluating':
          return;
        case 'step': {
          if (now() - iterationAt < jsonEveryMilliseconds) return;
          iterationAt = now();
          const { iteration, merit } = progress;
          return writeJsonLine(output, { event: 'step', iteration, merit: merit ?? null });
        }
        case 'evaluation':
          return writeJsonLine(output, reportHeldOut(progress));
        case 'checkpoint':
          return writeJsonLine(output, { event: 'checkpoint', iteration: progress.iteration });
        case 'state':
          return writeJsonLine(output, { event: 'state', state: progress.state });
        case 'warning':
          return writeJsonLine(output, { event: 'warning', message: progress.message });
      }
    },
    close() {},
  };
}

function reportHeldOut({ iteration, summary, trainingClasses }: Extract<RunProgress, { kind: 'evaluation' }>): object {
  return {
    event: 'evaluation',
    iteration,
    tasks: summary.tasks,
    transductive: summary.transductive,
    ...reportEvaluation(summary),
    adaptation: {
      steps: summary.steps,
      ...ofEachQuantity((quantity) => summary[quantity].map(({ mean }) => mean)),
    },
    trainingClasses: trainingClasses === undefined ? null : reportEvaluation(trainingClasses),
  };
}

/** The last line: how it ended, and the figures. */
export function writeJsonEnd(output: Surface, directory: string, { state, manifest }: RunOutcome): void {
  const { iteration, failure } = manifest;
  const end = { event: 'ended', run: directory, state, iteration, metrics: reportMetrics(manifest) };
  writeJsonLine(output, failure === null ? end : { ...end, ...reportedReason(failure) });
}

/** The words, and the code where there is one: runs of earlier versions have none. */
function reportedReason(failure: RunFailure): object {
  return {
    failure: describeFailure(failure, untranslated),
    ...('code' in failure && { failureCode: failure.code }),
  };
}

/** A progress bar on a terminal, plain lines elsewhere; all of it on standard error. */
export function createTerminalView(
  terminal: Terminal,
  bar: ProgressBar = createProgressBar(terminal),
): TerminalTraining {
  const speedometer = createSpeedometer();
  const progress = { label: 'meta-training', done: 0, total: 0, unit: 'it', note: '' };
  let speed: number | undefined;
  let figure = '';
  const draw = (note: string) => {
    progress.note = note;
    const { secondsLeft } = speedometer.note(progress.done, progress.total);
    bar.update({ ...progress, speed, secondsLeft });
  };
  return {
    showStart() {},
    showProgress(event) {
      switch (event.kind) {
        case 'started':
          if (event.resumedAt !== undefined) bar.note(`Resumed at meta-iteration ${Math.max(0, event.resumedAt)}.`);
          return;
        case 'loading':
          return bar.update(loadingLine(event.progress));
        case 'training':
          progress.done = event.manifest.iteration;
          progress.total = event.manifest.metaIterations;
          if (event.manifest.trainedBy.kind === 'reptileLab')
            bar.note(`Engine: ${printable(describeEngine(event.manifest, untranslated) ?? 'unknown')}.`);
          else bar.note('The program is at work. What it prints goes to the log of the run.');
          return draw(figure);
        case 'iteration':
          progress.done = event.iteration;
          speed = event.iterationsPerSecond ?? speed;
          return draw(figure);
        case 'evaluating':
          return draw(figure);
        case 'step':
          progress.done = event.iteration;
          if (event.merit?.of === 'tag') figure = `${printable(event.merit.tag)} ${formatNumber(event.merit.value)}`;
          return draw(figure);
        case 'evaluation':
          figure = `held out ${formatSummary(event.summary, terminal.symbols)}`;
          if (event.trainingClasses !== undefined)
            figure += `, training classes ${formatSummary(event.trainingClasses, terminal.symbols)}`;
          return draw(figure);
        case 'checkpoint':
          return;
        case 'state':
          if (event.state === 'paused') speedometer.rest();
          else speedometer.wake();
          return draw(event.state === 'running' ? figure : event.state);
        case 'warning':
          return bar.note(printableLines(event.message));
      }
    },
    close: () => bar.dispose(),
  };
}

function formatSummary(summary: HeldOutSummary, symbols: Symbols): string {
  const quantity = byMerit.find((candidate) => summary[candidate].length > 0);
  const last = quantity === undefined ? undefined : summary[quantity].at(-1);
  if (quantity === undefined || last === undefined) return '';
  return labelFigure(
    quantity,
    formatMeasurement(quantity, { value: last.mean, ci95: last.ci95 }, symbols),
    untranslated,
  );
}
