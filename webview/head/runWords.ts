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
  formatSpeed,
  formatTick,
  missing,
} from '../../src/words/formatFigures.ts';
import { shownStateOf, titleOf } from '../../src/words/states.ts';
import { comparableFigures } from '../heldOut/publishedFigures.ts';
import type { LiveRun } from '../model.ts';
import { type QuantityWords, quantityWords } from '../quantityWords.ts';
import { lastValue } from '../series.ts';
import { countOf, translate } from '../translate.ts';

export interface RequestWords {
  readonly label: string;
  readonly hint: string;
  /** What is said when it was pressed. */
  readonly sent: string;
}

export function wordsOfRequest(request: RunRequest): RequestWords {
  switch (request) {
    case 'start':
      return {
        label: translate('Start…'),
        hint: translate('See what the run executes, and start it if you agree.'),
        sent: translate('Asking'),
      };
    case 'startSmaller':
      return {
        label: translate('Start with a Smaller Rate…'),
        hint: translate('Begin a new run of the same experiment with a smaller learning rate.'),
        sent: translate('Asking'),
      };
    case 'continueSmaller':
      return {
        label: translate('Continue with a Smaller Rate…'),
        hint: translate('Begin a new run with the parameters of an earlier checkpoint and a smaller learning rate.'),
        sent: translate('Asking'),
      };
    case 'pause':
      return {
        label: translate('Pause'),
        hint: translate('Wait after this meta-iteration; the process keeps its state in memory.'),
        sent: translate('Pausing'),
      };
    case 'continue':
      return {
        label: translate('Continue'),
        hint: translate('Go on where the run was paused.'),
        sent: translate('Continuing'),
      };
    case 'stop':
      return {
        label: translate('Stop'),
        hint: translate('Save a checkpoint and end the process. The run can be resumed.'),
        sent: translate('Stopping'),
      };
    case 'resume':
      return {
        label: translate('Resume'),
        hint: translate('Continue bit for bit from the newest checkpoint.'),
        sent: translate('Resuming'),
      };
    case 'checkpoint':
      return {
        label: translate('Save Checkpoint'),
        hint: translate('Save the state now, besides the regular checkpoints.'),
        sent: translate('Saving a checkpoint'),
      };
  }
}

/** What stands above the notices of files that cannot be read. */
export function readingNoticesTitle(): string {
  return translate('Not everything of this run can be read');
}

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
        title: translate('The run failed'),
        text: run.failure ?? translate('The trainer gave no reason. Its log may hold one.'),
      };
    case 'lost':
      return {
        tone: 'warning',
        title: translate('The run’s process is gone'),
        text: [
          translate('It was killed, it crashed, or its machine restarted: there was no last word.'),
          describeResumption(run.checkpointIteration),
        ].join(' '),
      };
    case 'stopped':
      return {
        tone: 'information',
        title: translate('The run was stopped'),
        text: describeResumption(run.checkpointIteration),
      };
    case 'queued':
      return run.needsApproval
        ? {
            tone: 'warning',
            title: translate('The run waits for your approval'),
            text: translate(
              'It was not queued by you on this machine, so it does not start by itself. Start shows what it executes, and asks.',
            ),
          }
        : {
            tone: 'information',
            title: translate('The run is queued'),
            text: translate(
              'It starts by itself when its turn comes. If you did not queue it on this machine, start it in the run browser.',
            ),
          };
    case 'starting':
      return run.loading === null
        ? undefined
        : {
            tone: 'information',
            title: translate('The data are being prepared'),
            text: translate('At work: {0}.', describeLoading(run.loading, translate)),
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
    ? translate('No checkpoint was saved yet: Resume starts again from the beginning.')
    : translate(
        'Resume continues bit for bit from the checkpoint at meta-iteration {0}.',
        formatCount(checkpointIteration),
      );
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
      translate('Speed'),
      formatSpeed(run.metaIterationsPerSecond),
      translate('it/s: meta-iterations (updates of the initialization) per second'),
      speedUnit,
    ),
    fact(
      translate('Elapsed'),
      formatDuration(run.activeSeconds),
      translate('Time spent training, over all sessions, pauses left out'),
    ),
  ];
  if (!isEnded(run.state))
    facts.push(fact(translate('Time left'), formatDuration(run.secondsLeft), translate('At the present speed')));
  const checkpoint = run.checkpointIteration === null ? translate('none yet') : formatCount(run.checkpointIteration);
  facts.push(
    fact(
      translate('Checkpoint'),
      checkpoint,
      translate('Meta-iteration of the newest checkpoint, from which the run can be resumed'),
    ),
    ...algorithmFacts(run, lastValue(series.get(tags.metaStepSize))),
    fact(
      translate('Seed'),
      String(run.seed),
      translate('The same seed and experiment give the same parameters, bit for bit'),
    ),
  );
  if (run.engineVariant !== null) {
    facts.push({
      ...fact(translate('Engine'), run.engineVariant, translate('The code that computes, and why this one')),
      note: run.engineReason === null ? '' : describeEngineReason(run.engineReason, translate),
    });
  }
  if (run.workers !== null) facts.push(workersFact(run, run.workers));
  if (run.memoryBytes !== null) {
    facts.push(
      fact(
        translate('Memory'),
        formatMemory(run.memoryBytes),
        translate('What the workers reserve for parameters, activations and results'),
      ),
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
            translate('Outer optimizer'),
            nameOuterOptimizer(outerOptimizer),
            translate('How the initialization follows what tasks learned'),
          ),
        ]),
    ...(stepSizeKind === null || stepSize === undefined
      ? []
      : [
          fact(
            nameStepSize(stepSizeKind, translate),
            formatTick(Number(stepSize.toPrecision(3))),
            translate('ε of the latest meta-iteration'),
          ),
        ]),
  ];
}

