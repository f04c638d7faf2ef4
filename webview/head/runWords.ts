// The head of the panel in words: state, progress and key figures.

import { plainText } from '../../src/base/shownText.ts';
import { nameOfAlgorithm } from '../../src/experiment/algorithms.ts';
import type { HeldOutMeasurement, RunSummary } from '../../src/panel/panelMessages.ts';
import { describeFailure } from '../../src/words/describeFailure.ts';
import { describeHeldOut } from '../../src/words/describeHeldOut.ts';
import { describeLoading } from '../../src/words/describeLoading.ts';
import { formatCount, formatProgress, formatPublished, formatReturn, missing } from '../../src/words/formatFigures.ts';
import { shownStateOf, titleOf } from '../../src/words/states.ts';
import { comparableFigures } from '../heldOut/publishedFigures.ts';
import type { LiveRun } from '../model.ts';
import { type QuantityWords, quantityWords } from '../quantityWords.ts';
import { countOf, translate } from '../translate.ts';
import { untrainedWords } from '../untrainedWords.ts';
import type { ShownFigure } from './runFacts.ts';

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
        text:
          run.failure === null
            ? translate('The trainer gave no reason. Its log may hold one.')
            : describeFailure(run.failure, translate),
      };
    case 'lost':
      return {
        tone: 'warning',
        title: translate('The run’s process is gone'),
        text: [
          translate('It was killed, it crashed, or its machine restarted: there was no last word.'),
          describeResumption(run),
        ].join(' '),
      };
    case 'stopped':
      return {
        tone: 'information',
        title: translate('The run was stopped'),
        text: describeResumption(run),
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
    case 'live':
    case 'ended':
    case 'crashed':
    case 'running':
    case 'paused':
    case 'stopping':
    case 'completed':
      return undefined;
  }
}

function describeResumption({ algorithm, checkpointIteration }: RunSummary): string {
  if (algorithm.kind === null)
    return translate('Resume starts the program again, as its experiment file says how it goes on.');
  return checkpointIteration === null
    ? translate('No checkpoint was saved yet: Resume starts again from the beginning.')
    : translate(
        'Resume continues bit for bit from the checkpoint at meta-iteration {0}.',
        formatCount(checkpointIteration),
      );
}

/** What is done of the run, 0 to 1, whatever its counters say. */
export function shareDone({ iteration, metaIterations }: RunSummary): number {
  const share = iteration / metaIterations;
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** `620 of 2,000 meta-iterations`, and its share. */
export function progressWords(run: RunSummary): { readonly count: string; readonly share: string } {
  const unit = run.algorithm.kind === null ? 'steps' : 'metaIterations';
  return {
    count:
      run.metaIterations === 0
        ? countOf(unit, run.iteration)
        : translate('{0} of {1}', formatCount(run.iteration), countOf(unit, run.metaIterations)),
    // Nobody knows how many steps there will be.
    share: run.metaIterations === 0 ? '' : formatProgress(run.iteration, run.metaIterations),
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
  const names = run.algorithm.kind === null ? [] : [nameOfAlgorithm(run.algorithm.kind)];
  const shots = run.shots === null ? [] : [translate('{0}-shot', formatCount(run.shots))];
  if (run.ways === null) return { badges: [...names, ...shots], text };
  const transduction = run.transductive ? translate('transductive') : translate('not transductive');
  return { badges: [...names, [translate('{0}-way', formatCount(run.ways)), ...shots].join(' '), transduction], text };
}

/** Held-out figures that a run is judged by, and what is published beside them. */
export function keyFigures({ run, series }: LiveRun): {
  readonly name: string;
  readonly figures: readonly ShownFigure[];
} {
  if (run.algorithm.kind === null) return namedFigures(run);
  const { latest, best } = run;
  const [quantity] = run.quantities;
  const words = quantity === undefined ? undefined : quantityWords[quantity];
  const untrained = words === undefined ? null : findUntrained(series, words);
  const { title, note } = untrainedWords(run);
  const measured = (label: string, figure: MeasuredFigure | null, note: string): ShownFigure => {
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
      measured(title, untrained, untrained === null ? '' : note),
      ...published.map(
        (figure): ShownFigure => ({
          ...keyFigure(run, translate('Published'), formatPublished(figure), figure.source),
          hint: translate('What others measured with these settings, on tasks of their own draw'),
        }),
      ),
    ],
  };
}

/** In UTF-16 units. */
const longestTag = 80;

/** What another program's run is judged by, called by the name that it has there. */
function namedFigures({ named }: RunSummary): { readonly name: string; readonly figures: readonly ShownFigure[] } {
  if (named === null) return { name: translate('Figure of merit'), figures: [] };
  const hint = translate('As the program logged it, without an interval');
  const figure = (
    label: string,
    point: { readonly iteration: number; readonly value: number } | null,
  ): ShownFigure => ({
    label,
    value: point === null ? missing : formatReturn(point.value),
    unit: '',
    note: point === null ? '' : translate('step {0}', formatCount(point.iteration)),
    hint,
  });
  const { tag, latest, best } = named;
  return {
    name: plainText(tag, longestTag),
    figures: [figure(translate('Latest'), latest), figure(translate('Best'), best)],
  };
}

function keyFigure(run: RunSummary, label: string, value: string, note: string): ShownFigure {
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
  const standing =
    run.algorithm.kind === null
      ? translate('{0} at step {1}.', word, at)
      : translate('{0} at meta-iteration {1} of {2}.', word, at, of);
  return notice === undefined || notice.tone === 'information' ? standing : `${standing} ${notice.text}`;
}
