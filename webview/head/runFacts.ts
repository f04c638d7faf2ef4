// How a run is computed and how fast, as figures with their names.

import { formatBytes } from '../../src/base/formatMemory.ts';
import type { RunSummary } from '../../src/panel/panelMessages.ts';
import { isEnded, isLogState } from '../../src/runs/runState.ts';
import { tags } from '../../src/runs/tags.ts';
import { nameOuterOptimizer, nameStepSize } from '../../src/words/describeAlgorithm.ts';
import { describeEngineReason } from '../../src/words/describeEngine.ts';
import {
  formatCount,
  formatDuration,
  formatDurationRoughly,
  formatProgress,
  formatSpeed,
  formatTick,
} from '../../src/words/formatFigures.ts';
import type { LiveRun } from '../model.ts';
import { lastValue } from '../series.ts';
import { translate } from '../translate.ts';

export interface ShownFigure {
  readonly label: string;
  readonly value: string;
  /** Shown after the value, smaller; may be empty. */
  readonly unit: string;
  /** Shown under the value; may be empty. */
  readonly note: string;
  /** The tooltip. */
  readonly hint: string;
}

/** How the run is computed and how fast. */
export function runFacts({ run, series }: Pick<LiveRun, 'run' | 'series'>): readonly ShownFigure[] {
  const fact = (label: string, value: string, hint: string, unit = ''): ShownFigure => ({
    label,
    value,
    unit,
    note: '',
    hint,
  });
  // Another program's log does not say.
  if (isLogState(run.state)) return [];
  const isOurs = run.algorithm.kind !== null;
  const speedUnit = run.metaIterationsPerSecond === null ? '' : isOurs ? 'it/s' : translate('steps/s');
  const hasSpeed = !isEnded(run.state) || run.metaIterationsPerSecond !== null;
  const facts = [
    ...(hasSpeed
      ? [
          fact(
            translate('Speed'),
            formatSpeed(run.metaIterationsPerSecond),
            isOurs
              ? translate('it/s: meta-iterations (updates of the initialization) per second')
              : translate('Steps of the program per second'),
            speedUnit,
          ),
        ]
      : []),
    fact(
      translate('Elapsed'),
      formatDuration(run.activeSeconds),
      translate('Time spent training, over all sessions, pauses left out'),
    ),
  ];
  if (!isEnded(run.state))
    facts.push(fact(translate('Time left'), formatDurationRoughly(run.secondsLeft), translate('At the present speed')));
  const checkpoint = run.checkpointIteration === null ? translate('none yet') : formatCount(run.checkpointIteration);
  if (isOurs) {
    facts.push(
      fact(
        translate('Checkpoint'),
        checkpoint,
        translate('Meta-iteration of the newest checkpoint, from which the run can be resumed'),
      ),
    );
  }
  facts.push(
    ...algorithmFacts(run, lastValue(series.get(tags.metaStepSize))),
    fact(
      translate('Seed'),
      String(run.seed),
      isOurs
        ? translate('The same seed and experiment give the same parameters, bit for bit')
        : translate('What the program is told to draw its numbers by'),
    ),
  );
  if (run.engineVariant !== null) {
    facts.push({
      ...fact(translate('Engine'), run.engineVariant, translate('The code that computes, and why this one')),
      note: run.engineReason === null ? '' : describeEngineReason(run.engineReason, translate),
    });
  }
  if (run.workers !== null) facts.push(workersFact(run, run.workers));
  if (run.memoryBytes !== null) {
    facts.push(
      fact(
        translate('Memory'),
        formatBytes(run.memoryBytes),
        translate('What the workers reserve for parameters, activations and results'),
      ),
    );
  }
  return facts;
}

function algorithmFacts({ algorithm }: RunSummary, stepSize: number | undefined): ShownFigure[] {
  const { outerOptimizer, stepSize: stepSizeKind } = algorithm;
  const fact = (label: string, value: string, hint: string): ShownFigure => ({
    label,
    value,
    unit: '',
    note: '',
    hint,
  });
  return [
    ...(outerOptimizer === null
      ? []
      : [
          fact(
            translate('Outer optimizer'),
            nameOuterOptimizer(outerOptimizer),
            translate('How the initialization follows what tasks learned'),
          ),
        ]),
    ...(stepSizeKind === null || stepSize === undefined
      ? []
      : [
          fact(
            nameStepSize(stepSizeKind, translate),
            formatTick(Number(stepSize.toPrecision(3))),
            translate('ε of the latest meta-iteration'),
          ),
        ]),
  ];
}

function workersFact({ workerIdleShare }: RunSummary, workers: number): ShownFigure {
  const idle =
    workerIdleShare === null || workers === 1 ? '' : translate('{0} idle', formatProgress(workerIdleShare, 1));
  return {
    label: translate('Workers'),
    value: formatCount(workers),
    unit: idle,
    note: '',
    hint: [
      translate('Threads that share the meta-batch. The result does not depend on their number.'),
      ...(idle === '' ? [] : [translate('Idle: the part of the time that a worker waits for others, on average.')]),
    ].join(' '),
  };
}
