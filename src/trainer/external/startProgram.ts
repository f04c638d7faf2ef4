// Starts the program that trains a run: as it stands in the experiment file, by no shell, in a process group of its own.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { lookAtEntry, openForAppending } from '../../base/boundedFile.ts';
import { endProcessTree } from '../../base/endProcessTree.ts';
import { findProgram } from '../../base/findProgram.ts';
import { hasCode, messageOf } from '../../base/systemErrors.ts';
import type { ProcessEnd } from '../../runs/runFailure.ts';
import { isGroupAtWork } from './processGroup.ts';
import { ProgramFailure } from './programFailure.ts';
import { processMark, Watcher } from './watcher.ts';

export interface ProgramCommand {
  /** The program and its arguments. */
  readonly arguments: readonly string[];
  /** Where it is at work: absolute. */
  readonly folder: string;
  /** What it is told beside the trainer's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where its output is appended. */
  readonly log: string;
  /** Comes right before it is started, which does not happen where this throws. */
  readonly lastLook: () => Promise<void>;
}

export interface Program {
  /** Absolute path of its file. */
  readonly file: string;
  readonly ended: Promise<ProcessEnd>;
  /** The first byte of the log that it can have written. */
  readonly saysFrom: number;
  /** To the program and all of its group. */
  signal(signal: 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Whether anything of its group is at work, also after its own end. */
  isGroupAtWork(): boolean;
  /** Ends, by force, whatever is left of it and of what it has started; resolves when nothing is. */
  endAll(): Promise<void>;
}

/** @throws {ProgramFailure} where it cannot be started; as `lastLook` does */
export async function startProgram(command: ProgramCommand): Promise<Program> {
  const [named = '', ...rest] = command.arguments;
  const program = locate(named, command.folder);
  if (!(await lookAtEntry(command.folder).catch(() => undefined)))
    throw new ProgramFailure({
      code: 'programNotStarted',
      program,
      text: `the folder ${command.folder}, in which it is to be at work, is not there`,
    });
  const mark = randomUUID();
  const watcher = await Watcher.begin(mark);
  const log = await openForAppending(command.log);
  try {
    const { size: saysFrom } = await log.stat();
    await command.lastLook();
    const child = spawn(program, rest, {
      cwd: command.folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...programEnvironment(process.env), ...command.environment, [processMark]: mark },
    });
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once('exit', (exitCode, signal) => resolve(signal === null ? { exitCode } : { signal }));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('the system gave it no process id');
    watcher?.tell(pid);
    return {
      file: program,
      ended,
      saysFrom,
      signal: (signal) => signalGroup(pid, signal),
      isGroupAtWork: () => isGroupAtWork(pid),
      endAll: () => watcher?.endAll() ?? endProcessTree(pid),
    };
  } catch (error) {
    await watcher?.endAll();
    if (error instanceof ProgramFailure) throw error;
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES'))
      throw new ProgramFailure({ code: 'programMissing', program });
    throw new ProgramFailure({ code: 'programNotStarted', program, text: messageOf(error) });
  } finally {
    await log.close();
  }
}

/**
 * What is named with a folder lies where the experiment file does, whatever PATH says; all else in PATH, and never where
 * the experiment file does.
 */
function locate(named: string, folder: string): string {
  if (/[/\\]/.test(named)) return path.resolve(folder, named);
  const found = findProgram(named);
  if (found === undefined) throw new ProgramFailure({ code: 'programMissing', program: named });
  return found;
}

/** As the trainer has it, without what makes the editor's own program run scripts. */
function programEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...others } = environment;
  return others;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    // All of it has ended, or is another user's by now.
    if (!hasCode(error, 'ESRCH') && !hasCode(error, 'EPERM')) throw error;
  }
}
