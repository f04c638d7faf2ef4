// Bundles TypeScript that is to run inside the extension host, which loads CommonJS and offers the module `vscode`.

import path from 'node:path';
import * as esbuild from 'esbuild';
import { projectFolder } from '../vscode/cacheFolder.ts';

/** Bundles each entry into `out/<name>.cjs` and gives the absolute paths of the results by name. */
export async function bundleHostScripts<Name extends string>(
  entries: Readonly<Record<Name, string>>,
): Promise<Record<Name, string>> {
  const out = path.join(projectFolder, 'out');
  await esbuild.build({
    absWorkingDir: projectFolder,
    entryPoints: { ...entries },
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
    mainFields: ['module', 'main'],
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'importMetaUrl' },
  });
  const built = Object.keys(entries).map((name) => [name, path.join(out, `${name}.cjs`)]);
  return Object.fromEntries(built);
}
