// Commands that are shown to be copied: they work in the terminal that they are printed in, and do nothing but what
// they say.

import path from 'node:path';
import { pathWord, shellCommand, shellFamilyOf } from '../base/shellCommand.ts';
import { pathOfAssignment } from '../experiment/applyOverrides.ts';
import { assignmentOf, smallerRateOf } from '../experiment/smallerRate.ts';
import { lastBeforeDivergence, proposedSettings } from '../runs/afterDivergence.ts';
import { readFrozenExperiment } from '../runs/frozenExperiment.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { failedForChangedData, type RunState, wouldFailAgain } from '../runs/runState.ts';
import { formatCount } from '../words/formatFigures.ts';
import { shownPath } from './shownPath.ts';

const family = shellFamilyOf(process.platform);

/**
 * How this program was called, then `words`, quoted where a shell needs it; where none can be given safely, what to
 * type.
 */
export function suggestCommand(verb: string, ...words: readonly string[]): string {
  const command = shellCommand([...callOf(process.argv[1] ?? 'reptile-lab', process.env), verb, ...words], family);
  return command ?? `the command "${verb}", typed by hand: its path holds characters that a shell may carry out`;
}

/** `suggestCommand` for a command on a file or folder, relative to the current folder where it lies in it. */
export function suggestCommandOn(verb: string, file: string, ...options: readonly string[]): string {
  return suggestCommand(verb, pathWord(shownPath(file), family), ...options);
}

/** `suggestCommand` for one that looks for its runs in a folder, wherever it is carried out from here. */
export function suggestAmongRuns(runsFolder: string, verb: string, ...words: readonly string[]): string {
  return suggestCommand(verb, ...words, '--runs', pathWord(shownPath(runsFolder), family));
}

/** What starts a waiting run, or lets one go on, by the person's word; in whatever folder it lies. */
export function suggestStart(directory: string): string {
  return suggestCommand('queue', 'start', pathWord(shownPath(directory), family));
}

/** What to do with a run that can be resumed, in a line. */
export async function adviseOnResuming(directory: string, state: RunState, manifest: Manifest): Promise<string> {
  const resume = suggestCommandOn('resume', directory);
  if (failedForChangedData(state, manifest)) {
    return `With the data as they were, continue it with: ${resume}`;
  }
  if (!wouldFailAgain(state, manifest)) return `Continue it with: ${resume}`;
  const experiment = await readFrozenExperiment(directory, manifest).then(
    (frozen) => frozen.experiment,
    () => undefined,
  );
  if (experiment === undefined) {
    return 'Resumed, it would diverge again, bit for bit: change the experiment first, and begin a new run of it.';
  }
  const file = locateExperiment(directory, manifest);
  const train = (assignments: readonly string[], ...options: readonly string[]) =>
    suggestCommandOn('train', file, ...inOptions(replaced(manifest.overrides, assignments)), ...options);
  const rate = smallerRateOf(experiment);
  const same = manifest.initializedFrom === null ? [] : begunWith(directory, 0);
  const again = `Resumed, it would diverge again, bit for bit. Begin a new run with a smaller rate: ${train([assignmentOf(rate, rate.to)], ...same)}`;
  const iteration = lastBeforeDivergence(manifest);
  if (iteration === undefined) return again;
  const goOn = train(proposedSettings(experiment, iteration), ...begunWith(directory, iteration));
  return `${again}\nOr go on from meta-iteration ${formatCount(iteration)}, the last checkpoint before that, or an earlier one, with a smaller rate: ${goOn}`;
}

/**
 * Options of `train` for a run that is to begin with a checkpoint of another one. Checkpoint 0 holds what that began
 * with, and lies there whatever became of the run that learned it.
 */
export function begunWith(directory: string, iteration: number): readonly string[] {
  return ['--initialize-from', pathWord(`${shownPath(directory)}@${iteration}`, family)];
}

/** Those of `earlier` whose key is set anew are left out. */
function replaced(earlier: readonly string[], later: readonly string[]): readonly string[] {
  const keyOf = (assignment: string) => pathOfAssignment(assignment)?.join('.');
  const keys = new Set(later.map(keyOf));
  return [...earlier.filter((assignment) => !keys.has(keyOf(assignment))), ...later];
}

function inOptions(assignments: readonly string[]): readonly string[] {
  return assignments.flatMap((assignment) => ['--set', assignment]);
}

/** A command of another program on a folder; where none can be given safely, what to type. */
export function suggestProgram(program: string, option: string, folder: string): string {
  const command = shellCommand([program, option, pathWord(shownPath(folder), family)], family);
  return (
    command ??
    `${program} ${option}, and the folder typed by hand: its path holds characters that a shell may carry out`
  );
}

/** From the script that node runs: installed under a name of its own, fetched by npx, or called by its path. */
export function callOf(script: string, environment: NodeJS.ProcessEnv): readonly string[] {
  if (path.extname(script) === '.js') return ['node', pathWord(shownPath(script), family)];
  return environment.npm_command === 'exec' ? ['npx', 'reptile-lab'] : ['reptile-lab'];
}
