// Losses that are told of: of this machine's processes, and of runs whose heart was seen to beat.

import assert from 'node:assert/strict';
import type { RunRecord } from '../../../../src/extension/runs/runRecord.ts';
import { WitnessedRuns } from '../../../../src/extension/runs/witnessedRuns.ts';
import type { RunProcess } from '../../../../src/runs/manifest.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { currentProcess } from '../../../../src/runs/processIdentity.ts';
import type { RunState } from '../../../../src/runs/runState.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('runs that were seen at work', () => {
  const folder = useTemporaryFolder();
  const elsewhere: RunProcess = { host: 'elsewhere', pid: 1, startedAt: null };

  async function recordOf(
    state: RunState,
    process: RunProcess | null,
    heartbeatAt = '2026-01-01T00:00:00.000Z',
  ): Promise<RunRecord> {
    const directory = await newTestRun(folder(), { state: 'running', process, heartbeatAt });
    const manifest = await readManifest(directory);
    return { directory, manifest, state, label: '' };
  }

  it('are not those whose file alone grew old, wherever it was made', async () => {
    for (const process of [elsewhere, null]) {
      const [previous, current] = [await recordOf('running', process), await recordOf('lost', process)];
      const witnessed = new WitnessedRuns();
      witnessed.note({ changed: [{ previous, current }], removed: [] });
      assert.ok(!witnessed.saw(current));
    }
  });

  it('are those whose heart was seen to beat, until they are gone', async () => {
    const previous = await recordOf('running', elsewhere);
    const current = { ...previous, manifest: { ...previous.manifest, heartbeatAt: '2026-01-01T00:00:01.000Z' } };
    const lost: RunRecord = { ...current, state: 'lost' };
    const witnessed = new WitnessedRuns();
    witnessed.note({ changed: [{ previous, current }], removed: [] });
    assert.ok(witnessed.saw(lost));
    witnessed.note({ changed: [], removed: [lost] });
    assert.ok(!witnessed.saw(lost));
  });

  it('are those whose process was of this machine and is gone, and all that wrote their last word', async () => {
    const witnessed = new WitnessedRuns();
    assert.ok(witnessed.saw(await recordOf('lost', { ...currentProcess(), pid: 0x7ffffffe })));
    assert.ok(witnessed.saw(await recordOf('failed', elsewhere)));
  });
});
