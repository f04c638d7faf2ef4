// Paired differences between runs, from the evaluations that are stored with them: read when one is added or can be read
// at last, and only those that are shown.

import { isDeepStrictEqual } from 'node:util';
import { type PairedRuns, type Pairing, toMeasured, toPairedDifference } from '../../panel/compareMessages.ts';
import { agreesWithReport, readEvaluation } from '../../runs/evaluations.ts';
import { EvaluationsReader } from '../../runs/evaluationsReader.ts';
import type { ExperimentFacts } from '../../runs/experimentFacts.ts';
import { type BaselineOfTasks, compareFigures, type FiguresOfTasks } from '../../runs/pairs/compareFigures.ts';
import {
  type EvaluatedRun,
  groupEvaluations,
  type ListedEvaluation,
  type MeasuredOnTasks,
  measuredOn,
  type SameTasks,
} from '../../runs/pairs/groupEvaluations.ts';
import { alone, differencesOfSettings, type WhyUnpaired, whyUnpaired } from '../../runs/pairs/whyUnpaired.ts';
import type { RunIndex } from '../runs/runIndex.ts';
import type { RunRows } from '../runs/runRows.ts';

/** A run of which evaluations are asked for. */
export interface RunToPair {
  readonly directory: string;
  readonly manifest: EvaluatedRun['manifest'];
  /** Undefined where its experiment was not read yet, or cannot be. */
  readonly facts: ExperimentFacts | undefined;
}

/** Of those in `directories` that are known by now. */
export function runsToPair(
  directories: readonly string[],
  { index, rows }: { readonly index: Pick<RunIndex, 'get'>; readonly rows: Pick<RunRows, 'get'> },
): readonly RunToPair[] {
  return directories.flatMap((directory) => {
    const [record, row] = [index.get(directory), rows.get(directory)];
    if (record === undefined || row === undefined) return [];
    const { splitDigest, dataChanges, initializedFrom } = record.manifest;
    const manifest = { splitDigest, dataChanges, initializedFrom };
    return [{ directory, manifest, facts: row.isExperimentKnown ? row.parameters : undefined }];
  });
}

export interface AskedPairing {
  /** Place among the sets of tasks. */
  readonly chosen: number;
  /** The run that the others are set beside; the first where it is not measured. */
  readonly reference: string | undefined;
}

type QuantityOfTasks = PairedRuns['quantity'];

interface StoredFigures {
  readonly quantity: QuantityOfTasks;
  readonly values: readonly number[];
  /** By the same quantity; empty where none were measured. */
  readonly baselines: readonly BaselineOfTasks[];
}

interface FiguresOfGroup {
  /** By directory; a run whose figures tell nothing is not in it. */
  readonly runs: ReadonlyMap<string, StoredFigures>;
  readonly beside: StoredFigures | undefined;
}

/** Of all runs together: more would take long to pair, and tell hardly more. */
const mostValues = 2_000_000;
/** Of each run, as JSON in UTF-16 code units: what tells the tasks of some five hundred evaluations. */
const mostKept = 1 << 20;
/** Sets of tasks that are offered. */
const mostChoices = 20;

export class StoredPairs {
  readonly #readers = new Map<string, EvaluationsReader<MeasuredOnTasks>>();
  readonly #listed = new Map<string, readonly ListedEvaluation[]>();
  /** Directories of runs of which an evaluation could not be read. */
  readonly #damaged = new Set<string>();
  /** Whether a file that could be read before could not be when it was paired. */
  #lacksFigures = false;
  /** Figures of single tasks by file, of what is shown; null for a file that tells nothing. */
  #figures = new Map<string, StoredFigures | null>();
  /** That were paired last. */
  #runs: readonly RunToPair[] = [];

