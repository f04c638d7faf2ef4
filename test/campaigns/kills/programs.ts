// The programs that are killed: the built command line, the built trainer, and a window's stand-in, bundled so that it
// starts at once.

import { fileURLToPath } from 'node:url';
import { builtProgram } from '../../support/builtCli.ts';
import { bundleProgram } from '../bundleProgram.ts';

export interface Programs {
  readonly cli: string;
  readonly trainer: string;
  readonly window: string;
}

export async function makePrograms(): Promise<Programs> {
  const window = await bundleProgram('windowProcess', fileURLToPath(new URL('windowProcess.ts', import.meta.url)));
  return { cli: await builtProgram('cli.js'), trainer: await builtProgram('trainer.js'), window };
}
