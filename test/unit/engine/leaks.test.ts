// A run of days must not grow: memory stays flat over 100,000 inner steps and 4,000 learners of varying models, and
// 2,000 rollouts.

import assert from 'node:assert/strict';
import { projectFolder } from '../../../scripts/vscode/cacheFolder.ts';
import { runCommand } from '../../../scripts/vscode/runCommand.ts';
import type { LeakReadings, MemoryReading } from '../../support/leakProbe.ts';
import { builtAddon } from '../../support/nativeEngines.ts';

/**
 * Bytes that the last third may hold more than the middle; what came before has filled every cache and pool, but the
 * compiler's code for 4,000 models of many kinds still comes and goes by some 300 kB. A leak of 20 bytes an inner step
 * is more, and so is one of half a kilobyte a learner, or half a page of WebAssembly.
 */
const most: MemoryReading = { rss: 20 * 2 ** 20, heap: 750_000, external: 500_000 };

for (const [where, options] of [
  ['in WebAssembly', []],
  ['on native kernels', ['--native']],
  ['on native kernels with fused products', ['--native-fma']],
] as const) {
  describe(`memory ${where}`, () => {
    let readings: LeakReadings;

    before(async function () {
      if (options.length > 0 && builtAddon().kind === 'missing') return this.skip();
      this.timeout(120_000);
      const probe = ['--expose-gc', '--import', 'tsx', 'test/support/leakProbe.ts', ...options];
      readings = JSON.parse(await runCommand(process.execPath, probe, { folder: projectFolder }));
    });

    it('stays flat while inner steps are taken', () => {
      assert.equal(readings.innerSteps, 100_000);
      assertFlat(readings.whileStepping);
    });

    it('stays flat while learners come and go', () => {
      assert.equal(readings.rebuilds, 4000);
      assertFlat(readings.whileRebuilding);
    });

    it('stays flat while a policy is rolled out', () => {
      assert.equal(readings.rollouts, 2000);
      assertFlat(readings.whileRollingOut);
    });
  });
}

function assertFlat(readings: readonly MemoryReading[]): void {
  assert.equal(readings.length, 10);
  for (const kind of ['rss', 'heap', 'external'] as const) {
    const values = readings.map((reading) => reading[kind]);
    // Of several readings the least: a collection that came late says nothing.
    const middle = Math.min(...values.slice(3, 6));
    const end = Math.min(...values.slice(7));
    assert.ok(end - middle <= most[kind], `${kind} grew: ${values.join(', ')} bytes`);
  }
}
