// Packs what the build made into a VSIX.

import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { projectFolder } from './vscode/cacheFolder.ts';

/** Absolute path of the VSIX, in `out/`. Everything is bundled, so no node_modules go into it. */
export async function packageExtension(): Promise<string> {
  const { name, version }: { name: string; version: string } = JSON.parse(
    await readFile(path.join(projectFolder, 'package.json'), 'utf8'),
  );
  const packagePath = path.join(projectFolder, 'out', `${name}-${version}.vsix`);
  await mkdir(path.dirname(packagePath), { recursive: true });
  await createVSIX({
    cwd: projectFolder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return packagePath;
}
