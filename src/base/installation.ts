// Where the files that the build makes lie: beside the running bundle, or in `dist/` when sources run directly.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds `package.json`: the extension's own, or the checkout. */
export const installationFolder = findInstallationFolder(path.dirname(fileURLToPath(import.meta.url)));

/** Absolute path of a file under `dist/`; it may be missing where nothing was built. */
export function builtFile(...segments: readonly string[]): string {
  return path.join(installationFolder, 'dist', ...segments);
}

function findInstallationFolder(from: string): string {
  if (existsSync(path.join(from, 'package.json'))) return from;
  const parent = path.dirname(from);
  if (parent === from)
    throw new Error('Reptile Lab is not installed completely: its package.json is missing. Install it again.');
  return findInstallationFolder(parent);
}
