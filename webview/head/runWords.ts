// The head of the panel in words: state, progress and key figures.

import { formatMemory } from '../../src/base/formatMemory.ts';
import { nameOfAlgorithm } from '../../src/experiment/algorithms.ts';
import type { HeldOutMeasurement, RunRequest, RunSummary } from '../../src/panel/panelMessages.ts';
import { isEnded } from '../../src/runs/runState.ts';
import { tags } from '../../src/runs/tags.ts';
import { nameOuterOptimizer, nameStepSize } from '../../src/words/describeAlgorithm.ts';
import { describeEngineReason } from '../../src/words/describeEngine.ts';
import { describeHeldOut } from '../../src/words/describeHeldOut.ts';
import { describeLoading } from '../../src/words/describeLoading.ts';
import {
  formatCount,
  formatDuration,
  formatProgress,
  formatPublished,
  formatQuantity,
  formatSpeed,
  formatTick,
  missing,
} from '../../src/words/formatFigures.ts';
import { shownStateOf, titleOf } from '../../src/words/states.ts';
import { untranslated } from '../../src/words/translate.ts';
import { comparableFigures } from '../heldOut/publishedFigures.ts';
import type { LiveRun } from '../model.ts';
import { type QuantityWords, quantityWords } from '../quantityWords.ts';
import { lastValue } from '../series.ts';

export const requestWords: Record<
  RunRequest,
  { readonly label: string; readonly hint: string; readonly sent: string }
> = {
  start: { label: 'Start…', hint: 'See what the run executes, and start it if you agree.', sent: 'Asking' },
  startSmaller: {
    label: 'Start with a Smaller Rate…',
    hint: 'Begin a new run of the same experiment with a smaller learning rate.',
    sent: 'Asking',
  },
  continueSmaller: {
    label: 'Continue with a Smaller Rate…',
    hint: 'Begin a new run with the parameters of an earlier checkpoint and a smaller learning rate.',
    sent: 'Asking',
  },
  pause: {
    label: 'Pause',
    hint: 'Wait after this meta-iteration; the process keeps its state in memory.',
    sent: 'Pausing',
  },
  continue: { label: 'Continue', hint: 'Go on where the run was paused.', sent: 'Continuing' },
  stop: { label: 'Stop', hint: 'Save a checkpoint and end the process. The run can be resumed.', sent: 'Stopping' },
  resume: { label: 'Resume', hint: 'Continue bit for bit from the newest checkpoint.', sent: 'Resuming' },
  checkpoint: {
    label: 'Save Checkpoint',
    hint: 'Save the state now, besides the regular checkpoints.',
    sent: 'Saving a checkpoint',
  },
};

/** What stands above the notices of files that cannot be read. */
export const readingNoticesTitle = 'Not everything of this run can be read';

export interface Notice {
  readonly tone: 'error' | 'warning' | 'information';
  readonly title: string;
  readonly text: string;
}

/** What a person must know of this state and do about it; undefined where the word says enough. */
export function stateNotice(run: RunSummary): Notice | undefined {
  switch (run.state) {
    case 'failed':
      return {
        tone: 'error',
        title: 'The run failed',
        text: run.failure ?? 'The trainer gave no reason. Its log may hold one.',
      };
    case 'lost':
      return {
        tone: 'warning',
        title: 'The run’s process is gone',
        text: `It was killed, it crashed, or its machine restarted: there was no last word. ${describeResumption(run.checkpointIteration)}`,
      };
    case 'stopped':
      return { tone: 'information', title: 'The run was stopped', text: describeResumption(run.checkpointIteration) };
    case 'queued':
      return run.needsApproval
        ? {
            tone: 'warning',
            title: 'The run waits for your approval',
            text: 'It was not queued by you on this machine, so it does not start by itself. Start shows what it executes, and asks.',
          }
        : {
            tone: 'information',
            title: 'The run is queued',
            text: 'It starts by itself when its turn comes. If you did not queue it on this machine, start it in the run browser.',
          };
    case 'starting':
      return run.loading === null
        ? undefined
        : {
            tone: 'information',
            title: 'The data are being prepared',
            text: `At work: ${describeLoading(run.loading, untranslated)}.`,
          };
    case 'running':
    case 'paused':
    case 'stopping':
    case 'completed':
      return undefined;
  }
}

