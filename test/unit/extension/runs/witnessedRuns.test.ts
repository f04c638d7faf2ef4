// Ends of runs that are told of: of this machine's processes, of runs whose heart was seen to beat, and of this moment.

import assert from 'node:assert/strict';
import { currentProcess } from '../../../../src/base/processIdentity.ts';
import type { RunRecord } from '../../../../src/extension/runs/runRecord.ts';
import { WitnessedRuns } from '../../../../src/extension/runs/witnessedRuns.ts';
import type { Manifest, RunProcess } from '../../../../src/runs/manifest.ts';
import { readManifest } from '../../../../src/runs/manifestFile.ts';
import { noMarks } from '../../../../src/runs/marks/marks.ts';
import type { RunState } from '../../../../src/runs/runState.ts';
import { newTestRun } from '../../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';

describe('the ends of runs', () => {
  const folder = useTemporaryFolder();
  const elsewhere: RunProcess = { host: 'elsewhere', pid: 1, startedAt: null };
  const gone = { ...currentProcess(), pid: 0x7ffffffe };
  const longAgo = '2026-01-01T00:00:00.000Z';
  const ends = ['failed', 'completed', 'stopped'] as const;

  async function recordOf(state: RunState, changes: Partial<Manifest>): Promise<RunRecord> {
    const directory = await newTestRun(folder(), { state: 'running', heartbeatAt: longAgo, ...changes });
    return { directory, manifest: await readManifest(directory), state, label: '', marks: noMarks };
  }

  /** The run as it is when its trainer has said its last word. */
  function ended(run: RunRecord, state: RunState, endedAt = longAgo): RunRecord {
    return { ...run, state, manifest: { ...run.manifest, process: null, endedAt, heartbeatAt: endedAt } };
  }

  const changed = (previous: RunRecord, current: RunRecord) => ({
    added: [],
    changed: [{ previous, current }],
    removed: [],
  });

  it('are no news where a file alone grew old or was replaced, wherever it was made', async () => {
    for (const process of [elsewhere, null]) {
      const running = await recordOf('running', { process });
      assert.deepEqual(new WitnessedRuns().endsIn(changed(running, { ...running, state: 'lost' })), []);
      for (const state of ends) {
        assert.deepEqual(new WitnessedRuns().endsIn(changed(running, ended(running, state, longAgo))), []);
        assert.deepEqual(
          new WitnessedRuns().endsIn(changed(running, ended(running, state, '2026-02-01T00:00:00Z'))),
          [],
        );
        const queued: RunRecord = { ...running, state: 'queued' };
        assert.deepEqual(new WitnessedRuns().endsIn(changed(queued, ended(queued, state))), []);
      }
    }
  });

  it('are news of a run whose heart was seen to beat, until it is gone', async () => {
    const previous = await recordOf('running', { process: elsewhere });
    const current = { ...previous, manifest: { ...previous.manifest, heartbeatAt: '2026-01-01T00:00:01.000Z' } };
    const lost: RunRecord = { ...current, state: 'lost' };
    const witnessed = new WitnessedRuns();
    assert.deepEqual(witnessed.endsIn(changed(previous, current)), []);
    assert.deepEqual(witnessed.endsIn(changed(current, lost)), [lost]);
    assert.deepEqual(witnessed.endsIn({ added: [], changed: [], removed: [lost] }), []);
    assert.deepEqual(witnessed.endsIn(changed(current, lost)), []);
  });

  it('are news of a run whose process was of this machine, also when its last word has taken it away', async () => {
    const running = await recordOf('running', { process: gone });
    const lost: RunRecord = { ...running, state: 'lost' };
    assert.deepEqual(new WitnessedRuns().endsIn(changed(running, lost)), [lost]);
    for (const state of ends) {
      const last = ended(running, state);
      assert.deepEqual(new WitnessedRuns().endsIn(changed(running, last)), [last]);
    }
  });

  it('are news of this moment, also of runs that were not seen before', async () => {
    const queued = await recordOf('queued', { process: null });
    const failed = ended(queued, 'failed', new Date().toISOString());
    assert.deepEqual(new WitnessedRuns().endsIn(changed(queued, failed)), [failed]);
    assert.deepEqual(new WitnessedRuns().endsIn({ added: [failed], changed: [], removed: [] }), [failed]);
    assert.deepEqual(new WitnessedRuns().endsIn({ added: [ended(queued, 'failed')], changed: [], removed: [] }), []);
  });

  it('are news once', async () => {
    const running = await recordOf('running', { process: gone });
    const failed = ended(running, 'failed');
    const witnessed = new WitnessedRuns();
    assert.equal(witnessed.endsIn(changed(running, failed)).length, 1);
    assert.equal(witnessed.endsIn(changed(failed, { ...failed, label: 'seed 2' })).length, 0);
  });
});
