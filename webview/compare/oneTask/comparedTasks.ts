// Which runs have the same held-out task: that of which each run keeps samples follows from its seed and from the
// settings of held-out tasks.

import type { RunBeside } from '../../../src/panel/compareMessages.ts';
import { mostSamples } from '../../../src/panel/compareMessages.ts';
import type { RunKey } from '../../../src/panel/panelMessages.ts';
import type { Fact } from '../../../src/runs/experimentFacts.ts';
import { makesHeldOutTasks } from '../../../src/runs/pairs/heldOutSettings.ts';
import { type CompareModel, liveOf } from '../model.ts';

interface SettingOfTask {
  /** As labels call it. */
  readonly title: string;
  /** Null where nothing is set. */
  readonly value: Fact | null;
}

export interface ComparedTask {
  /** Of its first run. */
  readonly id: RunKey;
  readonly runs: readonly RunBeside[];
  /** Whether experiments say it; otherwise a setting without a value may have one. */
  readonly isKnown: boolean;
  /** Those in which the tasks of the runs differ, the seed among them; the same ones, in the same order, of each task. */
  readonly settings: readonly SettingOfTask[];
}

/** That of most runs first; runs of other programs have none that is known. */
export function comparedTasks(model: CompareModel): readonly ComparedTask[] {
  const { runs = [], parameters } = model;
  const differing = parameters.filter(
    ({ differs, place }) => differs && (place === 'seed' || makesHeldOutTasks(place)),
  );
  const tasks = new Map<string, ComparedTask & { runs: RunBeside[] }>();
  for (const [place, run] of runs.entries()) {
    if (liveOf(model, run.runKey)?.run.algorithm.kind === null) continue;
    const settings = differing.map(({ title, values }) => ({ title, value: values[place] ?? null }));
    const isKnown = run.isExperimentKnown;
    const identity = JSON.stringify([isKnown, ...settings.map(({ value }) => value)]);
    const known = tasks.get(identity) ?? { id: run.runKey, runs: [], isKnown, settings };
    known.runs.push(run);
    tasks.set(identity, known);
  }
  return [...tasks.values()].sort((one, other) => other.runs.length - one.runs.length);
}

/** That of the run that was chosen, else that of most runs; undefined where there is none. */
export function chosenTask(tasks: readonly ComparedTask[], { choices }: CompareModel): ComparedTask | undefined {
  const isChosen = ({ runKey }: RunBeside) => runKey === choices.heldOutTask;
  return tasks.find(({ runs }) => runs.some(isChosen)) ?? tasks[0];
}

/** Of the runs that have the task and are drawn the first few, whose samples stand side by side. */
export function runsSideBySide(task: ComparedTask | undefined, { hidden }: CompareModel): readonly RunBeside[] {
  return (task?.runs ?? []).filter(({ runKey }) => !hidden.has(runKey)).slice(0, mostSamples);
}
