// A run's experiment as it was frozen when the run was made: the one that is shown, trained, resumed and evaluated.

import { setImmediate as giveTurn } from 'node:timers/promises';
import { readBounded, readBoundedText } from '../base/boundedFile.ts';
import { quote } from '../base/quote.ts';
import { RefusedFileError } from '../base/refusedFile.ts';
import { hasCode, messageOf } from '../base/systemErrors.ts';
import { applyOverrides, pathOfAssignment } from '../experiment/applyOverrides.ts';
import { checkExternalShape, checkShape, namesTrainer } from '../experiment/checkShape.ts';
import { decodeExperimentText } from '../experiment/decodeText.ts';
import { findDuplicateKeys, valueOfNode } from '../experiment/documentValue.ts';
import { dottedPath, type KeyPath } from '../experiment/keyPath.ts';
import { parseText } from '../experiment/parseText.ts';
import type { AnyExperiment, Experiment } from '../experiment/schema.ts';
import { shapeProblems } from '../experiment/shapeProblems.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import { type Manifest, mostOverrides, shownInManifest } from './manifest.ts';
import { runFiles } from './runDirectory.ts';

/** The longest experiment file that is read anywhere. */
export const experimentLimitBytes = 1024 * 1024;

/** Characters of the source times overrides: what takes some seconds. */
const mostOverriding = 4_000_000;

/** Whether so many values can be overridden in what the source says, comments and indentation apart. */
export function canBeOverridden(source: unknown, overrides: readonly string[]): boolean {
  return JSON.stringify(source).length * overrides.length <= mostOverriding;
}

/** So many disagreements are named. */
const mostDifferences = 3;

/**
 * The run's experiment cannot be shown or carried out. `message` names the place and says what to do; `cause` is the
 * system's error where that is all that is wrong.
 */
export class ExperimentRefused extends Error {
  override readonly name = 'ExperimentRefused';
}

export interface FrozenExperiment<Of extends AnyExperiment = Experiment> {
  /** With every default written out, as of the version that made the run. */
  readonly experiment: Of;
  /** The text of `experiment.json`. */
  readonly text: string;
}

/**
 * Of a run that our own trainer carries out, as `readAnyFrozenExperiment` does. @throws {ExperimentRefused} also where
 * another program does, which has no tasks and no model of ours
 */
export async function readFrozenExperiment(directory: string, manifest: Manifest): Promise<FrozenExperiment> {
  const { experiment, text } = await readAnyFrozenExperiment(directory, manifest);
  if (!isExternal(experiment)) return { experiment, text };
  throw new ExperimentRefused(
    `“${manifest.name}” is trained by a program of its own: it has no tasks, no model and no checkpoints that Reptile Lab knows.`,
  );
}

/**
 * Reads `experiment.json`, and makes sure that the copy of the source with the manifest's overrides, and what the
 * manifest says of the experiment, tell the same: no file of a run may show one thing while another is carried out.
 * @throws {ExperimentRefused} naming the file that is missing or damaged, or the keys that disagree
 */
export async function readAnyFrozenExperiment(
  directory: string,
  manifest: Manifest,
): Promise<FrozenExperiment<AnyExperiment>> {
  const files = runFiles(directory);
  const text = await readPart(files.experiment, (file) => readBoundedText(file, experimentLimitBytes));
  const experiment = parseFrozen(files.experiment, text);
  const { overrides } = manifest;
  const source = await readSource(files.source);
  // Before they are applied, which takes long for a source that says much that no experiment says.
  const paths = overrides.flatMap((assignment) => {
    const overridden = pathOfAssignment(assignment);
    return overridden === undefined ? [] : [overridden];
  });
  const beside = differences(source, experiment, []).filter(({ key }) => !isOverridden(key, paths));
  if (beside.length > 0) throw disagreement(directory, 'source.reptile.json', beside);
  const fromSource = differences(await override(files.source, source, overrides), experiment, []);
  if (fromSource.length > 0)
    throw disagreement(directory, 'source.reptile.json with what run.json overrides', fromSource);
  const fromManifest = differences(repeatedBy(manifest), repeatedOf(experiment), []);
  if (fromManifest.length > 0) throw disagreement(directory, 'run.json', fromManifest);
  return { experiment, text };
}

/**
 * What the file of a run of ours said before values were set at its start; undefined where none were, where it was no
 * experiment without them, or where the published figures that it names were set, too.
 * @throws {ExperimentRefused} where the copy of the file cannot be read
 */
export async function readAsWritten(
  directory: string,
  { overrides }: Pick<Manifest, 'overrides'>,
): Promise<Experiment | undefined> {
  if (overrides.length === 0 || overrides.some((assignment) => pathOfAssignment(assignment)?.[0] === 'published'))
    return undefined;
  const checked = checkShape(await readSource(runFiles(directory).source));
  return checked.success ? checked.data : undefined;
}

/**
 * What the run's experiment is where its manifest is lost: `experiment.json`, and the assignments by which it differs
 * from the copy of the source.
 * @throws {ExperimentRefused} as `readFrozenExperiment` does, also where no assignments tell the difference
 */
export async function readExperimentAlone(
  directory: string,
): Promise<{ readonly experiment: AnyExperiment; readonly overrides: readonly string[] }> {
  const files = runFiles(directory);
  const experiment = parseFrozen(
    files.experiment,
    await readPart(files.experiment, (file) => readBoundedText(file, experimentLimitBytes)),
  );
  const found = differences(await readSource(files.source), experiment, []);
  if (found.length > mostOverrides || found.some(({ frozen }) => frozen === undefined))
    throw disagreement(directory, 'source.reptile.json', found);
  return { experiment, overrides: found.map(({ key, frozen }) => `${dottedPath(key)}=${JSON.stringify(frozen)}`) };
}

