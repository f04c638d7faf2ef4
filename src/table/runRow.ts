// A row of the runs table: one run, with a value for each column that it has one in.

import type { ExperimentFacts, Fact } from '../runs/experimentFacts.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { MeasuredEvaluation } from '../runs/measuredEvaluation.ts';
import { isLogState } from '../runs/runState.ts';
import type { Translate } from '../words/translate.ts';
import type { CellValue } from './cells.ts';
import type { Column } from './columns.ts';
import { evaluatedCells, heldOutCells, heldOutColumn } from './evaluationColumns.ts';
import { namedFigureCells } from './namedFigureColumns.ts';
import { ReadMap } from './readMap.ts';
import { CellsOfRun, type MeasuredCell } from './runCells.ts';
import type { ReadableRun } from './runColumns.ts';

export interface RunRow {
  /** Absolute path of the run: what the row is known by. */
  readonly directory: string;
  /** Of the run's group, as of a sweep; two groups may have one name. */
  readonly groupId: string | undefined;
  /** What the run's task and its algorithm are, for words that are looked for everywhere. */
  readonly kinds: readonly string[];
  /** By the columns' ids, all but parameters. */
  readonly cells: ReadonlyMap<string, CellValue>;
  /** Parameters of the experiment by their dotted keys; where it cannot be read, what the manifest repeats of them. */
  readonly parameters: ExperimentFacts;
  readonly isExperimentKnown: boolean;
  /** The columns of its stored evaluations, and of figures that its program names. */
  readonly measured: readonly Column[];
}

/** What is known of a run. */
export interface RunSource extends ReadableRun {
  /** Undefined where its experiment cannot be read. */
  readonly facts: ExperimentFacts | undefined;
  /** Those that may stand beside others of other runs. */
  readonly evaluations: readonly MeasuredEvaluation[];
}

/** What is told in words is told by `translate`. */
export function rowOf(source: RunSource, translate: Translate): RunRow {
  const { directory, manifest } = source;
  const measured = measuredCells(source);
  return {
    directory,
    cells: new CellsOfRun(source, measured, translate),
    measured: measured === noneMeasured ? noColumns : measured.map(({ column }) => column),
    groupId: manifest.group?.id,
    kinds: kindsOf(manifest),
    isExperimentKnown: source.facts !== undefined,
    parameters: source.facts ?? new FactsOfManifest(source),
  };
}

function kindsOf({ taskKind, algorithmKind }: Manifest): readonly string[] {
  return taskKind !== null && algorithmKind !== null
    ? [taskKind, algorithmKind]
    : [taskKind, algorithmKind].filter((kind) => kind !== null);
}

/** What thousands of rows have in common is one list in memory. */
const noneMeasured: readonly MeasuredCell[] = [];
const noColumns: readonly Column[] = [];

function measuredCells({ manifest, evaluations, facts }: RunSource): readonly MeasuredCell[] {
  if (manifest.trainedBy.kind !== 'program' && evaluations.length === 0) return noneMeasured;
  const tasks = facts?.get('evaluation.tasks');
  const training = typeof tasks === 'number' ? { seed: manifest.seed, tasks } : undefined;
  return [
    ...namedFigureCells(manifest),
    ...evaluatedCells(evaluations, training, manifest),
    ...heldOutCells(evaluations),
  ];
}

/** What the manifest repeats of an experiment that cannot be read, or was not yet. */
class FactsOfManifest extends ReadMap<Fact> {
  readonly #run: ReadableRun;

  constructor(run: ReadableRun) {
    super();
    this.#run = run;
  }

  get(place: string): Fact | undefined {
    const { manifest, state } = this.#run;
    if (isLogState(state)) return undefined;
    switch (place) {
      case 'seed':
        return manifest.seed ?? undefined;
      case 'task.kind':
        return manifest.taskKind ?? undefined;
      case 'algorithm.kind':
        return manifest.algorithmKind ?? undefined;
      case 'algorithm.metaIterations':
        return manifest.trainedBy.kind === 'program' ? undefined : manifest.metaIterations;
      default:
        return undefined;
    }
  }

  forEach(visit: (fact: Fact, place: string, map: ReadonlyMap<string, Fact>) => void): void {
    for (const place of placesInManifest) {
      const fact = this.get(place);
      if (fact !== undefined) visit(fact, place, this);
    }
  }
}

const placesInManifest = ['seed', 'task.kind', 'algorithm.kind', 'algorithm.metaIterations'] as const;

/** What stands in the row's cell; undefined where it has no value. */
export function cellOf(
  { cells, parameters }: RunRow,
  { id, section, of }: Pick<Column, 'id' | 'section' | 'of'>,
): CellValue | undefined {
  if (of !== undefined) return cells.get(heldOutColumn.id) === of.heldOut ? cells.get(of.id) : undefined;
  return section === 'parameter' ? parameters.get(id) : cells.get(id);
}
