// Ever smaller versions of an evaluation. Its report, with every mean and interval, is the same in all of them, but for
// rare pairs of classes.

import type { EvaluationReport, TaskFigures } from '../meta/evaluationReport.ts';

/** Names of samples, and for each task the places of its own. */
interface NamedSamples {
  readonly classes: readonly string[];
  readonly names: string[];
  readonly ways: number[][];
  readonly support: number[][];
  readonly query: number[][];
}

interface Evaluation {
  readonly report: EvaluationReport;
  readonly tasks: readonly TaskFigures[];
  readonly samples?: NamedSamples | undefined;
  readonly baselines?: readonly { readonly values: readonly number[] }[] | undefined;
}

/** Each version has so much of the single tasks of the one before. */
const shrinkage = 0.8;

/**
 * The evaluation itself, then with the names of samples of fewer and fewer tasks, the first ones. Then, without names,
 * with the commonest pairs of classes only, then also with fewer and fewer of the single tasks. At last without pairs.
 */
export function* smallerEvaluations<Whole extends Evaluation>(
  complete: Whole,
  mostValues: number,
): Generator<Whole, void, undefined> {
  yield complete;
  const { samples } = complete;
  if (samples !== undefined)
    for (let tasks = namedIn(complete) >> 1; tasks > 0; tasks >>= 1)
      yield { ...complete, samples: firstSamples(samples, tasks) };
  const whole = samples === undefined ? complete : { ...complete, samples: undefined };
  if (samples !== undefined) yield whole;
  // A pair is three numbers in brackets: half of the room, so that the other half is for tasks.
  const report = withCommonPairs(whole.report, Math.floor(mostValues / 8));
  const perTask = 2 * Math.max(1, whole.tasks.length) + (whole.baselines?.length ?? 0);
  let tasks = Math.min(tasksIn(whole), Math.floor(mostValues / perTask));
  for (; tasks > 0; tasks = Math.floor(tasks * shrinkage)) yield { ...whole, report, ...firstTasks(whole, tasks) };
  const tasksLeftOut = firstTasks(whole, 0);
  yield { ...whole, report, ...tasksLeftOut };
  yield { ...whole, report: withCommonPairs(report, 0), ...tasksLeftOut };
}

/** What `part` lacks of `whole`, as sentences; undefined for nothing. */
export function describeOmission(part: Evaluation, whole: Evaluation): string | undefined {
  const count = (value: number) => value.toLocaleString('en-US');
  const omissions: string[] = [];
  if (tasksIn(part) < tasksIn(whole)) {
    omissions.push(
      `figures of single tasks are kept of the first ${count(tasksIn(part))} of ${count(tasksIn(whole))} tasks (a comparison of more measures them again)`,
    );
  }
  if (whole.samples !== undefined && namedIn(part) < tasksIn(whole)) {
    omissions.push(
      `names of samples are kept of the first ${count(namedIn(part))} of ${count(tasksIn(whole))} tasks (measure fewer at a time, by --first-task and --tasks, to have all)`,
    );
  }
  const [kept, all] = [pairsIn(part.report), pairsIn(whole.report)];
  if (kept < all)
    omissions.push(`the table of mistakes has the ${count(kept)} commonest of ${count(all)} pairs of classes`);
  if (omissions.length === 0) return undefined;
  return `The evaluation is too large to be stored whole: ${omissions.join(', and ')}. Means and intervals are those of all tasks.`;
}

function tasksIn({ tasks }: Evaluation): number {
  return tasks[0]?.after.length ?? 0;
}

/** Tasks whose samples have names. */
function namedIn({ samples }: Evaluation): number {
  return samples?.ways.length ?? 0;
}

/** With the names that they have alone. */
function firstSamples({ classes, names, ways, support, query }: NamedSamples, tasks: number) {
  const known = new Map<number, number>();
  const renumbered = (lists: readonly (readonly number[])[]) =>
    lists.slice(0, tasks).map((list) =>
      list.map((old) => {
        const place = known.get(old) ?? known.size;
        known.set(old, place);
        return place;
      }),
    );
  const kept = { support: renumbered(support), query: renumbered(query) };
  return {
    classes: [...classes],
    names: [...known.keys()].map((old) => names[old] ?? ''),
    ways: ways.slice(0, tasks),
    ...kept,
  };
}

function pairsIn(report: EvaluationReport): number {
  return report.kind === 'classification' ? report.confusion.counts.length : 0;
}

function firstTasks(whole: Evaluation, count: number): Pick<Evaluation, 'tasks' | 'baselines'> {
  const tasks = whole.tasks.map(({ quantity, before, after }) => ({
    quantity,
    before: before.slice(0, count),
    after: after.slice(0, count),
  }));
  if (whole.baselines === undefined) return { tasks };
  return {
    tasks,
    baselines: whole.baselines.map((baseline) => ({ ...baseline, values: baseline.values.slice(0, count) })),
  };
}

function withCommonPairs(report: EvaluationReport, most: number): EvaluationReport {
  if (report.kind !== 'classification' || report.confusion.counts.length <= most) return report;
  const { classes, counts } = report.confusion;
  const commonest = counts.toSorted((a, b) => b[2] - a[2]).slice(0, most);
  if (most === 0) return { ...report, confusion: { classes: [], counts: [] } };
  return { ...report, confusion: { classes, counts: commonest.sort((a, b) => a[0] - b[0] || a[1] - b[1]) } };
}
