// The project's own source files, for tests of how they are laid out.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { installationFolder } from '../../src/base/installation.ts';

export interface SourceFile {
  /** From the installation on, with slashes. */
  readonly name: string;
  readonly text: string;
}

export function filesIn(folder: string): readonly SourceFile[] {
  return readdirSync(path.join(installationFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .map((name) => ({ name, text: readFileSync(path.join(installationFolder, name), 'utf8') }));
}
