// The checkpoints of a run as a person chooses from them.

import assert from 'node:assert/strict';
import { listKeptCheckpoints } from '../../../src/runs/keptCheckpoints.ts';
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
    for (const { bytes } of kept) assert.ok(bytes > 1000 && bytes < 100_000, String(bytes));
  });
});
