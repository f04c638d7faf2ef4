// How a run stands in a sweep by successive halving, in words.

import assert from 'node:assert/strict';
import { experimentSchema } from '../../../../src/experiment/schema.ts';
import { halvingOfRun } from '../../../../src/launchers/sweeps/halvingOfRun.ts';
import { type Manifest, newManifest } from '../../../../src/runs/manifest.ts';
import type { HalvingRule } from '../../../../src/runs/runOrigin.ts';
import type { RunState } from '../../../../src/runs/runState.ts';
import { untranslated } from '../../../../src/words/translate.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

const experiment = experimentSchema.parse(tinyExperiment());
const halving: HalvingRule = { reductionFactor: 2, rungs: [5, 10], quantity: 'loss' };
const group: Manifest['group'] = { id: 'sweep', name: 'sweep', varies: [], halving };

function runOf(id: string, state: RunState, loss: number, changes: Partial<Manifest> = {}) {
  const made = { id, createdAt: '2026-11-29T00:00:00.000Z', experiment, experimentPath: '', overrides: [] };
  const manifest: Manifest = {
    ...newManifest({ ...made, askedBy: 'terminal', launcher: null, version: '1' }),
    group,
    metaIterations: 5,
    latest: { iteration: 5, loss, lossCi95: 0 },
    ...changes,
  };
  return { directory: `/runs/${id}`, state, manifest };
}

describe('how a run stands in its sweep', () => {
  const promoted = runOf('e', 'running', 1, {
    metaIterations: 10,
    continues: { run: 'a', directory: '/runs/a', iteration: 5, parametersSha256: '' },
  });
  const runs = [
    runOf('a', 'completed', 1, { promotedAs: 'e' }),
    runOf('b', 'completed', 2),
    runOf('c', 'completed', 3),
    runOf('d', 'failed', 4),
    promoted,
    runOf('f', 'running', 4),
  ];
  const said = (id: string) => {
    const run = runs.find(({ manifest }) => manifest.id === id);
    assert.ok(run !== undefined);
    return halvingOfRun(run, runs, untranslated)?.standing;
  };

  it('is said of one that went on, that goes on, that does not, that failed, and that is not there yet', () => {
    assert.equal(said('a'), 'Rung 1 of 2: loss 1 is number 1 of 4 at the end of this rung; it went on as e.');
    assert.equal(
      said('b'),
      'Rung 1 of 2: loss 2 is number 2 of 4 at the end of this rung; it goes on when there is a place.',
    );
    assert.equal(
      said('c'),
      'Rung 1 of 2: loss 3 is number 3 of 4 at the end of this rung; it does not go on, as 2 of these do.',
    );
    assert.equal(said('d'), 'Rung 1 of 2: it failed, and does not go on.');
    assert.equal(said('e'), 'Rung 2 of 2, not at its end yet.');
    assert.equal(said('f'), 'Rung 1 of 2, not at its end yet.');
  });

  it('comes with the rule, in the person’s language', () => {
    const words = halvingOfRun(promoted, runs, (message, ...args) => untranslated(`»${message}«`, ...args));
    assert.match(words?.standing ?? '', /^»»/);
    assert.match(words?.rule ?? '', /^»Rungs at 5, 10 meta-iterations; of 2 .* lowest »?loss«? goes on\.«$/);
  });

  it('is nothing of a run that is in no such sweep', () => {
    const alone = runOf('g', 'completed', 1, { group: null });
    assert.equal(halvingOfRun(alone, [...runs, alone], untranslated), undefined);
  });
});
