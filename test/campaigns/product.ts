// What the campaigns use of the product: where a part is renamed, this file is mended. `productInEditor.ts` has the
// extension's, `newLauncher.ts` the launcher.

import { runCommandLine } from '../../src/cli/commandLine.ts';
import { exitCodes } from '../../src/cli/failures.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { readExperiment } from '../../src/experiment/readExperiment.ts';
import { createRun } from '../../src/runs/createRun.ts';
import { EventReader } from '../../src/runs/eventReader.ts';
import { loadCheckpoint } from '../../src/runs/loadCheckpoint.ts';
import { observeRun } from '../../src/runs/observeRun.ts';
import { readNew } from '../support/readNew.ts';

export { RefusedFileError } from '../../src/base/refusedFile.ts';
export { LaunchError } from '../../src/launchers/launcher.ts';
export { listCheckpoints } from '../../src/runs/checkpoints.ts';
export { listEventFiles } from '../../src/runs/eventFiles.ts';
export { loadCheckpoint } from '../../src/runs/loadCheckpoint.ts';
export { type HeldOutFigure, type Manifest, manifestSchema } from '../../src/runs/manifest.ts';
export { readManifest } from '../../src/runs/manifestFile.ts';
export { readFigures as figuresOfRun } from '../../src/runs/readFigures.ts';
export { runFiles } from '../../src/runs/runDirectory.ts';
export { programFiles as programFilesOf } from '../../src/trainer/external/programFolder.ts';

/** What a command may end with; anything else, or a signal, is a crash. */
export const documentedExitCodes: readonly number[] = Object.values(exitCodes);

/** The same for the trainer's process. */
export const trainerExitCodes: readonly number[] = [...documentedExitCodes];

/** What the command line and the trainer say of an error that they have no words for. */
export const unexpectedErrorNotices: readonly string[] = [
  'Set REPTILE_LAB_DEBUG=1',
  'met an error that it did not expect',
];

/** A queued run of the experiment, as the editor makes it. Gives its directory. */
export async function queueRun(runsFolder: string, experimentPath: string, text: string): Promise<string> {
  const { experiment, problems } = readExperiment(text);
  if (experiment === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  const source = new TextEncoder().encode(text);
  return createRun({
    runsFolder,
    experiment,
    source,
    experimentPath,
    overrides: [],
    askedBy: 'editor',
    launcher: { kind: 'local' },
    version: '0',
  });
}

/** As readers are told it: `lost` where its trainer is gone without a word. */
export async function stateOfRun(directory: string): Promise<string> {
  return (await observeRun(directory)).state;
}

/** Whether the checkpoint's checksums hold. */
export async function isGoodCheckpoint(folder: string): Promise<boolean> {
  return loadCheckpoint(folder).then(
    () => true,
    () => false,
  );
}

/** Carries out a command line in this process; gives its exit code. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  return runCommandLine(words, { terminal, exitCode: exitCodes.completed, stopWork: undefined, failWork: undefined });
}

/** Follows a run's event files, as readers do, and tells only what is wrong with them. */
export class EventWatch {
  readonly #reader: EventReader;

  constructor(directory: string) {
    this.#reader = new EventReader(directory);
  }

  /** Damage that was not told before. */
  async lookForDamage(): Promise<string[]> {
    const updates = await readNew(this.#reader);
    return updates.flatMap((update) => (update.kind === 'damaged' ? [JSON.stringify(update)] : []));
  }
}
