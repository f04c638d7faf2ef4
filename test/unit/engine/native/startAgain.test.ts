// Native code that crashes starts its process's program anew; what V8 does with such signals stays V8's.

import assert from 'node:assert/strict';
import path from 'node:path';
import { runCommand } from '../../../../scripts/vscode/runCommand.ts';
import { builtAddon } from '../../../support/nativeEngines.ts';

describe('a process that starts again where native code crashes', () => {
  before(function () {
    if (process.platform === 'win32' || builtAddon().kind === 'missing') this.skip();
  });

  const printedBy = async (...words: readonly string[]) => {
    const program = path.join(import.meta.dirname, 'programs', 'trapInWebAssembly.ts');
    const printed = await runCommand(process.execPath, ['--import', 'tsx', program, ...words], {
      folder: process.cwd(),
    });
    return printed.trim().split('\n');
  };

  it('leaves it to V8 where WebAssembly reads beyond its memory', async () => {
    assert.deepEqual(await printedBy(), ['here 0', 'trapped']);
  });

  it('does so after that, too, with its output where it was', async () => {
    assert.deepEqual(await printedBy('crash'), ['here 0', 'trapped', 'started again']);
  });
});
