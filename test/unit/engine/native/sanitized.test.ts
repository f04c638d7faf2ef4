// The native kernels under AddressSanitizer and UndefinedBehaviorSanitizer: minutes, so only where it is asked for.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectFolder } from '../../../../scripts/vscode/cacheFolder.ts';

/** The exit code that says that it cannot be done here. */
const UNAVAILABLE = 3;

describe('native kernels under sanitizers', () => {
  it('touch nothing that is not theirs, and do nothing that C++ leaves open', async function () {
    this.timeout(1_800_000);
    if (process.env.REPTILE_LAB_SANITIZE !== '1') return skip(this, 'REPTILE_LAB_SANITIZE is not 1');
    const child = spawn(process.execPath, ['scripts/native/sanitize.mjs'], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (printed += text));
    const [exitCode] = await once(child, 'close');
    if (exitCode === UNAVAILABLE) return skip(this, printed.trim());
    assert.equal(exitCode, 0, printed.slice(-4000));
    assert.match(printed, /\d+ passing/);
  });
});

function skip(context: Mocha.Context, reason: string): void {
  console.log(`        skipped: ${reason}`);
  context.skip();
}
