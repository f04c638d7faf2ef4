// What a resumed run knows of its own past: from the event files of earlier processes, and from what its manifest said.

import type { Quantity } from '../experiment/quantities.ts';
import type { Figure } from '../runs/figureBatch.ts';
import { isBetter } from '../runs/figureOfMerit.ts';
import type { HeldOutFigure, Manifest } from '../runs/manifest.ts';
import { isReadableFigure } from '../runs/manifestFigures.ts';
import { heldOutTags, recordedQuantities, trainingClassesTags } from '../runs/quantities.ts';
import { tags } from '../runs/tags.ts';
import { asRecorded, figureFrom, type ManifestFigures, withFigure } from './runFigures.ts';

export interface RecordedFigures {
  readonly figures: ManifestFigures;
  /** The newest evaluation at or before the checkpoint; undefined when even the untrained one is missing. */
  readonly evaluatedUpTo: number | undefined;
  readonly latestTrainingLoss: number | null;
}

/** What the manifest says of figures, and of the iteration that it says it of. */
export type AcknowledgedFigures = Pick<
  Manifest,
  'latest' | 'best' | 'untrained' | 'trainingClasses' | 'iteration' | 'latestTrainingLoss'
>;

const neededTags: ReadonlySet<string> = new Set([tags.trainingLossLast, ...heldOutTags, ...trainingClassesTags]);

/** Whether `FigureGatherer` has a use for figures of this name. */
export function isNeededToResume(tag: string): boolean {
  return neededTags.has(tag);
}

const nothing: ManifestFigures = { latest: null, best: null, untrained: null, trainingClasses: null };

/**
 * Gathers what event files say of the iterations up to `upTo`, from figures in the order in which they were written.
 */
export class FigureGatherer {
  readonly #upTo: number;
  #figures = nothing;
  /** The evaluation whose figures are coming. */
  #evaluation: { readonly iteration: number; readonly values: Map<string, number> } | undefined;
  #training: { readonly iteration: number; readonly loss: number } | undefined;
  #newest = -1;
  readonly #trained = { last: 0, count: 0 };

  constructor(upTo: number) {
    this.#upTo = upTo;
  }

