// The programs that are killed: the built command line, the built trainer, and a window's stand-in, bundled so that it
// starts at once.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installationFolder } from '../../../src/base/installation.ts';
import { builtProgram } from '../../support/builtCli.ts';

export interface Programs {
  readonly cli: string;
  readonly trainer: string;
  readonly window: string;
}

export async function makePrograms(): Promise<Programs> {
  // Within the installation, whose files it looks for.
  const window = path.join(installationFolder, 'out', 'campaigns', `windowProcess-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL('windowProcess.ts', import.meta.url))],
    outfile: window,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // The CommonJS build of one package cannot be bundled.
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return { cli: await builtProgram('cli.js'), trainer: await builtProgram('trainer.js'), window };
}
