// The prebuilt files of the native kernels are those that their sources give.

import { projectFolder } from '../../../../scripts/vscode/cacheFolder.ts';
import { runCommand } from '../../../../scripts/vscode/runCommand.ts';

describe('the prebuilt native kernels', () => {
  it('are made from these sources, to the last byte where zig is there to compile them', async function () {
    this.timeout(900_000);
    const printed = await runCommand(process.execPath, ['scripts/build-native.mjs', '--check'], {
      folder: projectFolder,
    });
    if (!printed.startsWith('Not compiled')) return;
    console.log(`        skipped: ${printed.trim()}`);
    this.skip();
  });
});
