// Starts the trainer of one run as a process of its own, which outlives the window and the terminal that asked for it.

import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { openForAppending } from '../base/boundedFile.ts';
import { hasCode } from '../base/systemErrors.ts';
import type { ProcessEnd } from '../runs/runFailure.ts';

export interface TrainerProcess {
  readonly pid: number;
  /** Resolves with how it ended, if this process is still there to see it. */
  readonly ended: Promise<ProcessEnd>;
}

export interface TrainerCommand {
  /** Node, or the editor's own program, which behaves as Node here. */
  readonly program: string;
  /** The trainer's script. */
  readonly script: string;
  /** What the trainer is told beside the starter's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunToTrain {
  readonly directory: string;
  readonly logFile: string;
  /** What the files have to say that the run's program consists of, see `digestOfAll`; undefined: whatever they do. */
  readonly programFiles: string | undefined;
}

/**
 * Starts the trainer in a session of its own, so that no signal to the starter's process group reaches it. Its output
 * is appended to `logFile`; where that may not be written it is lost, and the run is as good without. Rejects with the
 * system's error when the program cannot be started, with a RefusedFileError when the log is no plain file.
 */
export async function spawnTrainer(
  command: TrainerCommand,
  { directory, logFile, programFiles }: RunToTrain,
): Promise<TrainerProcess> {
  const log = await openLog(logFile);
  const output = log?.fd ?? 'ignore';
  try {
    const child = spawn(
      command.program,
      [command.script, directory, ...(programFiles === undefined ? [] : [programFiles])],
      {
        cwd: directory,
        detached: true,
        windowsHide: true,
        stdio: ['ignore', output, output],
        env: { ...trainerEnvironment(process.env), ...command.environment },
      },
    );
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once('exit', (exitCode, signal) => resolve(signal === null ? { exitCode } : { signal }));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    if (child.pid === undefined) throw new Error('The system gave the trainer no process id.');
    return { pid: child.pid, ended };
  } finally {
    await log?.close();
  }
}

/** A run that was copied from a snapshot may be read-only in parts. */
async function openLog(logFile: string): Promise<FileHandle | undefined> {
  try {
    return await openForAppending(logFile);
  } catch (error) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM') || hasCode(error, 'EROFS')) return undefined;
    throw error;
  }
}

/** The starter's environment without what belongs to the editor or to a debugger attached to it. */
export function trainerEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_INSPECT)/i.test(name),
  );
  // Makes the editor's program run the script as Node does; Node itself ignores it.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
