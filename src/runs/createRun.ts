// How a new run directory comes into being: under its name only when it is complete.

import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, type Stats } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, readBoundedText } from '../base/boundedFile.ts';
import { visitEntries } from '../base/folderNames.ts';
import { makeFolderWithParents } from '../base/parentFolders.ts';
import { currentProcess } from '../base/processIdentity.ts';
import { removeAbandoned } from '../base/removeAbandoned.ts';
import { hasCode, inPassing } from '../base/systemErrors.ts';
import { writeNew } from '../base/writeAtomically.ts';
import type { AnyExperiment } from '../experiment/schema.ts';
import { isEventFileName } from './eventFiles.ts';
import { type Manifest, newManifest } from './manifest.ts';
import { writeManifest } from './manifestFile.ts';
import { encodeOrigin } from './originRecord.ts';
import { compactTime, runFiles } from './runDirectory.ts';
import type { AskedBy, RunGroup, RunLauncher } from './runOrigin.ts';

const unfinishedPrefix = '.unfinished-';
/** So many of them are removed in one go. */
const mostAbandoned = 1000;

export interface NewRun {
  /** The folder that holds all runs; made if missing. */
  readonly runsFolder: string;
  readonly experiment: AnyExperiment;
  /** The experiment file's bytes, overrides not applied. */
  readonly source: Uint8Array;
  /** Absolute path of the experiment file. */
  readonly experimentPath: string;
  readonly overrides: readonly string[];
  readonly askedBy: AskedBy;
  /** Null: the calling process begins the run itself. */
  readonly launcher: RunLauncher;
  readonly group?: RunGroup;
  /** Version of Reptile Lab, for the manifest. */
  readonly version: string;
  /** Why it was made, for the first line of its log. */
  readonly note?: string;
  /**
   * Puts what the run takes over from another one into its folder, which nobody sees yet, and says what its manifest
   * tells of that.
   */
  readonly furnish?: (folder: string, id: string) => Promise<Partial<Manifest>>;
  /**
   * Looks, right before the run appears, whether it still may: what it throws leaves none. Making it may have taken
   * minutes.
   */
  readonly mayAppear?: () => void;
}

/**
 * Makes the directory of a queued run and returns its absolute path. It appears under its name only when it is
 * complete, so a reader never lists half of one. Throws the system's error when the folder cannot be written.
 */
export async function createRun(run: NewRun): Promise<string> {
  const runsFolder = path.resolve(run.runsFolder);
  await makeFolderWithParents(runsFolder);
  await ignoreInGit(runsFolder);
  await removeAbandoned(runsFolder, { name: unfinishedName, isOurs: isUnfinishedRun, most: mostAbandoned });
  const createdAt = new Date();
  const { id, directory, unfinished } = await reserveName(runsFolder, createdAt, run.experiment.name);
  try {
    const files = runFiles(unfinished);
    await Promise.all([mkdir(files.checkpoints), mkdir(files.samples), mkdir(files.control)]);
    await writeNew(files.source, run.source);
    await writeNew(files.experiment, `${JSON.stringify(run.experiment, null, 2)}\n`);
    await writeNew(files.log, run.note === undefined ? '' : `${createdAt.toISOString()} ${run.note}\n`);
    const taken = (await run.furnish?.(unfinished, id)) ?? {};
    const manifest = { ...newManifest({ ...run, id, createdAt: createdAt.toISOString() }), ...taken };
    // Such a run is begun at once: one that waits for a process that is gone is lost at once.
    const process = run.launcher === null ? currentProcess() : null;
    const experimentFromRun = path.relative(directory, run.experimentPath).replaceAll(path.sep, '/');
    const origin = encodeOrigin(manifest);
    if (origin !== undefined) await writeNew(files.origin, origin);
    await writeManifest(unfinished, { ...manifest, process, experimentFromRun });
    run.mayAppear?.();
    // In the same breath: a process may be frozen for minutes while it waits for anything.
    renameSync(unfinished, directory);
  } catch (error) {
    await inPassing(() => rm(unfinished, { recursive: true, force: true }));
    throw error;
  }
  return directory;
}

interface ReservedName {
  readonly id: string;
  readonly directory: string;
  /** Made already, and empty: whoever has it has the name. */
  readonly unfinished: string;
}

async function reserveName(runsFolder: string, createdAt: Date, name: string): Promise<ReservedName> {
  for (;;) {
    const id = `${compactTime(createdAt)}-${slugOf(name)}-${randomBytes(2).toString('hex')}`;
    const directory = path.join(runsFolder, id);
    const unfinished = path.join(runsFolder, `${unfinishedPrefix}${id}`);
    try {
      await mkdir(unfinished);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      continue;
    }
    if (!existsSync(directory)) return { id, directory, unfinished };
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** As names of our making are: anything else in a runs folder is somebody's, whatever it is called. */
const unfinishedName = /^\.unfinished-\d{8}T\d{6}Z-.+-[0-9a-f]{4}$/u;

/** Whether nothing lies in it but what is made here: what somebody keeps there is no leftover. */
async function isUnfinishedRun(entry: Stats, directory: string): Promise<boolean> {
  if (!entry.isDirectory()) return false;
  const { manifest, checkpoints, initialization, samples, control, source, experiment, origin, split, log } =
    runFiles(directory);
  const made = new Set([
    checkpoints,
    initialization,
    samples,
    control,
    source,
    experiment,
    origin,
    split,
    log,
    manifest,
  ]);
  let isOurs = true;
  await visitEntries(directory, ({ name }) => {
    const place = path.join(directory, name);
    isOurs &&= made.has(place) || place.startsWith(`${manifest}.`) || isEventFileName(name);
  });
  return isOurs;
}

/** Letters and digits of any script, joined by hyphens, at most 40 characters. */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-/, '');
  // By code points: half of a surrogate pair is no file name.
  const slug = [...words].slice(0, 40).join('').replace(/-$/, '');
  return slug === '' ? 'run' : slug;
}

/** Stored views are for everybody who works there. */
const ignoreRules = '*\n!/views/\n!/views/*.json\n';
/** What was written here before views were excepted. */
const earlierIgnoreRules = '*\n';

/** Runs are results, not sources: a `.reptile` folder of our own making stays out of the user's repository. */
async function ignoreInGit(runsFolder: string): Promise<void> {
  const parent = path.dirname(runsFolder);
  if (path.basename(parent) !== '.reptile') return;
  const ignoreFile = path.join(parent, '.gitignore');
  await inPassing(async () => {
    const { length } = earlierIgnoreRules;
    const isEarlier =
      (await lookAtEntry(ignoreFile))?.size === length &&
      (await readBoundedText(ignoreFile, length)) === earlierIgnoreRules;
    if (isEarlier) await rm(ignoreFile);
    await writeFile(ignoreFile, ignoreRules, { flag: 'wx' });
  });
}
