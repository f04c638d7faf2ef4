// Whether a program was started by nohup: it then outlives its terminal.

import { fstatSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Node.js takes back at its start that a signal is ignored, so what else nohup leaves has to tell: its name in the
 * environment, where bash and zsh put what they start, or, by GNU's, a standard input that is /dev/null opened for
 * writing alone.
 * @param standardInput its file descriptor
 */
export function isStartedByNohup(environment: NodeJS.ProcessEnv = process.env, standardInput = 0): boolean {
  if (process.platform === 'win32') return false;
  return path.basename(environment._ ?? '') === 'nohup' || isUnreadableNull(standardInput);
}

function isUnreadableNull(descriptor: number): boolean {
  try {
    const { rdev } = fstatSync(descriptor);
    if (rdev === 0 || rdev !== statSync('/dev/null').rdev) return false;
  } catch {
    return false;
  }
  try {
    readSync(descriptor, new Uint8Array(1));
    return false;
  } catch {
    return true;
  }
}
