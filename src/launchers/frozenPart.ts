// What of a run stays as it was made, and proofs by the user's secret that it is still the run that the user made,
// queued or agreed to.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { sha256OfFile } from '../base/sha256InTurns.ts';
import { messageOf } from '../base/systemErrors.ts';
import { executedCommands } from '../experiment/external/fillCommand.ts';
import { isExternal } from '../experiment/whoTrains.ts';
import type { ReadDigest } from '../runs/knownDigests.ts';
import { locateExperiment } from '../runs/locateExperiment.ts';
import type { Manifest } from '../runs/manifest.ts';
import { areUnchanged, digestOfAll, digestsOfPrograms } from '../runs/programFiles.ts';
import { runFiles } from '../runs/runDirectory.ts';
import { LaunchError } from './launcher.ts';

/**
 * Where the run lies, everything that says what it executes, and where that lies: to be covered by a proof.
 * @throws {ExperimentRefused} {RefusedFileError} where a file of the run is none that would be read; the system's error
 */
export async function frozenPart(directory: string, manifest: Manifest) {
  return (await readFrozenPart(directory, manifest)).part;
}

async function readFrozenPart(directory: string, manifest: Manifest) {
  // Most windows and commands never ask.
  const { experimentLimitBytes, readAnyFrozenExperiment } = await import('../runs/frozenExperiment.ts');
  const { executionOf } = await import('../runs/executionOf.ts');
  // First, because it says in words what is wrong with the run's files.
  const frozen = await readAnyFrozenExperiment(directory, manifest);
  const { programs, taskModule = null, engineFolder = null } = executionOf(directory, manifest, frozen.experiment);
  const { source, experiment } = runFiles(directory);
  const { id, overrides, experimentPath, experimentFromRun } = manifest;
  const part = {
    place: await realpath(path.resolve(directory)),
    files: [await sha256OfFile(source, experimentLimitBytes), await sha256OfFile(experiment, experimentLimitBytes)],
    id,
    overrides,
    experimentPath,
    experimentFromRun,
    taskModule,
    engineFolder,
    // Only where there are any: proofs of other runs stay what they were.
    ...(programs.length > 0 && { programs }),
  };
  return { part, experiment: frozen.experiment };
}

/** A longer module is executed only when the person says so, each time. */
const longestModuleBytes = 16 * 1024 * 1024;

/**
 * The same with what the module itself says, where there is one, or the files of a program that trains: of what they
 * import nothing is covered.
 * @param read by default module and files are read, whatever is known of them
 * @throws as `frozenPart` does, and {LaunchError} where the module cannot be read
 */
export async function frozenPartAndModule(directory: string, manifest: Manifest, read: ReadDigest = sha256OfFile) {
  const { part, experiment: trained } = await readFrozenPart(directory, manifest);
  const { taskModule } = part;
  const module = taskModule === null ? null : await digestOfModule(taskModule, manifest, read);
  const folder = path.dirname(locateExperiment(directory, manifest));
  const programs = isExternal(trained) ? executedCommands(trained, runFiles(directory).program) : undefined;
  const programFiles = programs && (await digestsOfPrograms(programs, folder, read));
  return { ...part, module, ...(programFiles !== undefined && { programFiles }) };
}

/**
 * Of what the files say that the run's program consists of, see `digestOfAll`; undefined where no program trains it.
 * @throws as `frozenPartAndModule` does
 */
export async function digestOfProgramFiles(directory: string, manifest: Manifest): Promise<string | undefined> {
  if (manifest.trainedBy.kind === 'reptileLab') return undefined;
  const { programFiles } = await frozenPartAndModule(directory, manifest);
  return programFiles && digestOfAll(programFiles);
}

/**
 * SHA-256 of the module's own file, in hexadecimal digits. @param named what executes it
 * @throws {LaunchError} where it cannot be read
 */
export async function digestOfModule(
  taskModule: string,
  { name }: { readonly name: string },
  read: ReadDigest = sha256OfFile,
): Promise<string> {
  try {
    // The person's own module may be a link.
    return await read(await realpath(taskModule), longestModuleBytes);
  } catch (error) {
    throw new LaunchError(
      `“${name}” cannot be executed: its module ${taskModule} cannot be read (${messageOf(error)}).`,
      { cause: error },
    );
  }
}

type FrozenPartAndModule = Awaited<ReturnType<typeof frozenPartAndModule>>;

/**
 * What a person agrees to who agrees to the run, as it lies there now: SHA-256 in hexadecimal digits, by no secret.
 * @throws as `frozenPartAndModule` does
 */
