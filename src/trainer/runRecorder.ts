// Records a training in its run directory: figures, samples, checkpoints and how it stands.

import { DivergenceError } from '../meta/divergenceError.ts';
import type { TaskExecutor } from '../meta/executor.ts';
import type { MetaState } from '../meta/metaState.ts';
import type { MetaTrainingEvent } from '../meta/metaTrainer.ts';
import type { ParameterLayout } from '../runs/checkpoints.ts';
import type { EventWriter } from '../runs/eventWriter.ts';
import type { Manifest } from '../runs/manifest.ts';
import type { ManifestWriter } from '../runs/manifestFile.ts';
import type { RunHold } from '../runs/runHold.ts';
import { writeSample } from '../runs/samples.ts';
import { pruneCheckpoints, saveCheckpoint } from '../runs/saveCheckpoint.ts';
import { SampleThinning } from '../runs/thinSamples.ts';
import type { RunClock } from './runClock.ts';
import type { RunProgress } from './runEvents.ts';
import {
  asRecorded,
  evaluationScalars,
  heldOutFigure,
  iterationScalars,
  type ManifestFigures,
  withFigure,
} from './runFigures.ts';
import { endOfSession } from './sessionRecords.ts';

export interface RecorderParts {
  readonly hold: RunHold;
  readonly manifest: ManifestWriter;
  readonly events: EventWriter;
  readonly clock: RunClock;
  readonly executor: TaskExecutor;
  readonly layout: ParameterLayout;
  readonly seed: number;
  readonly keepCheckpoints: number;
  readonly onProgress: (progress: RunProgress) => void;
  /** Told what a person should know, as a sentence or two. */
  readonly onWarning: (message: string) => void;
}

/** Of the manifest nothing else: what an update does not name stays as it is. */
function figuresOf({ latest, best, untrained, trainingClasses }: Manifest): ManifestFigures {
  return { latest, best, untrained, trainingClasses };
}

/** The held-out task that every sample shows. */
const drawnTask = 0;

export class RunRecorder {
  readonly #parts: RecorderParts;
  readonly #samples: SampleThinning;
  #savedIteration: number | undefined;
  #toldOmission: string | undefined;
  #hasToldOfRemains = false;

  /** `savedIteration`: the checkpoint that the training continues from. */
  constructor(parts: RecorderParts, savedIteration: number | undefined) {
    this.#parts = parts;
    this.#samples = new SampleThinning(parts.hold);
    this.#savedIteration = savedIteration;
  }

  /** Everything an event asks for is on its way to the disk when this resolves; a checkpoint is there. */
  async record(event: MetaTrainingEvent): Promise<void> {
    switch (event.kind) {
      case 'iteration':
        return this.#recordIteration(event);
      case 'evaluating':
        return this.#parts.onProgress(event);
      case 'evaluation':
        return this.#recordEvaluation(event);
      case 'checkpointDue':
        return this.save(event.state);
      case 'ended':
        if (event.outcome === 'completed') this.#parts.events.addRecords(endOfSession('success'));
        return this.save(event.state);
    }
  }

  /** The same events; that the training diverged is recorded, which every further process of the run would find, too. */
  async *notingDivergence(
    events: AsyncIterable<MetaTrainingEvent>,
  ): AsyncGenerator<MetaTrainingEvent, void, undefined> {
    try {
      yield* events;
    } catch (error) {
      if (error instanceof DivergenceError) this.#parts.events.addRecords(endOfSession('failure'));
      throw error;
    }
  }

  /** Saves a checkpoint. Figures up to it are on the disk first, so that a resumed run has all of them. */
  save(state: MetaState): Promise<void> {
    return this.#save(state, []);
  }

  /** `always`: iterations whose checkpoints stay beside that of the best figure so far. */
  async #save(state: MetaState, always: readonly number[]): Promise<void> {
    const { hold, events, layout, seed, manifest, onProgress, onWarning } = this.#parts;
    // A process that died between saving it and removing old ones left these.
    if (this.#savedIteration === state.iteration) return this.#prune(state.iteration, always);
    await events.flush({ durable: true });
    for (const told of await saveCheckpoint(hold, { state, id: manifest.manifest.id, seed, layout })) onWarning(told);
    await this.#prune(state.iteration, always);
    this.#savedIteration = state.iteration;
    manifest.update({ checkpointIteration: state.iteration });
    onProgress({ kind: 'checkpoint', iteration: state.iteration });
  }

  async #prune(newest: number, also: readonly number[]): Promise<void> {
    const { hold, manifest, keepCheckpoints, onWarning } = this.#parts;
    const { best } = manifest.manifest;
    // Whoever reads run.json goes by the best checkpoint that it names: that stays for as long as it does.
    if (manifest.written.best?.iteration !== best?.iteration) await manifest.settle();
    const always = [best, manifest.written.best].flatMap((figure) => (figure === null ? [] : [figure.iteration]));
    const [told] = await pruneCheckpoints(hold, { newest, keep: keepCheckpoints, always: [...always, ...also] });
    // Once: whatever is in the way stays so to the end of the run.
    if (told !== undefined && !this.#hasToldOfRemains) onWarning(told);
    this.#hasToldOfRemains ||= told !== undefined;
  }

  #recordIteration(event: Extract<MetaTrainingEvent, { kind: 'iteration' }>): void {
    const { manifest, events, clock, onProgress } = this.#parts;
    const { state, firstLoss, lastLoss, metaStepSize, updateNorm, seconds, idleShare } = event;
    const pace = clock.noteIteration(seconds, idleShare);
    events.add(state.iteration, iterationScalars(event, pace));
    manifest.update({
      iteration: state.iteration,
      latestTrainingLoss: asRecorded(lastLoss),
      metaIterationsPerSecond: pace.iterationsPerSecond,
      workerIdleShare: asRecorded(pace.workerIdleShare),
      activeSeconds: clock.activeSeconds,
    });
    const { iteration } = state;
    onProgress({ kind: 'iteration', iteration, firstLoss, lastLoss, metaStepSize, updateNorm, ...pace });
  }

  /** The sample is written first, and the checkpoint of a best figure: whoever sees the figures finds them. */
  async #recordEvaluation({
    state,
    summary,
    trainingClasses,
  }: Extract<MetaTrainingEvent, { kind: 'evaluation' }>): Promise<void> {
    const { hold, manifest, events, clock, executor, onProgress, onWarning } = this.#parts;
    const { iteration, parameters, optimizerState } = state;
    const sample = await executor.sampleAdaptation(parameters, optimizerState, drawnTask);
    const omission = await writeSample(hold, { iteration, sample });
    // The same holds for most samples of a run.
    if (omission !== undefined && omission !== this.#toldOmission) onWarning(omission);
    this.#toldOmission = omission;
    events.add(iteration, evaluationScalars(summary, trainingClasses));
    const figures = withFigure(figuresOf(manifest.manifest), heldOutFigure(iteration, summary));
    // That of the untrained initialization is there from the beginning.
    if (figures.best?.iteration === iteration && iteration > 0) await this.#save(state, [iteration]);
    manifest.update({
      ...figures,
      ...(trainingClasses && { trainingClasses: heldOutFigure(iteration, trainingClasses) }),
      activeSeconds: clock.activeSeconds,
    });
    onProgress({ kind: 'evaluation', iteration, summary, trainingClasses });
    await this.#samples.noteWritten([0, figures.best?.iteration ?? 0]);
  }
}
