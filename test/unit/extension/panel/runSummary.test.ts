// What the panel's head shows follows from the manifest and the experiment.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { presets } from '../../../../src/experiment/presets.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { summarizeRun } from '../../../../src/extension/panel/runSummary.ts';
import { type Manifest, newManifest } from '../../../../src/runs/manifest.ts';

function example(presetId: string, changes: Partial<Manifest>) {
  const { experiment } = readExperiment(presets.find(({ id }) => id === presetId)?.text ?? '');
  assert.ok(experiment !== undefined);
  const created = {
    id: 'run',
    createdAt: '2026-01-01T00:00:00.000Z',
    experimentPath: '/x',
    overrides: [],
    askedBy: 'editor',
    launcher: { kind: 'local' },
    version: '0',
  } as const;
  return { experiment, manifest: { ...newManifest({ ...created, experiment }), ...changes } };
}

const figure = (iteration: number, loss: number, accuracy?: number) => ({
  iteration,
  loss,
  lossCi95: 0.1,
  ...(accuracy === undefined ? {} : { accuracy, accuracyCi95: 0.01 }),
});

describe('summarizeRun', () => {
  it('gives what the manifest has where the experiment cannot be read', () => {
    const { manifest } = example('mnist-digits', { latest: figure(100, 0.9, 0.7), best: figure(50, 0.8, 0.72) });
    const summary = summarizeRun(manifest, 'running', undefined, null);
    assert.deepEqual([summary.latest?.value, summary.best?.value], [0.7, 0.72]);
    assert.deepEqual([summary.algorithm.kind, summary.algorithm.stepSize], ['reptile', null]);
    assert.deepEqual([summary.evaluationTasks, summary.ways, summary.shots], [null, null, null]);
    assert.deepEqual(summary.published, { comparable: [], others: [] });
  });

  it('gives a classifier its accuracies and names its task', () => {
    const { manifest, experiment } = example('mnist-digits', {
      latest: figure(100, 0.9, 0.7),
      best: figure(50, 0.8, 0.72),
    });
    const summary = summarizeRun(manifest, 'running', experiment, null);
    assert.deepEqual(summary.quantities, ['accuracy', 'loss']);
    assert.deepEqual([summary.ways, summary.shots], [5, 5]);
    assert.equal(summary.latest?.value, 0.7);
    assert.deepEqual(summary.best, { value: 0.72, ci95: 0.01, iteration: 50 });
  });

  it('sets nothing published beside a run that went on with changed data', () => {
    const none = { count: 0, names: [] };
    const changes = { came: none, went: { count: 1, names: ['"cat"'] }, changed: none };
    const { manifest, experiment } = example('omniglot-5-way-1-shot-transductive', { latest: figure(100, 0.9, 0.7) });
    assert.notEqual(summarizeRun(manifest, 'running', experiment, null).published.comparable.length, 0);
    const dataChanges = [{ iteration: 50, at: '2026-01-01T00:00:00.000Z', changes }];
    const { published } = summarizeRun({ ...manifest, dataChanges }, 'running', experiment, null);
    assert.deepEqual(published, { comparable: [], others: [] });
  });

  it('says with what a run begins in the place of random parameters, however long that is called', () => {
    const { manifest, experiment } = example('mnist-digits', {});
    assert.equal(summarizeRun(manifest, 'running', experiment, null).beginsWith, null);
    const learned = { run: 'first', directory: '', iteration: 45, parametersSha256: 'ab'.repeat(32) };
    const begun = (run: string) => {
      const initializedFrom = { ...learned, run };
      return summarizeRun({ ...manifest, initializedFrom }, 'running', experiment, null).beginsWith ?? '';
    };
    assert.equal(begun('first'), 'first@45');
    assert.ok(begun('\u202e'.repeat(900)).length <= 60);
  });

  it('gives a regression its losses', () => {
    const { manifest, experiment } = example('sine-regression', { latest: figure(100, 0.9), best: figure(50, 0.8) });
    const summary = summarizeRun(manifest, 'running', experiment, null);
    assert.deepEqual([summary.quantities, summary.ways], [['loss'], null]);
    assert.deepEqual([summary.latest?.value, summary.best?.value], [0.9, 0.8]);
  });

  it('judges a policy by its return', () => {
    const latest = { ...figure(100, Number.NaN), return: -12.3, returnCi95: 0.8 };
    const { manifest, experiment } = example('sine-regression', { latest });
    const summary = summarizeRun(manifest, 'running', experiment, null);
    assert.deepEqual([summary.quantities, summary.latest?.value, summary.latest?.ci95], [['return'], -12.3, 0.8]);
  });

  it('knows what is measured from the untrained figure on, and nothing before', () => {
    const before = example('mnist-digits', {});
    assert.deepEqual(summarizeRun(before.manifest, 'running', before.experiment, null).quantities, []);
    const { manifest, experiment } = example('mnist-digits', { untrained: figure(0, 1.6, 0.2) });
    const summary = summarizeRun(manifest, 'running', experiment, null);
    assert.deepEqual([summary.quantities, summary.latest], [['accuracy', 'loss'], null]);
  });

  it('tells speed and time left while the run is at work, and the failure when it has failed', () => {
    const failure = { code: 'diskFull', text: 'ENOSPC', detail: 'Error: ENOSPC' } as const;
    const changes = { iteration: 100, metaIterations: 600, metaIterationsPerSecond: 10, failure };
    const { manifest, experiment } = example('sine-regression', changes);
    const running = summarizeRun(manifest, 'running', experiment, 0.5);
    assert.deepEqual([running.secondsLeft, running.metaIterationsPerSecond, running.failure], [250, 10, null]);
    const failed = summarizeRun(manifest, 'failed', experiment, 0.5);
    assert.deepEqual([failed.secondsLeft, failed.metaIterationsPerSecond], [null, null]);
    assert.deepEqual(failed.failure, { code: 'diskFull', text: 'ENOSPC' }, 'without what is for the log alone');
  });
});
