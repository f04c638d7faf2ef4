// An evaluation of a run as JSON output describes it.

import type { RunEvaluation } from '../evaluation/evaluateRun.ts';
import { partHeldOut } from '../experiment/heldOutTasks.ts';
import type { EvaluationReport } from '../meta/evaluationReport.ts';
import { countDiverged } from '../runs/divergedTasks.ts';
import type { StoredSummary } from '../runs/evaluations.ts';
import type { Manifest } from '../runs/manifest.ts';
import { measuredParametersOf } from '../runs/measuredParameters.ts';
import { namesInWords } from '../tasks/split/describeChanges.ts';
import { untranslated } from '../words/translate.ts';
import type { ProtocolResult } from './evaluationRows.ts';

/**
 * One object for each protocol: the figures of the trained initialization, and of the random one where it was measured,
 * too.
 */
export function describeProtocolResult(
  run: string,
  { trained, random, manifest, beginsWith, warnings, apart, published, publishedOtherwise }: ProtocolResult,
): object {
  const first = trained ?? random;
  if (first === undefined) return { run };
  return {
    run,
    ...describeStored(first.evaluation, manifest),
    stored: fileOf(first),
    probabilities: probabilitiesOf(first),
    divergedTasks: countDiverged(first.evaluation),
    beginsWith: beginsWith ?? null,
    warnings,
    apart: apart ?? null,
    published: published.map(({ figure, difference = null }) => ({ ...figure, difference })),
    publishedOtherwise,
    ...(trained === undefined || random === undefined
      ? {}
      : { randomInitialization: { ...describeReport(random.evaluation.report), stored: fileOf(random) } }),
  };
}

export function describeStored(
  {
    createdAt,
    initialization,
    protocol,
    data = null,
    engineVariant,
    workers,
    seconds,
    report,
    baselines,
  }: StoredSummary,
  manifest: Pick<Manifest, 'initializedFrom'>,
): object {
  const { seed, firstTask, side, innerSteps, innerBatch, transductive, shots } = protocol;
  return {
    iteration: initialization.iteration,
    parameters: measuredParametersOf(initialization, manifest),
    parametersSha256: initialization.parametersSha256,
    createdAt,
    tasks: report.tasks,
    askedTasks: protocol.tasks,
    seed,
    firstTask,
    side,
    evaluateOn: partHeldOut(protocol),
    shots,
    innerSteps,
    innerBatch,
    transductive,
    protocolVersion: protocol.version,
    // Names in words, as `show --json` has them.
    data: data?.changes ? { ...data, changes: namesInWords(data.changes, untranslated) } : data,
    engineVariant,
    workers,
    seconds,
    tasksPerSecond: report.tasks / seconds,
    ...describeReport(report),
    baselines:
      baselines?.map(({ name, quantity, after, difference }) => ({
        name,
        quantity,
        mean: after.mean,
        ci95: after.ci95,
        difference,
      })) ?? null,
  };
}

/** Accuracy is a share (0 … 1), and null where there is none; what is not finite becomes null in JSON. */
function describeReport(report: EvaluationReport): object {
  const { figures, steps, worst } = report;
  const [main] = figures;
  const at = (when: 'before' | 'after') => ({
    accuracy: null,
    accuracyCi95: null,
    loss: null,
    lossCi95: null,
    ...Object.fromEntries(
      figures.flatMap((figure) => [
        [figure.quantity, figure[when].mean],
        [`${figure.quantity}Ci95`, figure[when].ci95],
      ]),
    ),
  });
  return {
    ...at('after'),
    before: at('before'),
    adaptation: { steps, ...Object.fromEntries(figures.map(({ quantity, curve }) => [quantity, curve])) },
    spread: main === undefined ? null : { quantity: main.quantity, before: main.before, after: main.after },
    worst,
    ...(report.kind === 'classification' ? { calibration: report.calibration, confusion: report.confusion } : {}),
  };
}

function fileOf({ storage }: RunEvaluation): string | null {
  return storage.kind === 'stored' ? storage.file : null;
}

function probabilitiesOf({ storage }: RunEvaluation): string | null {
  return storage.kind === 'stored' ? (storage.probabilities ?? null) : null;
}
