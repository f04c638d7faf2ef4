// From an experiment file to the directory of a run, for whoever asks: the same checks, the same run.

import path from 'node:path';
import { applyOverrides } from '../experiment/applyOverrides.ts';
import { decodeExperimentText } from '../experiment/decodeText.ts';
import { valueOfNode } from '../experiment/documentValue.ts';
import { parseText } from '../experiment/parseText.ts';
import type { Problem } from '../experiment/problem.ts';
import { readExperiment } from '../experiment/readExperiment.ts';
import type { AnyExperiment } from '../experiment/schema.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { createRun } from '../runs/createRun.ts';
import { canBeOverridden } from '../runs/frozenExperiment.ts';
import { type ChosenInitialization, takeInitialization } from '../runs/initialization.ts';
import { lengthOf, longestOverrides, mostOverrides } from '../runs/manifest.ts';
import type { AskedBy, RunGroup, RunLauncher } from '../runs/runOrigin.ts';
import { recordMadeHere } from './madeHere.ts';
import { checksFrom, takeNamedWeights } from './namedWeights.ts';

/** What a run is to be made of. */
export interface ExperimentSubmission {
  /**
   * Absolute path of the experiment file. Relative paths in it start at its folder; what it names on other hosts is not
   * looked for.
   */
  readonly file: string;
  /** The file's bytes, as they are on the disk. */
  readonly source: Uint8Array;
  /** `key.path=value`, in order. */
  readonly overrides: readonly string[];
}

export type PreparedSubmission =
  /** `problems` are no errors. */
  | {
      readonly kind: 'ready';
      readonly submission: ExperimentSubmission;
      readonly experiment: AnyExperiment;
      readonly problems: readonly Problem[];
      /** Whether the file holds a sweep as well, which is no part of this run. */
      readonly hasSweep: boolean;
    }
  /** The bytes are no text. */
  | { readonly kind: 'undecodable'; readonly problem: Problem }
  /** Their positions count with the overrides in place. */
  | { readonly kind: 'faulty'; readonly problems: readonly Problem[] }
  /** The overrides cannot be set. `message` says which and why. */
  | { readonly kind: 'refused'; readonly message: string };

/** Checks the file, with its overrides, by all rules; writes nothing, and executes nothing. */
export function prepareSubmission(submission: ExperimentSubmission): PreparedSubmission {
  const { file, source, overrides } = submission;
  const decoded = decodeExperimentText(source);
  if (decoded.kind === 'refused') return { kind: 'undecodable', problem: decoded.problem };
  const overridden = override(decoded.text, overrides);
  if (overridden.kind === 'refused') return overridden;
  const {
    experiment: ours,
    external,
    sweep,
    problems,
  } = readExperiment(overridden.text, checksFrom(path.dirname(file)));
  const experiment = ours ?? external;
  if (experiment === undefined) return { kind: 'faulty', problems };
  return { kind: 'ready', submission, experiment, problems, hasSweep: sweep !== undefined };
}

/** Bounded by what a run's reader accepts of it, see `frozenExperiment.ts`. */
function override(text: string, overrides: readonly string[]): ReturnType<typeof applyOverrides> {
  if (overrides.length === 0) return { kind: 'applied', text };
  const { root } = parseText(text).document;
  const isTooLong = root !== undefined && !canBeOverridden(valueOfNode(root), overrides);
  if (overrides.length <= mostOverrides && lengthOf(overrides) <= longestOverrides && !isTooLong) {
    return applyOverrides(text, overrides);
  }
  const message = `At most ${mostOverrides} values, of ${longestOverrides} characters together, can be set at a start, and fewer in a long file. Put them into a file of their own.`;
  return { kind: 'refused', message };
}

/** Who makes a run, and where. */
export interface RunMaker {
  readonly runsFolder: string;
  readonly askedBy: AskedBy;
  /** Null: the calling process begins the run itself, see `runOrigin.ts`. */
  readonly launcher: RunLauncher;
  /**
   * Proves whose the run is, so that nobody is asked before it is resumed or evaluated; undefined where none can be
   * kept.
   */
  readonly secret: Uint8Array | undefined;
  /** Of Reptile Lab. */
  readonly version: string;
  readonly group?: RunGroup;
  /** What the run begins with in the place of what its experiment says, and of random parameters. */
  readonly initialization?: ChosenInitialization | undefined;
}

/**
 * Makes the directory of a queued run and gives its absolute path. Throws the system's error when it cannot be written;
 * then nothing is left.
 * @throws {WeightFileRefused} {WeightsMismatchError} of what the experiment says to begin with
 */
export async function makeRun(
  { submission, experiment }: Extract<PreparedSubmission, { kind: 'ready' }>,
  { secret, initialization, ...maker }: RunMaker,
): Promise<string> {
  const { file, source, overrides } = submission;
  const begun = initialization ?? (isExternal(experiment) ? undefined : await takeNamedWeights(experiment, file));
  const furnish = begun && ((folder: string) => takeInitialization(begun, folder));
  const described = { experiment, source, experimentPath: file, overrides };
  const directory = await createRun({ ...maker, ...described, ...(furnish && { furnish }) });
  // A run is as good without it: the editor asks.
  if (secret !== undefined) await recordMadeHere(directory, secret).catch(() => undefined);
  return directory;
}