function workersFact({ workerIdleShare }: RunSummary, workers: number): Figure {
  const idle =
    workerIdleShare === null || workers === 1 ? '' : translate('{0} idle', formatProgress(workerIdleShare, 1));
  return {
    label: translate('Workers'),
    value: formatCount(workers),
    unit: idle,
    note: '',
    hint: [
      translate('Threads that share the meta-batch. The result does not depend on their number.'),
      ...(idle === '' ? [] : [translate('Idle: the part of the time that a worker waits for others, on average.')]),
    ].join(' '),
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
    count: translate('{0} of {1}', formatCount(run.iteration), countOf('metaIterations', run.metaIterations)),
    share: formatProgress(run.iteration, run.metaIterations),
  };
}

/** `100 held-out tasks`, or `the held-out tasks` where their number is not known. */
export function heldOutTasksOf({ evaluationTasks }: RunSummary): string {
  return evaluationTasks === null ? translate('the held-out tasks') : countOf('heldOutTasks', evaluationTasks);
}

/**
 * What is done and measured, and how: algorithm and protocol as short badges, and what held-out tasks are drawn from.
 */
export function describeProtocol(run: RunSummary): { readonly badges: readonly string[]; readonly text: string } {
  const text = run.heldOut === null ? '' : translate('held out: {0}', describeHeldOut(run.heldOut, translate));
  const name = nameOfAlgorithm(run.algorithm.kind);
  const shots = run.shots === null ? [] : [translate('{0}-shot', formatCount(run.shots))];
  if (run.ways === null) return { badges: [name, ...shots], text };
  const transduction = run.transductive ? translate('transductive') : translate('not transductive');
  return { badges: [name, [translate('{0}-way', formatCount(run.ways)), ...shots].join(' '), transduction], text };
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
    name: words === undefined ? translate('Held-out tasks') : translate('Held-out {0}', words.name.toLowerCase()),
    figures: [
      measured(
        translate('Latest'),
        latest,
        latest === null ? translate('not evaluated yet') : translate('after adapting'),
      ),
      measured(
        translate('Best'),
        best,
        best === null ? '' : translate('meta-iteration {0}', formatCount(best.iteration)),
      ),
      measured(translate('Untrained'), untrained, untrained === null ? '' : translate('without meta-training')),
      ...published.map(
        (figure): Figure => ({
          ...keyFigure(run, translate('Published'), formatPublished(figure), figure.source),
          hint: translate('What others measured with these settings, on tasks of their own draw'),
        }),
      ),
    ],
  };
}

function keyFigure(run: RunSummary, label: string, value: string, note: string): Figure {
  const tasks = heldOutTasksOf(run);
  const hint = translate('Mean over {0} after adapting to each, ± half its 95\u00a0% interval', tasks);
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
  const word = titleOf(shownStateOf(run), translate);
  const [at, of] = [formatCount(run.iteration), formatCount(run.metaIterations)];
  const notice = stateNotice(run);
  if (run.needsApproval) return `${word}. ${notice?.text ?? ''}`;
  const standing = translate('{0} at meta-iteration {1} of {2}.', word, at, of);
  return notice === undefined || notice.tone === 'information' ? standing : `${standing} ${notice.text}`;
}
