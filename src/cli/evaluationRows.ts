// What is printed and told of one protocol: the evaluations of a run's initializations on the same tasks, and what
// others published.

import type { RunEvaluation } from '../evaluation/evaluateRun.ts';
import type { TrainedRun } from '../evaluation/openTrainedRun.ts';
import {
  isForProtocol,
  type OtherFigure,
  type PublishingExperiment,
  protocolOfMeasured,
  sortPublished,
} from '../experiment/comparableFigures.ts';
import { partHeldOut } from '../experiment/heldOutTasks.ts';
import { publishedFiguresOf } from '../experiment/publishedFigures.ts';
import type { PublishedFigure } from '../experiment/schema.ts';
import type { FigureReport } from '../meta/evaluationReport.ts';
import { fewestForInterval } from '../meta/interval.ts';
import { isTrainedAsSaid, type ReasonApart, reasonApart } from '../runs/comparableEvaluation.ts';
import type { EvaluationProtocol, StoredEvaluation } from '../runs/evaluations.ts';
import type { Manifest } from '../runs/manifest.ts';
import { nameBeginning, nameExtensions } from '../runs/runLabel.ts';

/** Evaluations of one protocol. At least one of the two is there. */
export interface ProtocolResult {
  readonly trained: RunEvaluation | undefined;
  readonly random: RunEvaluation | undefined;
  readonly manifest: Pick<Manifest, 'initializedFrom'>;
  /** What the run begins with in the place of random parameters. */
  readonly beginsWith: string | undefined;
  /** Where the run was extended, with the step sizes of a shorter one until then; undefined where it was not. */
  readonly extensions: string | undefined;
  /** In words, what a person should know of its figures: classes that were trained on before, for instance. */
  readonly warnings: readonly string[];
  /** Why its figures stand for themselves; undefined where they can be set beside others. */
  readonly apart: ReasonApart | undefined;
  /** Published figures that were measured in the same way; none where the evaluation stands for itself, or begins with another run's. */
  readonly published: readonly ComparedFigure[];
  /** For as many shots and the same transduction, but for tasks or an adaptation of another kind. */
  readonly publishedOtherwise: readonly OtherFigure[];
}

interface ComparedFigure {
  readonly figure: PublishedFigure;
  /** Measured minus published; undefined where that quantity was not measured, or on too few tasks to say anything. */
  readonly difference: number | undefined;
}

/** Groups evaluations by protocol, in their order. */
export function groupByProtocol(
  evaluations: readonly RunEvaluation[],
  { experiment, written, manifest, warnings }: Pick<TrainedRun, 'experiment' | 'written' | 'manifest' | 'warnings'>,
): ProtocolResult[] {
  const reported = { ...experiment, ...publishedFiguresOf(experiment, written) };
  const keyOf = ({ evaluation: { protocol } }: RunEvaluation) => `${protocol.shots} ${protocol.transductive}`;
  const keys = [...new Set(evaluations.map(keyOf))];
  return keys.map((key) => {
    const ofProtocol = evaluations.filter((evaluation) => keyOf(evaluation) === key);
    const trained = ofProtocol.find(({ initialization }) => initialization === 'trained');
    const random = ofProtocol.find(({ initialization }) => initialization === 'random');
    const measured = (trained ?? random)?.evaluation;
    const apart = measured === undefined ? undefined : reasonApart(measured, manifest);
    const beginsWith = nameBeginning(manifest);
    const isComparable = trained !== undefined && apart === undefined && isTrainedAsSaid(manifest);
    return {
      trained,
      random,
      manifest,
      beginsWith,
      extensions: nameExtensions(manifest),
      warnings,
      apart,
      ...(isComparable ? comparePublished(trained.evaluation, reported) : { published: [], publishedOtherwise: [] }),
    };
  });
}

function comparePublished(
  { protocol, report }: StoredEvaluation,
  experiment: PublishingExperiment,
): Pick<ProtocolResult, 'published' | 'publishedOtherwise'> {
  const measuredAs = protocolOfMeasured(protocol);
  const { comparable, others } = sortPublished(experiment, measuredAs);
  return {
    published: comparable.map((figure) => {
      const measured = figureOf(report.figures, figure.figure);
      const isKnown = measured !== undefined && report.tasks >= fewestForInterval;
      return { figure, difference: isKnown ? measured.after.mean - figure.value : undefined };
    }),
    publishedOtherwise: others.filter((figure) => isForProtocol(figure, measuredAs)),
  };
}

export function figureOf(
  figures: readonly FigureReport[],
  quantity: FigureReport['quantity'],
): FigureReport | undefined {
  return figures.find((figure) => figure.quantity === quantity);
}

/** `5 shots, not transductive`, of training classes `5 shots, not transductive, training classes`. */
export function nameProtocol(protocol: EvaluationProtocol): string {
  const { shots, transductive } = protocol;
  const classes = nameClasses(protocol);
  const how = `${transductive ? 'transductive' : 'not transductive'}${classes === undefined ? '' : `, ${classes}`}`;
  return shots === null ? how : `${shots} ${shots === 1 ? 'shot' : 'shots'}, ${how}`;
}

/** Of other classes than those that one reports. */
function nameClasses(protocol: EvaluationProtocol): string | undefined {
  if (protocol.side === 'training') return 'training classes';
  return partHeldOut(protocol) === 'validation' ? 'validation classes' : undefined;
}
