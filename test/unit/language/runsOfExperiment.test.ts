// The code lens's words on an experiment's runs.

import assert from 'node:assert/strict';
import { type LatestRun, summarizeRuns } from '../../../src/extension/language/runsOfExperiment.ts';
import { untranslated } from '../../../src/words/translate.ts';

describe('runs in the code lens', () => {
  const latest = (part: Partial<LatestRun>): LatestRun => ({
    directory: '/runs/a',
    state: 'completed',
    iteration: 1200,
    metaIterations: 30_000,
    figure: '93.2 % ± 0.7 %',
    ...part,
  });

  it('are counted, with the latest figure', () => {
    assert.equal(summarizeRuns({ count: 1, latest: latest({}) }, untranslated), '1 run · latest 93.2 % ± 0.7 %');
    assert.equal(
      summarizeRuns({ count: 12_000, latest: latest({}) }, untranslated),
      '12,000 runs · latest 93.2 % ± 0.7 %',
    );
  });

  it('say how far a run has come, and how it ended', () => {
    assert.equal(
      summarizeRuns({ count: 2, latest: latest({ state: 'running' }) }, untranslated),
      '2 runs · latest running at 1200 of 30,000, 93.2 % ± 0.7 %',
    );
    assert.equal(
      summarizeRuns({ count: 2, latest: latest({ state: 'queued', figure: undefined }) }, untranslated),
      '2 runs · latest queued',
    );
    assert.equal(
      summarizeRuns({ count: 2, latest: latest({ state: 'lost' }) }, untranslated),
      '2 runs · latest lost, 93.2 % ± 0.7 %',
    );
    assert.equal(
      summarizeRuns({ count: 2, latest: latest({ figure: undefined }) }, untranslated),
      '2 runs · latest completed',
    );
  });
});