function describeResumption(checkpointIteration: number | null): string {
  return checkpointIteration === null
    ? 'No checkpoint was saved yet: Resume starts again from the beginning.'
    : `Resume continues bit for bit from the checkpoint at meta-iteration ${formatCount(checkpointIteration)}.`;
}

export interface Figure {
  readonly label: string;
  readonly value: string;
  /** Shown after the value, smaller; may be empty. */
  readonly unit: string;
  /** Shown under the value; may be empty. */
  readonly note: string;
  /** The tooltip. */
  readonly hint: string;
}

/** How the run is computed and how fast. */
export function runFacts({ run, series }: Pick<LiveRun, 'run' | 'series'>): readonly Figure[] {
  const fact = (label: string, value: string, hint: string, unit = ''): Figure => ({
    label,
    value,
    unit,
    note: '',
    hint,
  });
  const speedUnit = run.metaIterationsPerSecond === null ? '' : 'it/s';
  const facts = [
    fact(
      'Speed',
      formatSpeed(run.metaIterationsPerSecond),
      'it/s: meta-iterations (updates of the initialization) per second',
      speedUnit,
    ),
    fact('Elapsed', formatDuration(run.activeSeconds), 'Time spent training, over all sessions, pauses left out'),
  ];
  if (!isEnded(run.state)) facts.push(fact('Time left', formatDuration(run.secondsLeft), 'At the present speed'));
  const checkpoint = run.checkpointIteration === null ? 'none yet' : formatCount(run.checkpointIteration);
  facts.push(
    fact('Checkpoint', checkpoint, 'Meta-iteration of the newest checkpoint, from which the run can be resumed'),
    ...algorithmFacts(run, lastValue(series.get(tags.metaStepSize))),
    fact('Seed', String(run.seed), 'The same seed and experiment give the same parameters, bit for bit'),
  );
  if (run.engineVariant !== null) {
    facts.push({
      ...fact('Engine', run.engineVariant, 'The code that computes, and why this one'),
      note: run.engineReason === null ? '' : describeEngineReason(run.engineReason, untranslated),
    });
  }
  if (run.workers !== null) facts.push(workersFact(run, run.workers));
  if (run.memoryBytes !== null) {
    facts.push(
      fact('Memory', formatMemory(run.memoryBytes), 'What the workers reserve for parameters, activations and results'),
    );
  }
  return facts;
}

function algorithmFacts({ algorithm }: RunSummary, stepSize: number | undefined): Figure[] {
  const { outerOptimizer, stepSize: stepSizeKind } = algorithm;
  const fact = (label: string, value: string, hint: string): Figure => ({ label, value, unit: '', note: '', hint });
  return [
    ...(outerOptimizer === null
      ? []
      : [
          fact(
            'Outer optimizer',
            nameOuterOptimizer(outerOptimizer),
            'How the initialization follows what tasks learned',
          ),
        ]),
    ...(stepSizeKind === null || stepSize === undefined
      ? []
      : [
          fact(
            nameStepSize(stepSizeKind, untranslated),
            formatTick(Number(stepSize.toPrecision(3))),
            'ε of the latest meta-iteration',
          ),
        ]),
  ];
}

function workersFact({ workerIdleShare }: RunSummary, workers: number): Figure {
  const idle = workerIdleShare === null || workers === 1 ? '' : `${formatProgress(workerIdleShare, 1)} idle`;
  return {
    label: 'Workers',
    value: formatCount(workers),
    unit: idle,
    note: '',
    hint:
      'Threads that share the meta-batch. The result does not depend on their number.' +
      (idle === '' ? '' : ' Idle: the part of the time that a worker waits for others, on average.'),
  };
}