export async function agreementOn(directory: string, manifest: Manifest): Promise<string> {
  return agreementOf(await frozenPartAndModule(directory, manifest));
}

function agreementOf(part: FrozenPartAndModule): string {
  return createHash('sha256').update(JSON.stringify(part)).digest('hex');
}

/** A run of which another one was just made, by going on with it or repeating it. */
export interface Origin {
  readonly directory: string;
  readonly manifest: Manifest;
  /** What the person agreed to of it before the other one was made, see `agreementOn`; undefined: to nothing. */
  readonly agreed: string | undefined;
  /** Whether the person set values of the other one, which may say what that executes. */
  readonly isChanged: boolean;
}

/**
 * What is agreed to of the run that was made of `origin` by whoever agreed to that one: it executes the same, to the
 * module's last byte, however long it took to make it.
 * @throws {LaunchError} where `origin` is another run by now, or what is executed; as `frozenPartAndModule` does
 */
export async function agreementCarriedTo(made: string, manifest: Manifest, origin: Origin): Promise<string> {
  const after = await frozenPartAndModule(made, manifest);
  // Last: whatever came into what that one executes, or was changed there, while `after` was read is seen here.
  const before = await frozenPartAndModule(origin.directory, origin.manifest);
  const isWhatWasAgreed =
    agreementOf(before) === origin.agreed &&
    executesNothingElse(after, before, origin.isChanged) &&
    areAgreedFiles(wherever(after, made), wherever(before, origin.directory), origin.isChanged);
  if (!isWhatWasAgreed) throw changedSinceAsked(origin.directory);
  return agreementOf(after);
}

/** The files of a run's program by place, those in the folder that is the program's own whichever run it belongs to. */
interface ProgramPlaces {
  readonly elsewhere: Readonly<Record<string, string>>;
  readonly own: Readonly<Record<string, string>>;
}

function wherever({ programFiles = {} }: FrozenPartAndModule, directory: string): ProgramPlaces {
  const folder = runFiles(path.resolve(directory)).program + path.sep;
  const entries = Object.entries(programFiles);
  return {
    elsewhere: Object.fromEntries(entries.filter(([place]) => !place.startsWith(folder))),
    own: Object.fromEntries(
      entries.flatMap(([place, digest]) => (place.startsWith(folder) ? [[place.slice(folder.length), digest]] : [])),
    ),
  };
}

/** @param isChanged whether the person may have named other places */
function areAgreedFiles(after: ProgramPlaces, before: ProgramPlaces, isChanged: boolean): boolean {
  const named = Object.entries(after.elsewhere).filter(([place]) => !isChanged || place in before.elsewhere);
  // Nothing was taken over into the folder of a run that was just made.
  const there = Object.entries(after.own).filter(([, digest]) => digest !== '');
  return (
    areUnchanged(Object.fromEntries(named), before.elsewhere) && areUnchanged(Object.fromEntries(there), before.own)
  );
}

/** @param isChanged whether the person may have named other places */
function executesNothingElse(after: FrozenPartAndModule, before: FrozenPartAndModule, isChanged: boolean): boolean {
  const isSamePlace = after.taskModule === before.taskModule;
  if (after.taskModule !== null && isSamePlace && after.module !== before.module) return false;
  if (!isChanged && JSON.stringify(after.programs) !== JSON.stringify(before.programs)) return false;
  const areAgreed =
    (after.taskModule === null || isSamePlace) &&
    (after.engineFolder === null || after.engineFolder === before.engineFolder);
  return isChanged || areAgreed;
}

/**
 * Whatever lies there by now must be what the person was asked about: others may write there while a question stands.
 * @throws {LaunchError} where it is another run, or another module, by now; as `frozenPartAndModule` does
 */
export async function refuseOtherThan(agreed: string, directory: string, manifest: Manifest): Promise<void> {
  if ((await agreementOn(directory, manifest)) === agreed) return;
  throw changedSinceAsked(directory);
}

function changedSinceAsked(directory: string): LaunchError {
  return new LaunchError(
    `${directory} has changed since you were asked about it, so nothing of it was executed. Look at it again, and repeat what you did.`,
  );
}

/** Covers the JSON of `covered`. */
export function proofOf(covered: object, secret: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(JSON.stringify(covered)).digest();
}

/** `shown`: in hexadecimal digits, by anybody. */
export function isProof(shown: string, expected: Buffer): boolean {
  const bytes = Buffer.from(shown, 'hex');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
