// Which runs an experiment file has, for the code lens above it.

import { EventEmitter, type Uri } from 'vscode';
import { type Disposable, DisposableStore } from '../editor/disposableStore.ts';
import type { RunsByExperiment, RunsOfExperiment } from '../language/languageFeatures.ts';
import { latestFigure } from '../tree/describeRun.ts';
import type { RunIndex } from './runIndex.ts';
import { isMadeFrom, type RunRecord } from './runRecord.ts';

/**
 * The lens changes in steps that can be read; every change of a run would redraw the editor's head several times a
 * second.
 */
const leastMillisecondsBetweenChanges = 1000;

export class RunsOfFiles implements RunsByExperiment, Disposable {
  readonly #index: RunIndex;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<void>());
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(index: RunIndex) {
    this.#index = index;
    this.#store.add(index.onDidChange(() => this.#changeSoon()));
  }

  runsOf(experiment: Uri): RunsOfExperiment | undefined {
    const runs = this.#index.all().filter((run) => isMadeFrom(run, experiment.fsPath));
    const [latest] = runs;
    return latest === undefined ? undefined : { count: runs.length, latest: toLatest(latest) };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #changeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, leastMillisecondsBetweenChanges);
  }
}

function toLatest(run: RunRecord): RunsOfExperiment['latest'] {
  const { directory, state, manifest } = run;
  return {
    directory,
    state,
    iteration: manifest.iteration,
    metaIterations: manifest.metaIterations,
    figure: latestFigure(run),
  };
}
