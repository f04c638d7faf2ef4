// A run as the extension last saw it, and what may change about it.

import path from 'node:path';
import type { Manifest } from '../../runs/manifest.ts';
import { areSameMarks, nameWith, type RunMarks } from '../../runs/marks/marks.ts';
import { titleOfRun } from '../../runs/runLabel.ts';
import { isLogState, isPutRightInFile, type RunState, whyNotResumed, wouldFailAgain } from '../../runs/runState.ts';
import { type ShownState, shownStateOf } from '../../words/states.ts';

/** One run as it was last seen; a new object for every change. */
export interface RunRecord {
  /** Absolute; the run's key in this window. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly state: RunState;
  /** What people say of it. */
  readonly marks: RunMarks;
  /** What tells it from other runs of its name; empty where nothing does, or before it is known. */
  readonly label: string;
}

/** A folder with a run.json that cannot be read; `problem` names the file, says why and what to do. */
export interface UnreadableRun {
  readonly directory: string;
  readonly problem: string;
  /** Whether its run.json is damaged, so that "Repair Run" can rebuild it. */
  readonly isRepairable: boolean;
}

export interface RunChange {
  readonly previous: RunRecord;
  readonly current: RunRecord;
}

/** What happened to the runs since it was last told. */
export interface RunChanges {
  readonly added: readonly RunRecord[];
  readonly changed: readonly RunChange[];
  readonly removed: readonly RunRecord[];
}

/** What the run is called where it stands alone: its name, and what tells it from others of that name. */
export function titleOfRecord({ manifest, label, marks }: RunRecord): string {
  return titleOfRun(nameWith(manifest.name, marks), label);
}

/** Whether two looks at a run saw the same. */
export function isSameRun(a: RunRecord, b: RunRecord): boolean {
  if (a.state !== b.state || a.label !== b.label || !areSameMarks(a.marks, b.marks)) return false;
  return a.manifest === b.manifest || JSON.stringify(a.manifest) === JSON.stringify(b.manifest);
}

/** Whether the run was made from this file, where the file was then or where it moved together with its runs. */
export function isMadeFrom({ directory, manifest }: RunRecord, experimentFile: string): boolean {
  const { experimentPath, experimentFromRun } = manifest;
  if (experimentPath === experimentFile) return true;
  // Most are of another name, and a path is dear to resolve.
  if (experimentFromRun === null || path.basename(experimentFromRun) !== path.basename(experimentFile)) return false;
  return path.resolve(directory, experimentFromRun) === experimentFile;
}

/** Whose run it is: of our own trainer, of a program that we started, or a log that is only read. */
export type RunKind = 'run' | 'program' | 'log';

export function kindOf({ state, manifest }: Pick<RunRecord, 'state' | 'manifest'>): RunKind {
  if (isLogState(state)) return 'log';
  return manifest.trainedBy.kind === 'program' ? 'program' : 'run';
}

/**
 * What the menu of its row goes by: `run.stopped`. `.once` behind it: the program that trains it does not go on where it
 * has ended; `.amiss`: its experiment or data
 * made it fail.
 */
export function contextOf(run: Pick<RunRecord, 'state' | 'manifest'>, shown: ShownState): string {
  const kind = kindOf(run);
  const isOnce = kind === 'program' && whyNotResumed(run.manifest) !== undefined;
  const isAmiss = shown === 'failed' && isPutRightInFile(run.manifest.failure);
  return `${kind}.${shown}${isOnce ? '.once' : ''}${isAmiss ? '.amiss' : ''}`;
}

/** What may be asked of the run goes by this: a run that would diverge again is not resumed. */
export function stateToAskIn({ state, manifest }: Pick<RunRecord, 'state' | 'manifest'>): ShownState {
  return shownStateOf({ state, needsApproval: false, failsAgain: wouldFailAgain(state, manifest) });
}
