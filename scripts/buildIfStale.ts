// Builds only when a source is newer than what was built from it.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder, type Report } from './vscode/cacheFolder.ts';
import { runCommand } from './vscode/runCommand.ts';

const sources = [
  'src',
  'webview',
  'scripts/build.mjs',
  'scripts/build-kernels.mjs',
  'scripts/build-native.mjs',
  'scripts/native',
  'scripts/microkernels.mjs',
  'scripts/operation-readers.mjs',
  'scripts/build-tfjs.mjs',
  'scripts/reading-code.mjs',
  'package-lock.json',
] as const;

/** The bundle that the build writes last decides. Throws an Error with the build's output when the build fails. */
export async function buildIfStale(report: Report): Promise<void> {
  const built = await modificationTime(path.join(projectFolder, 'dist', 'extension.js'));
  const newest = Math.max(
    ...(await Promise.all(sources.map((source) => newestBelow(path.join(projectFolder, source))))),
  );
  if (built > newest) return;
  report('building the extension');
  await runCommand(process.execPath, ['scripts/build.mjs'], { folder: projectFolder });
}

async function newestBelow(file: string): Promise<number> {
  const entries = await readdir(file, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Math.max(...(await Promise.all([file, ...files].map(modificationTime))));
}

/** Milliseconds since 1970; 0 for a file that is not there. */
function modificationTime(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
