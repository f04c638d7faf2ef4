// The checkpoints of a run as a person chooses from them.

import assert from 'node:assert/strict';
import { listKeptCheckpoints, withRecordedFigures } from '../../../src/runs/keptCheckpoints.ts';
import { readFigures } from '../../../src/runs/readFigures.ts';
import { carryOutRun } from '../../../src/trainer/carryOutRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { newTinyRun } from '../trainer/trainerFixture.ts';

describe('the checkpoints that a run has', () => {
  const folder = useTemporaryFolder();

  it('come newest first, with their sizes and the figures that the manifest still knows', async () => {
    const directory = await newTinyRun(folder(), {
      algorithm: { metaStepSize: 2, metaStepSizeFinal: 2 },
      checkpoint: { every: 15, keep: 2 },
    });
    assert.deepEqual(await listKeptCheckpoints(directory, { latest: null, best: null, untrained: null }), []);
    const { manifest } = await carryOutRun(directory);
    const kept = await listKeptCheckpoints(directory, manifest);
    assert.deepEqual(
      kept.map(({ iteration, isBest, isNewest, figure }) => [iteration, isBest, isNewest, figure?.iteration]),
      [
        [60, false, true, 60],
        [45, false, false, undefined],
        [20, true, false, 20],
        [0, false, false, 0],
      ],
    );
    assert.deepEqual(await withRecordedFigures(directory, kept), kept);
    for (const { bytes } of kept) assert.ok(bytes > 1000 && bytes < 100_000, String(bytes));
  });

  it('have figures that only the event files tell', async () => {
    const directory = await newTinyRun(folder(), { checkpoint: { every: 20, keep: 9 } });
    const { manifest } = await carryOutRun(directory);
    const unmeasured = await listKeptCheckpoints(directory, { latest: null, best: null, untrained: null });
    const measured = await withRecordedFigures(directory, unmeasured);
    const losses = (await readFigures(directory)).get('eval/loss');
    assert.deepEqual(
      measured.map(({ iteration, figure }) => [iteration, figure?.loss]).reverse(),
      losses?.map(({ iteration, value }) => [iteration, value]),
    );
    assert.equal(losses?.length, 4);
    // The manifest has seven digits of it.
    const [told, kept] = [measured[0]?.figure?.lossCi95, manifest.latest?.lossCi95];
    assert.ok(told !== undefined && kept !== undefined && Math.abs(told - kept) < 1e-5, `${told} for ${kept}`);
  });
});
