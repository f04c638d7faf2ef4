// The sample of a classification task: its support images by class, and for each query image what the model answers before and after adapting.

import { formatCount, formatPercent, formatQuantity } from '../../src/extension/formatFigures.ts';
import type { AdaptationSample } from '../../src/meta/executor.ts';

export type ImageIllustration = Extract<AdaptationSample['task'], { kind: 'images' }>;

export interface ClassView {
  readonly name: string;
  /** Pixels, base64. */
  readonly images: readonly string[];
}

export interface ProbabilityView {
  readonly way: number;
  readonly name: string;
  readonly isTrue: boolean;
  /** 0 … 1 */
  readonly before: number;
  readonly after: number;
  /** `5, the true class: 12.0 % before, 93.1 % after adapting` */
  readonly summary: string;
}

export interface QueryView {
  readonly pixels: string;
  readonly verdict: 'correct' | 'wrong';
  /** `7`, or `7 (is 5)`. */
  readonly answer: string;
  readonly probabilities: readonly ProbabilityView[];
}

export interface ImageSampleView {
  readonly classes: readonly ClassView[];
  readonly queries: readonly QueryView[];
  readonly summary: string;
}

/** Of many classes only the likeliest and the true one are shown. */
const maxShownClasses = 5;

export function imageSampleView(sample: AdaptationSample, task: ImageIllustration): ImageSampleView {
  const ways = task.classNames.length;
  const before = sample.outputs[0] ?? [];
  const after = sample.outputs.at(-1) ?? [];
  const answers = task.query.map(({ way, pixels }, index) => ({
    way,
    pixels,
    before: before.slice(index * ways, (index + 1) * ways),
    after: after.slice(index * ways, (index + 1) * ways),
  }));
  const correct = (moment: 'before' | 'after'): number =>
    answers.filter((answer) => likeliest(answer[moment]) === answer.way).length;
  const steps = formatQuantity(sample.steps.at(-1) ?? 0, 'inner step');
  return {
    classes: task.classNames.map((name, way) => ({
      name,
      images: task.support.filter((image) => image.way === way).map((image) => image.pixels),
    })),
    queries: takeTurns(answers).map((answer) => viewQuery(answer, task.classNames)),
    summary: `${formatCount(correct('after'))} of ${formatQuantity(answers.length, 'query image')} classified correctly after ${steps}, ${formatCount(correct('before'))} before.`,
  };
}

/** A class name in two parts, so that the part that tells classes apart is read in full: `Tagalog/character07`. */
export function splitClassName(name: string): { readonly family: string; readonly own: string } {
  const slash = name.lastIndexOf('/');
  return { family: name.slice(0, Math.max(0, slash)), own: name.slice(slash + 1) };
}

interface Answer {
  readonly way: number;
  readonly pixels: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The first image of every class, then the second of every class, and so on: whoever looks at the first few sees all classes. */
function takeTurns(answers: readonly Answer[]): readonly Answer[] {
  const seen = new Map<number, number>();
  const turns = answers.map((answer) => {
    const turn = seen.get(answer.way) ?? 0;
    seen.set(answer.way, turn + 1);
    return { answer, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ answer }) => answer);
}

function viewQuery(answer: Answer, classNames: readonly string[]): QueryView {
  const predicted = likeliest(answer.after);
  const nameOf = (way: number): string => splitClassName(classNames[way] ?? '?').own;
  const verdict = predicted === answer.way ? 'correct' : 'wrong';
  return {
    pixels: answer.pixels,
    verdict,
    answer: verdict === 'correct' ? nameOf(predicted) : `${nameOf(predicted)} (is ${nameOf(answer.way)})`,
    probabilities: shownClasses(answer).map((way) => {
      const before = answer.before[way] ?? Number.NaN;
      const after = answer.after[way] ?? Number.NaN;
      const isTrue = way === answer.way;
      const name = classNames[way] ?? '?';
      const summary = `${name}${isTrue ? ', the true class' : ''}: ${formatPercent(before)} before, ${formatPercent(after)} after adapting`;
      return { way, name, isTrue, before, after, summary };
    }),
  };
}

/** In the task's order. */
function shownClasses(answer: Answer): number[] {
  const ways = answer.after.map((_, way) => way);
  if (ways.length <= maxShownClasses) return ways;
  const byProbability = [...ways].sort((a, b) => (answer.after[b] ?? 0) - (answer.after[a] ?? 0));
  const shown = new Set([answer.way, ...byProbability.filter((way) => way !== answer.way).slice(0, maxShownClasses - 1)]);
  return ways.filter((way) => shown.has(way));
}

function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
