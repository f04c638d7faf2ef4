// Which published figures can be compared with a measurement: those that were measured in the same way, on tasks of the
// same kind.

import { differencesOfTasks } from './heldOutTasks.ts';
import type { Experiment, PublishedFigure } from './schema.ts';

/** How tasks were measured. Undefined: as the experiment says. */
export interface Protocol {
  readonly shots?: number | undefined;
  readonly queries?: number | undefined;
  readonly transductive: boolean;
  readonly innerSteps?: number | undefined;
  readonly innerBatch?: number | undefined;
}

/** That of an evaluation as it is stored. */
export function protocolOfMeasured({
  shots,
  task: { queries },
  ...how
}: Omit<Required<Protocol>, 'shots' | 'queries'> & {
  readonly shots: number | null;
  readonly task: Readonly<Record<string, unknown>>;
}): Protocol {
  const { transductive, innerSteps, innerBatch } = how;
  const count = typeof queries === 'number' ? queries : undefined;
  return { shots: shots ?? undefined, queries: count, transductive, innerSteps, innerBatch };
}

/** What a figure is published for. */
export interface NamedSettings {
  readonly task: Experiment['task'];
  readonly evaluation: Pick<Experiment['evaluation'], 'innerSteps' | 'innerBatch'>;
}

export interface PublishingExperiment extends NamedSettings {
  readonly published: readonly PublishedFigure[];
  /** The settings of those that name the figure, where they are others than the experiment's. */
  readonly namedFor?: ReadonlyMap<PublishedFigure, readonly NamedSettings[]>;
}

/** One that is for other settings than what was measured. */
export type OtherFigure = PublishedFigure & {
  /** What it is for where that is another, as the file has it: `task.ways: 5`. Shots and transduction are the figure's. */
  readonly differs: readonly string[];
};

export interface SortedFigures {
  readonly comparable: readonly PublishedFigure[];
  readonly others: readonly OtherFigure[];
}

/** The experiment's published figures: those that were measured as `protocol` says, and the others. */
export function sortPublished(experiment: PublishingExperiment, protocol: Protocol): SortedFigures {
  const sorted = experiment.published.map((figure) => ({ figure, other: otherwise(figure, experiment, protocol) }));
  return {
    comparable: sorted.flatMap(({ figure, other }) => (other === undefined ? [figure] : [])),
    others: sorted.flatMap(({ other }) => other ?? []),
  };
}

/** Whether a figure that cannot be compared is for as many shots and the same transduction. */
export function isForProtocol({ shots, transductive }: OtherFigure, protocol: Protocol): boolean {
  return (
    (shots ?? protocol.shots) === protocol.shots && (transductive ?? protocol.transductive) === protocol.transductive
  );
}

/** Undefined where the figure is for what was measured, by any of those that name it. */
function otherwise(
  figure: PublishedFigure,
  experiment: PublishingExperiment,
  protocol: Protocol,
): OtherFigure | undefined {
  const named = experiment.namedFor?.get(figure) ?? [experiment];
  const compared = named.map((settings) => {
    const { shots = shotsOf(settings.task), transductive = protocol.transductive } = figure;
    const isSame = shots === (protocol.shots ?? shotsOf(experiment.task)) && transductive === protocol.transductive;
    const differs = differencesFrom(settings, experiment, protocol, figure.transductive === true);
    return { isSame, shots, differs };
  });
  if (compared.some(({ isSame, differs }) => isSame && differs.length === 0)) return undefined;
  const nearest = compared.find(({ isSame }) => isSame) ?? compared[0];
  return {
    ...figure,
    ...(nearest?.shots !== undefined && { shots: nearest.shots }),
    differs: nearest?.differs ?? [],
  };
}

function shotsOf(task: Experiment['task']): number | undefined {
  return 'shots' in task ? task.shots : undefined;
}

/** How much of a value is told, in UTF-16 units: classes may be listed by the hundred. */
const longestValue = 40;

function differencesFrom(
  named: NamedSettings,
  { task, evaluation }: NamedSettings,
  protocol: Protocol,
  countsQueries: boolean,
): readonly string[] {
  const { innerSteps = evaluation.innerSteps, innerBatch = evaluation.innerBatch, queries } = protocol;
  const measured = { ...task, ...(queries !== undefined && { queries }) };
  const found = [
    ...differencesOfTasks({ task: kindOf(named.task, countsQueries) }, { task: kindOf(measured, countsQueries) }),
    { key: 'evaluation.innerSteps', first: named.evaluation.innerSteps, second: innerSteps },
    { key: 'evaluation.innerBatch', first: named.evaluation.innerBatch, second: innerBatch },
  ];
  const differing = found.filter(({ first, second }) => first !== second);
  const own = differing.filter(({ first }) => first !== undefined);
  // What a figure is for says more than what it is not for.
  return (own.length > 0 ? own : differing).map(({ key, first }) => `${key}: ${shorten(JSON.stringify(first) ?? '–')}`);
}

/**
 * The kind of tasks, whatever their shots and the place of public data, and, where no information is shared among them,
 * the number of queries.
 */
function kindOf(task: object, countsQueries: boolean): Record<string, unknown> {
  const settings: Record<string, unknown> = Object.fromEntries(Object.entries(task));
  const { shots: _, queries, dataset, ...rest } = settings;
  return {
    ...rest,
    ...(dataset !== undefined && { dataset: withoutPlace(dataset) }),
    ...(countsQueries && { queries }),
  };
}

const ownSources: ReadonlySet<unknown> = new Set(['folder', 'file', undefined]);

function withoutPlace(dataset: unknown): unknown {
  if (typeof dataset !== 'object' || dataset === null) return dataset;
  const settings = Object.entries(dataset);
  const source = settings.find(([key]) => key === 'source')?.[1];
  return Object.fromEntries(settings.filter(([key]) => key !== 'path' || ownSources.has(source)));
}

function shorten(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
