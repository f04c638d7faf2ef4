// Which classes and samples an evaluated task is made of: drawn freely, or by who made the samples.

import { type RandomStream, shuffled } from '../engine/random.ts';
import type { Grouping } from '../experiment/grouping.ts';
import { chooseSamples, drawClasses, drawOne } from './drawing.ts';
import { type ByMaker, byMaker, MakerPairs } from './makerPairs.ts';
import type { ClassTaskSizes, SampleClass } from './sampleClass.ts';
import { TaskError } from './taskError.ts';

/** A class of a task, and the samples of it that the task has. */
export interface ChosenWay<Class> {
  readonly from: Class;
  readonly support: readonly number[];
  readonly query: readonly number[];
}

type WayChooser<Class> = (random: RandomStream) => readonly ChosenWay<Class>[];
type Sizes = Pick<ClassTaskSizes, 'ways' | 'shots' | 'queries'>;

/**
 * Draws the ways of an evaluated task. Every draw is a function of the stream alone.
 * @param groups classes with samples enough, at least `ways` in each group
 * @throws {TaskError} when the data do not tell makers, or no group has enough classes for such tasks
 */
export function createWayChooser<Class extends SampleClass>(
  role: 'training' | 'held-out',
  groups: readonly (readonly Class[])[],
  sizes: Sizes,
  queries: Grouping['queries'],
): WayChooser<Class> {
  const { ways, shots } = sizes;
  if (queries === 'any') {
    return (random) =>
      drawClasses(groups, ways, random).map((from) => {
        const samples = chooseSamples(from.samples, shots + sizes.queries, random);
        return { from, support: samples.slice(0, shots), query: samples.slice(shots) };
      });
  }
  const known = groups.map((group) => group.flatMap(byMaker));
  if (known.every((group) => group.length === 0)) throw new TaskError(withoutMakers(queries));
  switch (queries) {
    case 'sameMaker':
      return chooserFromOneMaker(role, known, sizes);
    case 'otherMaker':
      return chooserFromOtherMakers(role, known, sizes);
    case 'oneOtherMaker':
      return chooserFromTwoMakers(role, known, sizes);
  }
}

/** Each class has a maker of its own, of whom all its samples are. */
function chooserFromOneMaker<Class extends SampleClass>(
  role: string,
  groups: readonly (readonly ByMaker<Class>[])[],
  sizes: Sizes,
): WayChooser<Class> {
  const { ways, shots } = sizes;
  const needed = shots + sizes.queries;
  const suited = groups.map((group) =>
    group.flatMap(({ from, samplesOf }) => {
      const makers = [...samplesOf.values()].filter((samples) => samples.length >= needed);
      return makers.length === 0 ? [] : [{ from, makers }];
    }),
  );
  const taken = largeEnough(suited, role, ways, `${needed} samples by one maker (task.shots + task.queries)`);
  return (random) =>
    drawClasses(taken, ways, random).map(({ from, makers }) => {
      const samples = chooseSamples(drawOne(makers, random), needed, random);
      return { from, support: samples.slice(0, shots), query: samples.slice(shots) };
    });
}

/** Support samples are drawn freely where others than their makers have samples enough left for the queries. */
function chooserFromOtherMakers<Class extends SampleClass>(
  role: string,
  groups: readonly (readonly ByMaker<Class>[])[],
  sizes: Sizes,
): WayChooser<Class> {
  const { ways, shots, queries } = sizes;
  const suited = groups.map((group) =>
    group.filter(({ samplesOf }) => {
      const largestFirst = [...samplesOf.values()].sort((a, b) => b.length - a.length);
      return divideMakers(largestFirst, shots, queries) !== undefined;
    }),
  );
  const taken = largeEnough(suited, role, ways, `${shots} samples by some makers and ${queries} by others`);
  return (random) =>
    drawClasses(taken, ways, random).map(({ from, samplesOf }) => {
      const support = chooseSamples(from.samples, shots, random);
      const rest = [...samplesOf.values()].filter((samples) => !samples.some((sample) => support.includes(sample)));
      if (rest.flat().length >= queries) return { from, support, query: chooseSamples(rest.flat(), queries, random) };
      const makers = [...samplesOf.values()];
      const largestFirst = makers.toSorted((a, b) => b.length - a.length);
      const sides =
        divideMakers(shuffled(makers, random), shots, queries) ?? divideMakers(largestFirst, shots, queries);
      return {
        from,
        support: chooseSamples(sides?.support ?? [], shots, random),
        query: chooseSamples(sides?.query ?? [], queries, random),
      };
    });
}

/**
 * Makers one after another give the support samples, as far as enough are left for the queries; undefined where they do
 * not suffice.
 */
function divideMakers(
  makers: readonly (readonly number[])[],
  shots: number,
  queries: number,
): { readonly support: readonly number[]; readonly query: readonly number[] } | undefined {
  const [support, query]: [number[], number[]] = [[], []];
  const mostSupport = makers.reduce((sum, samples) => sum + samples.length, 0) - queries;
  for (const samples of makers) {
    const isTaken = support.length < shots && support.length + samples.length <= mostSupport;
    const side = isTaken ? support : query;
    for (const sample of samples) side.push(sample);
  }
  return support.length >= shots ? { support, query } : undefined;
}

/** One maker's samples of all classes to adapt on, another's to measure on. */
function chooserFromTwoMakers<Class extends SampleClass>(
  role: string,
  groups: readonly (readonly ByMaker<Class>[])[],
  { ways, shots, queries }: Sizes,
): WayChooser<Class> {
  const taken = groups.map((group) => new MakerPairs(group, ways, shots, queries)).filter((pairs) => pairs.hasAny());
  if (taken.length === 0) {
    throw new TaskError(
      `task.grouping.queries is "oneOtherMaker", but no two makers have both made ${ways} of the same ${role} classes, one ` +
        `${shots} samples of each (task.shots) and the other ${queries} (task.queries). Lower task.ways, task.shots or task.queries.`,
    );
  }
  return (random) => {
    const { classes, supportMaker, queryMaker } = drawOne(taken, random).draw(random);
    return chooseSamples(classes, ways, random).map(({ from, samplesOf }) => ({
      from,
      support: chooseSamples(samplesOf.get(supportMaker) ?? [], shots, random),
      query: chooseSamples(samplesOf.get(queryMaker) ?? [], queries, random),
    }));
  };
}

/** @throws {TaskError} when no group has enough of them */
function largeEnough<Suited>(
  groups: readonly (readonly Suited[])[],
  role: string,
  ways: number,
  what: string,
): readonly (readonly Suited[])[] {
  const taken = groups.filter((group) => group.length >= ways);
  if (taken.length > 0) return taken;
  const most = Math.max(0, ...groups.map((group) => group.length));
  throw new TaskError(
    `task.ways is ${ways}, but only ${most} ${role} classes${groups.length > 1 ? ' of one group' : ''} have ${what}, as task.grouping.queries ` +
      'asks. Lower task.ways, task.shots or task.queries, or set task.grouping.queries to "any".',
  );
}

function withoutMakers(queries: Grouping['queries']): string {
  return (
    `task.grouping.queries is "${queries}", but the data do not tell who made which sample. Omniglot does (its drawers), recordings do ` +
    'with {speaker} in task.dataset.files, and images with a column "maker" in the tables of their split.'
  );
}
