// Packs what the build made into a VSIX.

import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from './vscode/cacheFolder.ts';
import { runCommand } from './vscode/runCommand.ts';

/**
 * Absolute path of the VSIX, in `out/`. Everything is bundled, so no node_modules go into it. Throws an Error with what
 * vsce says.
 */
export async function packageExtension(): Promise<string> {
  const { name, version }: { name: string; version: string } = JSON.parse(
    await readFile(path.join(projectFolder, 'package.json'), 'utf8'),
  );
  const file = path.join(projectFolder, 'out', `${name}-${version}.vsix`);
  await mkdir(path.dirname(file), { recursive: true });
  const vsce = path.join('node_modules', '@vscode', 'vsce', 'vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
  ];
  await runCommand(process.execPath, [vsce, ...args], { folder: projectFolder });
  return file;
}
