// Where a program lies that is called by its name alone: never in the current folder, whose content may be a
// stranger's.

import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Absolute path of the first program of this name in the environment's `PATH`; undefined where there is none. Relative
 * entries of `PATH`, and the current folder, where Windows looks first, are passed over.
 */
export function findProgram(name: string, environment: Readonly<NodeJS.ProcessEnv> = process.env): string | undefined {
  const named = environment.PATH ?? environment.Path ?? '';
  const folders = named.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  return folders.map((folder) => path.join(folder, fileName)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