/** What is done of the run, 0 to 1, whatever its counters say. */
export function shareDone({ iteration, metaIterations }: RunSummary): number {
  const share = iteration / metaIterations;
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** `620 of 2,000 meta-iterations`, and its share. */
export function progressWords(run: RunSummary): { readonly count: string; readonly share: string } {
  return {
    count: `${formatCount(run.iteration)} of ${formatQuantity(run.metaIterations, 'meta-iteration')}`,
    share: formatProgress(run.iteration, run.metaIterations),
  };
}

/** `100 held-out tasks`, or `the held-out tasks` where their number is not known. */
export function heldOutTasksOf({ evaluationTasks }: RunSummary): string {
  return evaluationTasks === null ? 'the held-out tasks' : formatQuantity(evaluationTasks, 'held-out task');
}

/**
 * What is done and measured, and how: algorithm and protocol as short badges, and what held-out tasks are drawn from.
 */
export function describeProtocol(run: RunSummary): { readonly badges: readonly string[]; readonly text: string } {
  const text = run.heldOut === null ? '' : `held out: ${describeHeldOut(run.heldOut, untranslated)}`;
  const name = nameOfAlgorithm(run.algorithm.kind);
  const shots = run.shots === null ? [] : [`${formatCount(run.shots)}-shot`];
  if (run.ways === null) return { badges: [name, ...shots], text };
  const transduction = run.transductive ? 'transductive' : 'not transductive';
  return { badges: [name, [`${formatCount(run.ways)}-way`, ...shots].join(' '), transduction], text };
}

/** Held-out figures that a run is judged by, and what is published beside them. */
export function keyFigures({ run, series }: LiveRun): { readonly name: string; readonly figures: readonly Figure[] } {
  const { latest, best } = run;
  const [quantity] = run.quantities;
  const words = quantity === undefined ? undefined : quantityWords[quantity];
  const untrained = words === undefined ? null : findUntrained(series, words);
  const measured = (label: string, figure: MeasuredFigure | null, note: string): Figure => {
    const value = figure === null ? undefined : words?.interval(figure.value ?? Number.NaN, figure.ci95 ?? Number.NaN);
    return keyFigure(run, label, value ?? missing, note);
  };
  const published = quantity === undefined ? [] : comparableFigures(run, quantity).slice(0, 1);
  return {
    name: words === undefined ? 'Held-out tasks' : `Held-out ${words.name.toLowerCase()}`,
    figures: [
      measured('Latest', latest, latest === null ? 'not evaluated yet' : 'after adapting'),
      measured('Best', best, best === null ? '' : `meta-iteration ${formatCount(best.iteration)}`),
      measured('Untrained', untrained, untrained === null ? '' : 'without meta-training'),
      ...published.map(
        (figure): Figure => ({
          ...keyFigure(run, 'Published', formatPublished(figure), figure.source),
          hint: publishedHint,
        }),
      ),
    ],
  };
}

const publishedHint = 'What others measured with these settings, on tasks of their own draw';

function keyFigure(run: RunSummary, label: string, value: string, note: string): Figure {
  const tasks = heldOutTasksOf(run);
  const hint = `Mean over ${tasks} after adapting to each, ± half its 95${'\u00a0'}% interval`;
  return { label, value, unit: '', note, hint };
}

type MeasuredFigure = Pick<HeldOutMeasurement, 'value' | 'ci95'>;

function findUntrained(series: LiveRun['series'], { tag, intervalTag }: QuantityWords): MeasuredFigure | null {
  const at0 = (name: string): number | null | undefined => {
    const points = series.get(name);
    return points?.iterations[0] === 0 ? points.values[0] : undefined;
  };
  const [value, ci95] = [at0(tag), at0(intervalTag)];
  return value === undefined || ci95 === undefined ? null : { value, ci95 };
}

/** What a screen reader says when the state changes. */
export function announceState(run: RunSummary): string {
  const word = titleOf(shownStateOf(run), untranslated);
  const at = `at meta-iteration ${formatCount(run.iteration)} of ${formatCount(run.metaIterations)}`;
  const notice = stateNotice(run);
  if (run.needsApproval) return `${word}. ${notice?.text ?? ''}`;
  return notice === undefined || notice.tone === 'information' ? `${word} ${at}.` : `${word} ${at}. ${notice.text}`;
}
