// A campaign's own programs, bundled so that they start at once.

import path from 'node:path';
import { build } from 'esbuild';
import { installationFolder } from '../../src/base/installation.ts';

/** Gives the program's file, which lies within the installation, whose files it looks for. */
export async function bundleProgram(name: string, source: string): Promise<string> {
  const program = path.join(installationFolder, 'out', 'campaigns', `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [source],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The CommonJS build of one package cannot be bundled.
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as ofModule } from 'node:module'; const require = ofModule(import.meta.url);",
    },
    logLevel: 'error',
  });
  return program;
}
