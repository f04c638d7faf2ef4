// Where a program lies that is called by its name alone: never in the current folder, whose content may be a
// stranger's.

import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Endings of what Windows starts without its shell. */
const ofPrograms: readonly string[] = ['.com', '.exe'];

/** And of what its shell starts, too. */
export const scriptEndings: readonly string[] = ['.exe', '.cmd', '.bat'];

/**
 * Absolute path of the first program of this name in the environment's `PATH`; undefined where there is none. Relative
 * entries of `PATH`, and the current folder, where Windows looks first, are passed over.
 * @param endings that the name may lack on Windows
 */
export function findProgram(
  name: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  endings = ofPrograms,
): string | undefined {
  // Windows calls it Path, and a copy of the environment is particular about letters.
  const variable = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (environment[variable] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const whole = process.platform !== 'win32' || path.extname(name) !== '' ? [name] : [];
  const names = process.platform === 'win32' ? [...whole, ...endings.map((ending) => name + ending)] : whole;
  return folders.flatMap((folder) => names.map((fileName) => path.join(folder, fileName))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return !isFolder(file);
  } catch {
    return false;
  }
}

/** Of what Windows Store puts into `PATH` nothing can be asked: Windows alone follows it. */
function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
