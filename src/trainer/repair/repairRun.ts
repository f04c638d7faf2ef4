// Repairs a run whose run.json is empty, damaged or gone: a new one is rebuilt from what else is there, and the damaged
// one stays beside it.

import { link } from 'node:fs/promises';
import path from 'node:path';
import { lookAtEntry, readBounded } from '../../base/boundedFile.ts';
import { hasCode } from '../../base/systemErrors.ts';
import { writeNew } from '../../base/writeAtomically.ts';
import { type Manifest, manifestSchema } from '../../runs/manifest.ts';
import { ManifestError, readManifest, writeManifestOf } from '../../runs/manifestFile.ts';
import { compactTime, runFiles } from '../../runs/runDirectory.ts';
import { refuseForeignEntries } from '../../runs/runEntries.ts';
import type { RunHold } from '../../runs/runHold.ts';
import { withRunLock } from '../../runs/runLock.ts';
import { openRunLog } from '../runLog.ts';
import type { FoundExperiment } from './findExperimentFile.ts';
import { rebuildManifest } from './rebuildManifest.ts';

/** A run that is not repaired. `message` says why, and what to do. */
export class RepairRefused extends Error {
  override readonly name = 'RepairRefused';
}

export interface RepairedRun {
  readonly manifest: Manifest;
  /** Where the damaged manifest is kept, absolute; undefined where there was none. */
  readonly kept: string | undefined;
  /** What was done and what is not known, in sentences. */
  readonly report: readonly string[];
}

/**
 * Rebuilds the run's manifest. One that can be read is never replaced, and nothing is written while another process
 * works on the run.
 * @param experimentPath absolute; where the person says which file the run was made from
 * @throws {RepairRefused} when the manifest needs no repair, or its state cannot be told; {RunLockedError};
 * {RefusedFileError} for links and the like; {ExperimentRefused} when the experiment is damaged, too
 */
export async function repairRun(
  directory: string,
  { experimentPath }: { readonly experimentPath?: string } = {},
): Promise<RepairedRun> {
  await requireDamaged(directory);
  await refuseForeignEntries(directory);
  // Whoever works on the run is told of at once, not after all figures were read.
  await withRunLock(directory, () => requireDamaged(directory));
  const { manifest, supposedFile, warnings } = await rebuildManifest(directory, experimentPath);
  requireReadable(directory, manifest);
  return withRunLock(directory, async (hold) => {
    await requireDamaged(directory);
    const kept = await keepDamaged(hold);
    await writeManifestOf(hold, manifest);
    const report = [describeRebuilt(manifest, kept), ...describeFile(manifest, supposedFile), ...warnings];
    openRunLog(directory)(report.join('\n'));
    return { manifest, kept, report };
  });
}

/** @throws {RepairRefused} */
async function requireDamaged(directory: string): Promise<void> {
  const { manifest: file, experiment } = runFiles(directory);
  try {
    await readManifest(directory);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    switch (error.fault) {
      case 'damaged':
        return;
      case 'missing':
        // A folder that never was a run is not made one.
        if ((await lookAtEntry(experiment)) !== undefined) return;
        throw new RepairRefused(error.message);
      case 'newer':
      case 'unreadable':
        throw new RepairRefused(`${error.message} It is not damaged, so it is left as it is.`);
    }
  }
  throw new RepairRefused(`${file} can be read, so there is nothing to repair.`);
}

/** What is written can be read back, or nothing is repaired. @throws {RepairRefused} */
function requireReadable(directory: string, manifest: Manifest): void {
  const { error } = manifestSchema.safeParse(JSON.parse(JSON.stringify(manifest)));
  if (error === undefined) return;
  const where = error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new RepairRefused(
    `${runFiles(directory).manifest} cannot be rebuilt: what the run's files say of ${where} is not what it should be. Nothing was changed.`,
  );
}

/** @throws {LockLostError} */
async function keepDamaged(hold: RunHold): Promise<string | undefined> {
  const { manifest } = runFiles(hold.directory);
  for (let attempt = 1; ; attempt++) {
    const ending = attempt === 1 ? '' : `-${attempt}`;
    const kept = `${manifest}.damaged-${compactTime(new Date())}${ending}`;
    hold.assertHeld();
    try {
      await link(manifest, kept);
      return kept;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      if (hasCode(error, 'EEXIST')) continue;
      // Some file systems know no second name for a file.
      await writeNew(kept, await readBounded(manifest, mostKeptBytes));
      return kept;
    }
  }
}

const mostKeptBytes = 2 ** 24;

function describeRebuilt({ iteration, checkpointIteration, state }: Manifest, kept: string | undefined): string {
  const before = kept === undefined ? 'There was none before.' : `The damaged one is kept as ${path.basename(kept)}.`;
  const from =
    checkpointIteration === null
      ? 'No checkpoint is good: resumed, the run begins anew'
      : `The newest good checkpoint is that of meta-iteration ${iteration}`;
  return `run.json was rebuilt from the run's experiment, figures and checkpoints. ${before} ${from}, so the run counts as ${state}.`;
}

function describeFile({ experimentPath }: Manifest, found: FoundExperiment | undefined): string[] {
  switch (found?.from) {
    case undefined:
      return [];
    case 'sameText':
      return [`Its experiment file is taken to be ${experimentPath}, whose text is the same.`];
    case 'sibling':
      return [
        `Its experiment file is taken to be ${experimentPath}, from which another run of the same text was made.`,
      ];
    case 'supposed':
      return [
        `Nothing tells which experiment file the run was made from. Relative paths of data start at ${path.dirname(experimentPath)} from now on; ` +
          'where that is wrong, remove run.json and repair the run with --experiment FILE.',
      ];
  }
}
