// The sample of a classification task: what of each class the model adapts to, and for each query what it answers
// before and after.

import type { AdaptationSample } from '../../src/meta/executor.ts';
import { formatCount, formatPercent } from '../../src/words/formatFigures.ts';
import { countOf, translate } from '../translate.ts';
import { countQueries, type QueryKind } from './queryWords.ts';

/** A support or query sample as its domain shows it, and the way that it belongs to. */
export interface ClassItem {
  readonly way: number;
}

export interface ClassTask<Item extends ClassItem> {
  readonly classNames: readonly string[];
  readonly support: readonly Item[];
  readonly query: readonly Item[];
}

export interface ClassView<Item> {
  readonly name: string;
  readonly items: readonly Item[];
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

export interface QueryView<Item> {
  readonly item: Item;
  readonly verdict: 'correct' | 'wrong';
  /** `7`, or `7 (is 5)`. */
  readonly answer: string;
  readonly probabilities: readonly ProbabilityView[];
}

export interface ClassSampleView<Item> {
  readonly classes: readonly ClassView<Item>[];
  readonly queries: readonly QueryView<Item>[];
  readonly summary: string;
}

/** Of many classes only the likeliest and the true one are shown. */
const maxShownClasses = 5;

/** @param moment position in `sample.steps` of the answers that are shown beside those before adapting */
export function classSampleView<Item extends ClassItem>(
  { outputs, steps }: Pick<AdaptationSample, 'outputs' | 'steps'>,
  task: ClassTask<Item>,
  asked: QueryKind,
  moment = steps.length - 1,
): ClassSampleView<Item> {
  const ways = task.classNames.length;
  const answersAt = (position: number, query: number): readonly number[] =>
    (outputs[position] ?? []).slice(query * ways, (query + 1) * ways);
  const answers = task.query.map(
    (item, index): Answer<Item> => ({ item, before: answersAt(0, index), after: answersAt(moment, index) }),
  );
  const correct = (when: 'before' | 'after'): number =>
    answers.filter((answer) => likeliest(answer[when]) === answer.item.way).length;
  const taken = countOf('innerSteps', steps[moment] ?? 0);
  return {
    classes: viewClasses(task),
    queries: takeTurns(answers).map((answer) => viewQuery(answer, task.classNames)),
    summary: translate(
      '{0} of {1} classified correctly after {2}, {3} before.',
      formatCount(correct('after')),
      countQueries(asked, answers.length),
      taken,
      formatCount(correct('before')),
    ),
  };
}

function viewClasses<Item extends ClassItem>({ classNames, support }: ClassTask<Item>): ClassView<Item>[] {
  const itemsOf = classNames.map((): Item[] => []);
  for (const item of support) itemsOf[item.way]?.push(item);
  return classNames.map((name, way) => ({ name, items: itemsOf[way] ?? [] }));
}

/** A class name in two parts, so that the part that tells classes apart is read in full: `Tagalog/character07`. */
export function splitClassName(name: string): { readonly family: string; readonly own: string } {
  const slash = name.lastIndexOf('/');
  return { family: name.slice(0, Math.max(0, slash)), own: name.slice(slash + 1) };
}

interface Answer<Item> {
  readonly item: Item;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * The first query of every class, then the second of every class, and so on: whoever looks at the first few sees all
 * classes.
 */
function takeTurns<Item extends ClassItem>(answers: readonly Answer<Item>[]): readonly Answer<Item>[] {
  const seen = new Map<number, number>();
  const turns = answers.map((answer) => {
    const turn = seen.get(answer.item.way) ?? 0;
    seen.set(answer.item.way, turn + 1);
    return { answer, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ answer }) => answer);
}

function viewQuery<Item extends ClassItem>(answer: Answer<Item>, classNames: readonly string[]): QueryView<Item> {
  const { item } = answer;
  const predicted = likeliest(answer.after);
  const nameOf = (way: number): string => splitClassName(classNames[way] ?? '?').own;
  const verdict = predicted === item.way ? 'correct' : 'wrong';
  return {
    item,
    verdict,
    answer: verdict === 'correct' ? nameOf(predicted) : translate('{0} (is {1})', nameOf(predicted), nameOf(item.way)),
    probabilities: shownClasses(answer).map((way) => {
      const before = answer.before[way] ?? Number.NaN;
      const after = answer.after[way] ?? Number.NaN;
      const isTrue = way === item.way;
      const name = classNames[way] ?? '?';
      const [first, then] = [formatPercent(before), formatPercent(after)];
      const summary = isTrue
        ? translate('{0}, the true class: {1} before, {2} after adapting', name, first, then)
        : translate('{0}: {1} before, {2} after adapting', name, first, then);
      return { way, name, isTrue, before, after, summary };
    }),
  };
}

/** In the task's order. */
function shownClasses<Item extends ClassItem>({ item, after }: Answer<Item>): number[] {
  if (after.length <= maxShownClasses) return after.map((_, way) => way);
  const likeliestOthers: number[] = [];
  for (const way of after.keys()) {
    if (way === item.way) continue;
    const place = likeliestOthers.findIndex((other) => (after[way] ?? 0) > (after[other] ?? 0));
    if (place < 0 && likeliestOthers.length >= maxShownClasses - 1) continue;
    likeliestOthers.splice(place < 0 ? likeliestOthers.length : place, 0, way);
    if (likeliestOthers.length >= maxShownClasses) likeliestOthers.pop();
  }
  return [item.way, ...likeliestOthers].sort((a, b) => a - b);
}

/** -1 where there is none, as of probabilities that are no numbers. */
function likeliest(probabilities: readonly number[]): number {
  if (!probabilities.every(Number.isFinite)) return -1;
  let best = -1;
  for (const [way, probability] of probabilities.entries()) {
    if (best < 0 || probability > (probabilities[best] ?? Number.NaN)) best = way;
  }
  return best;
}