  add(figures: Iterable<Figure>): void {
    for (const { tag, iteration, value } of figures) {
      if (iteration > this.#upTo) continue;
      this.#newest = Math.max(this.#newest, iteration);
      if (tag === tags.trainingLossLast) {
        if (iteration >= (this.#training?.iteration ?? 0)) this.#training = { iteration, loss: value };
        if (iteration <= this.#trained.last) continue;
        this.#trained.last = iteration;
        this.#trained.count++;
      } else if (neededTags.has(tag)) {
        this.#addHeldOut(tag, iteration, value);
      }
    }
  }

  /** Whether it has taken figures of this iteration or a later one. */
  hasReached(iteration: number): boolean {
    return this.#newest >= iteration;
  }

  clear(): void {
    this.#figures = nothing;
    this.#evaluation = undefined;
    this.#training = undefined;
    this.#newest = -1;
    [this.#trained.last, this.#trained.count] = [0, 0];
  }

  /** Of how many meta-iterations figures of training were taken: each has some, and they are on the disk before a checkpoint is. */
  get trainedIterations(): number {
    return this.#trained.count;
  }

  /**
   * With what the manifest held up to the same iteration: files may have lost since what it had acknowledged. Of two
   * figures of one kind the better, or the newer, counts.
   */
  result(acknowledged: AcknowledgedFigures): RecordedFigures {
    this.#endEvaluation();
    const figures = merged(this.#figures, this.#upToCheckpoint(acknowledged));
    return {
      figures,
      evaluatedUpTo: figures.untrained === null ? undefined : figures.latest?.iteration,
      latestTrainingLoss: this.#trainingLoss(acknowledged),
    };
  }

  /**
   * Iteration of the latest of the figures that the manifest held up to the same iteration and that files lack. Another
   * one that is as good, or as new, counts as if it were there.
   */
  lackedAt(acknowledged: AcknowledgedFigures): number | undefined {
    this.#endEvaluation();
    const [found, told] = [this.#figures, this.#upToCheckpoint(acknowledged)];
    const lacked = [
      lackedIn(found.untrained, told.untrained, isNewer),
      lackedIn(found.latest, told.latest, isNewer),
      lackedIn(found.best, told.best, isBetter),
    ].filter((iteration) => iteration !== undefined);
    return lacked.length === 0 ? undefined : Math.max(...lacked);
  }

  #addHeldOut(tag: string, iteration: number, value: number): void {
    if (this.#evaluation?.iteration !== iteration) {
      this.#endEvaluation();
      this.#evaluation = { iteration, values: new Map() };
    }
    this.#evaluation.values.set(tag, value);
  }

  #endEvaluation(): void {
    if (this.#evaluation === undefined) return;
    const { iteration, values } = this.#evaluation;
    this.#evaluation = undefined;
    // Every evaluation has a loss, or a return in its place.
    if (!values.has(recordedQuantities.loss.tags.mean) && !values.has(recordedQuantities.return.tags.mean)) return;
    const figureOf = (kind: 'tags' | 'trainingTags') =>
      figureFrom(iteration, (quantity: Quantity) => {
        const { mean, ci95 } = recordedQuantities[quantity][kind];
        const value = values.get(mean);
        return value === undefined ? undefined : { value, ci95: values.get(ci95) ?? Number.NaN };
      });
    const heldOut = figureOf('tags');
    // Whatever wrote it did not measure it, and it would make the whole manifest unreadable.
    if (isReadableFigure(heldOut)) this.#figures = withFigure(this.#figures, heldOut);
    if (!trainingClassesTags.some((tag) => values.has(tag))) return;
    const trainingClasses = figureOf('trainingTags');
    if (isReadableFigure(trainingClasses)) this.#figures = { ...this.#figures, trainingClasses };
  }

  #upToCheckpoint({ latest, best, untrained, trainingClasses }: AcknowledgedFigures): ManifestFigures {
    const counting = (figure: HeldOutFigure | null) =>
      figure !== null && figure.iteration <= this.#upTo ? figure : null;
    return {
      latest: counting(latest),
      best: counting(best),
      untrained: counting(untrained),
      trainingClasses: counting(trainingClasses),
    };
  }

  #trainingLoss({ iteration, latestTrainingLoss }: AcknowledgedFigures): number | null {
    const recorded = this.#training;
    const isManifestNewer = iteration <= this.#upTo && iteration > (recorded?.iteration ?? 0);
    if (isManifestNewer && latestTrainingLoss !== null) return latestTrainingLoss;
    return recorded === undefined ? null : asRecorded(recorded.loss);
  }
}

function merged(recorded: ManifestFigures, acknowledged: ManifestFigures): ManifestFigures {
  return {
    untrained: acknowledged.untrained ?? recorded.untrained,
    latest: pick(recorded.latest, acknowledged.latest, isNewer),
    best: pick(recorded.best, acknowledged.best, isBetter),
    trainingClasses: pick(recorded.trainingClasses, acknowledged.trainingClasses, isNewer),
  };
}

/** Of one iteration they are the same figure, if perhaps with other digits. */
function lackedIn(
  found: HeldOutFigure | null,
  told: HeldOutFigure | null,
  wins: (told: HeldOutFigure, found: HeldOutFigure) => boolean,
): number | undefined {
  if (told === null || found?.iteration === told.iteration) return undefined;
  return found === null || wins(told, found) ? told.iteration : undefined;
}

function isNewer(one: HeldOutFigure, other: HeldOutFigure): boolean {
  return one.iteration > other.iteration;
}

/** `recorded` where there is nothing else, or where it wins. */
function pick(
  recorded: HeldOutFigure | null,
  acknowledged: HeldOutFigure | null,
  wins: (recorded: HeldOutFigure, acknowledged: HeldOutFigure) => boolean,
): HeldOutFigure | null {
  if (recorded === null || acknowledged === null) return recorded ?? acknowledged;
  return wins(recorded, acknowledged) ? recorded : acknowledged;
}