function parseFrozen(file: string, text: string): AnyExperiment {
  const { document, problems } = parseText(text);
  const [syntaxProblem] = problems;
  if (syntaxProblem !== undefined) throw damaged(file, syntaxProblem.message);
  const value = document.root === undefined ? undefined : valueOfNode(document.root);
  const checked = namesTrainer(value) ? checkExternalShape(value) : checkShape(value);
  if (checked.success) return checked.data;
  throw damaged(file, shapeProblems(document, checked.error.issues)[0]?.message ?? 'It is no experiment.');
}

/** What the source says in so many words; defaults may have changed since. */
async function readSource(file: string): Promise<unknown> {
  const decoded = decodeExperimentText(await readPart(file, (source) => readBounded(source, experimentLimitBytes)));
  if (decoded.kind === 'refused') throw damaged(file, decoded.problem.message);
  return readStatedText(file, decoded.text);
}

async function override(file: string, source: unknown, overrides: readonly string[]): Promise<unknown> {
  if (overrides.length === 0) return source;
  // Each override costs a reading of the text, so it is one without comments and indentation, and others have a turn
  // after each.
  let text = JSON.stringify(source);
  if (!canBeOverridden(source, overrides)) {
    throw new ExperimentRefused(
      `${file} is too long for the ${overrides.length} values that run.json overrides. Start a new run.`,
    );
  }
  for (const assignment of overrides) {
    const overridden = applyOverrides(text, [assignment]);
    if (overridden.kind === 'refused') throw new ExperimentRefused(`${file}: ${overridden.message}`);
    text = overridden.text;
    await giveTurn();
  }
  return readStatedText(file, text);
}

/** Whether one of the assignments, whose paths these are, sets this key, something in it, or what it lies in. */
function isOverridden(key: KeyPath, paths: readonly KeyPath[]): boolean {
  return paths.some((path) => path.every((step, index) => index >= key.length || step === key[index]));
}

function readStatedText(file: string, text: string): unknown {
  const { document, problems } = parseText(text);
  const [problem] = [...problems, ...findDuplicateKeys(document)];
  if (problem !== undefined || document.root === undefined) throw damaged(file, problem?.message ?? 'It is empty.');
  return withoutSweep(valueOfNode(document.root));
}

/** Which other runs were made of the same file says nothing about this one. */
function withoutSweep(file: unknown): unknown {
  if (!isObject(file)) return file;
  return Object.fromEntries(Object.entries(file).filter(([key]) => key !== 'sweep'));
}

async function readPart<T>(file: string, read: (file: string) => Promise<T>): Promise<T> {
  try {
    return await read(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) {
      throw new ExperimentRefused(
        `${file} is missing, and with it a part of what the run is. Put it back, or start a new run.`,
      );
    }
    if (error instanceof RefusedFileError) throw new ExperimentRefused(error.message);
    throw new ExperimentRefused(`${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** What `run.json` says of the experiment. */
function repeatedBy({ name, seed, metaIterations, taskKind, algorithmKind, trainedBy }: Manifest): object {
  return { name, seed, metaIterations, task: taskKind, algorithm: algorithmKind, trainedBy: trainedBy.kind };
}

/** The same of the experiment. */
function repeatedOf(experiment: AnyExperiment): object {
  const { taskKind, algorithmKind, metaIterations } = shownInManifest(experiment);
  const { name, seed } = experiment;
  const trainedBy = isExternal(experiment) ? 'program' : 'reptileLab';
  return { name, seed, metaIterations, task: taskKind, algorithm: algorithmKind, trainedBy };
}

interface Difference {
  readonly key: KeyPath;
  readonly stated: unknown;
  readonly frozen: unknown;
}

/** Where `frozen` does not hold what `stated` says; what `stated` leaves out may be anything. */
function differences(stated: unknown, frozen: unknown, key: KeyPath): Difference[] {
  if (Array.isArray(stated) && Array.isArray(frozen) && stated.length === frozen.length) {
    return stated.flatMap((value: unknown, index) => differences(value, frozen[index], [...key, index]));
  }
  if (isObject(stated) && isObject(frozen)) {
    return Object.entries(stated).flatMap(([name, value]: [string, unknown]) =>
      differences(value, Object.hasOwn(frozen, name) ? Reflect.get(frozen, name) : undefined, [...key, name]),
    );
  }
  return Object.is(stated, frozen) || stated === frozen ? [] : [{ key, stated, frozen }];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function disagreement(directory: string, origin: string, found: readonly Difference[]): ExperimentRefused {
  const named = found
    .slice(0, mostDifferences)
    .map(
      ({ key, stated, frozen }) =>
        `${quote(dottedPath(key))} is ${inWords(frozen)} in the one and ${inWords(stated)} in the other`,
    );
  const more = found.length > named.length ? `; ${found.length - named.length} more differ` : '';
  return new ExperimentRefused(
    `The files of this run contradict each other: experiment.json and ${origin} in ${directory} are not of one experiment ` +
      `(${named.join('; ')}${more}). Undo what was changed by hand, or start a new run.`,
  );
}

function inWords(value: unknown): string {
  if (value === undefined) return 'not set';
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : quote(typeof value === 'string' ? value : JSON.stringify(value));
}

function damaged(file: string, reason: string): ExperimentRefused {
  return new ExperimentRefused(
    `${file} is damaged: ${reason} The run's log, figures and checkpoints may still be good.`,
  );
}