  /** Calls come one after another. */
  async pair(runs: readonly RunToPair[], { chosen, reference }: AskedPairing): Promise<Pairing> {
    this.#runs = runs;
    const evaluated: EvaluatedRun[] = [];
    for (const { directory, manifest } of runs)
      evaluated.push({ directory, manifest, evaluations: await this.#list(directory) });
    this.#forgetOthers(runs);
    const groups = groupEvaluations(evaluated).slice(0, mostChoices);
    const place = Math.min(chosen, Math.max(0, groups.length - 1));
    const group = groups[place];
    const figures = group === undefined ? undefined : await this.#read(group);
    const paired = group && figures && pairFigures(group, figures, reference);
    const rows = new Set(paired?.rows.map(({ runKey }) => runKey));
    return {
      choices: groups.map(({ protocol, tasks, members }) => ({
        shots: protocol.shots,
        transductive: protocol.transductive,
        seed: protocol.seed,
        firstTask: protocol.firstTask,
        tasks,
        runs: members.length,
      })),
      chosen: place,
      paired: paired ?? null,
      unpaired: evaluated
        .filter(({ directory }) => !rows.has(directory))
        .map((run) => ({ runKey: run.directory, why: explain(run, group, evaluated, runs) })),
    };
  }

  /** Whether other runs were paired last, or less or other things were known of these. */
  isOutdatedBy(runs: readonly RunToPair[]): boolean {
    const isSame = ({ directory, manifest, facts }: RunToPair, place: number) => {
      const known = this.#runs[place];
      return known?.directory === directory && known.facts === facts && isDeepStrictEqual(known.manifest, manifest);
    };
    return runs.length !== this.#runs.length || !runs.every(isSame);
  }

  /** Whether there are evaluations that could not be read when they were paired. */
  get hasDamaged(): boolean {
    return this.#damaged.size > 0 || this.#lacksFigures;
  }

  /** Whether one of these may be read by now, so that pairing tells more. Calls come after those of `pair`. */
  async isAnyMended(): Promise<boolean> {
    let isAny = this.#lacksFigures;
    for (const directory of [...this.#damaged]) isAny = (await this.#look(directory)) || isAny;
    return isAny;
  }

  async #list(directory: string): Promise<readonly ListedEvaluation[]> {
    await this.#look(directory);
    return this.#listed.get(directory) ?? [];
  }

  /** Whether its evaluations are others than before. */
  async #look(directory: string): Promise<boolean> {
    const reader = this.#readers.get(directory) ?? new EvaluationsReader(directory, measuredOn, mostKept);
    this.#readers.set(directory, reader);
    try {
      const listings = await reader.readChanged();
      if (listings === undefined) return false;
      const found = listings.flatMap((listing) => (listing.kind === 'evaluation' ? [listing] : []));
      this.#listed.set(directory, found);
      if (found.length < listings.length) this.#damaged.add(directory);
      else this.#damaged.delete(directory);
      return true;
    } catch {
      // The run's own feed says what cannot be read; what was known of it still holds.
      return false;
    }
  }

  #forgetOthers(runs: readonly RunToPair[]): void {
    const directories = new Set(runs.map(({ directory }) => directory));
    for (const known of this.#readers.keys())
      if (!directories.has(known)) {
        this.#readers.delete(known);
        this.#listed.delete(known);
        this.#damaged.delete(known);
      }
  }

  async #read({ members, withBaselines }: SameTasks): Promise<FiguresOfGroup> {
    const kept = new Map<string, StoredFigures | null>();
    this.#lacksFigures = false;
    const most = Math.floor(mostValues / members.length);
    const read = async ({ file }: ListedEvaluation) => {
      const known = kept.has(file) ? kept : this.#figures;
      const figures = known.has(file) ? known.get(file) : await readFigures(file, most);
      if (figures === undefined) this.#lacksFigures = true;
      else kept.set(file, figures);
      return figures ?? undefined;
    };
    const runs = new Map<string, StoredFigures>();
    for (const { directory, listed } of members) {
      const figures = await read(listed);
      if (figures !== undefined) runs.set(directory, figures);
    }
    const beside = withBaselines && (await read(withBaselines));
    this.#figures = kept;
    return { runs, beside };
  }
}

/** Undefined where the file cannot be read. */
async function readFigures(file: string, most: number): Promise<StoredFigures | null | undefined> {
  const whole = await readEvaluation(file);
  if (whole.kind === 'unreadable') return undefined;
  if (!agreesWithReport(whole.evaluation)) return null;
  const { tasks, baselines = [] } = whole.evaluation;
  const [figures] = tasks;
  if (figures === undefined) return null;
  const { quantity } = figures;
  return {
    quantity,
    values: figures.after.slice(0, most),
    baselines: baselines
      .filter((baseline) => baseline.quantity === quantity)
      .map(({ name, values }) => ({ name, values: values.slice(0, most) })),
  };
}

/** Undefined where fewer than two runs have figures of one quantity. */
function pairFigures(
  { members }: SameTasks,
  { runs, beside }: FiguresOfGroup,
  reference: string | undefined,
): PairedRuns | undefined {
  const [first] = runs.values();
  if (first === undefined) return undefined;
  const { quantity } = first;
  const measured = members.flatMap(({ directory, listed }): (FiguresOfTasks & { iteration: number })[] => {
    const own = runs.get(directory);
    if (own === undefined || own.quantity !== quantity || own.values.length === 0) return [];
    return [{ directory, values: own.values, iteration: listed.evaluation.initialization.iteration }];
  });
  if (measured.length < 2) return undefined;
  const place = Math.max(
    0,
    measured.findIndex(({ directory }) => directory === reference),
  );
  const baselines = beside?.quantity === quantity ? beside.baselines : [];
  // The first is there before the figures are; who asks for another one has seen them.
  const chosen = place === 0 ? 'beforehand' : 'byFigures';
  const compared = compareFigures(quantity, measured, { place, chosen }, baselines);
  return {
    quantity,
    tasks: compared.tasks,
    reference: measured[place]?.directory ?? '',
    comparisons: compared.comparisons,
    rows: compared.runs.map(({ directory, after, difference }, index) => ({
      runKey: directory,
      iteration: measured[index]?.iteration ?? 0,
      after: toMeasured(after),
      difference: difference === undefined ? null : toPairedDifference(difference),
    })),
    baselines: compared.baselines.map(({ name, after, difference }) => ({
      name,
      after: toMeasured(after),
      difference: toPairedDifference(difference),
    })),
  };
}

/** Settings of the experiments tell what measuring would not help with, even where nothing was measured. */
function explain(
  run: EvaluatedRun,
  group: SameTasks | undefined,
  all: readonly EvaluatedRun[],
  runs: readonly RunToPair[],
): WhyUnpaired {
  const why = group === undefined ? whyAlone(run, all) : whyUnpaired(run, group);
  if (why.code === 'otherTasks' || why.code === 'otherData') return why;
  const factsOf = (asked: string | undefined) => runs.find(({ directory }) => directory === asked)?.facts;
  const own = factsOf(run.directory);
  const beside = factsOf(group?.members[0]?.directory ?? all[0]?.directory);
  const differences = own === undefined || beside === undefined ? [] : differencesOfSettings(own, beside);
  return differences.length > 0 ? { code: 'otherTasks', differences } : why;
}

/** Where no two runs were measured on the same tasks: beside the first that was measured at all. */
function whyAlone(run: EvaluatedRun, all: readonly EvaluatedRun[]): WhyUnpaired {
  const first = alone(all);
  if (first === undefined) return { code: 'notMeasured' };
  return first.directory === run.directory ? { code: 'alone' } : whyUnpaired(run, first.tasks);
}
