// The head of the panel in words: what a person is told about each state.

import assert from 'node:assert/strict';
import { recordedQuantities } from '../../../../src/runs/quantities.ts';
import { tags } from '../../../../src/runs/tags.ts';
import { runFacts } from '../../../../webview/head/runFacts.ts';
import { announceState, describeProtocol, keyFigures, stateNotice } from '../../../../webview/head/runWords.ts';
import { liveModel, liveOf, points, summary } from '../messages.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
describe('run view', () => {
  it('says why a queued run waits for the person', () => {
    const run = summary({ state: 'queued', needsApproval: true });
    assert.match(stateNotice(run)?.text ?? '', /not queued by you on this machine/);
    assert.match(announceState(run), /^Queued elsewhere: start it yourself\. It was not queued by you/);
  });

  it('shows why a run failed, in the trainer’s words', () => {
    const notice = stateNotice(summary({ state: 'failed', failure: { code: 'data', text: 'The loss overflowed.' } }));
    assert.deepEqual([notice?.tone, notice?.text], ['error', 'The loss overflowed.']);
    assert.match(stateNotice(summary({ state: 'failed' }))?.text ?? '', /log/);
  });

  it('says where a lost run would go on', () => {
    assert.match(
      stateNotice(summary({ state: 'lost', checkpointIteration: 1500 }))?.text ?? '',
      /checkpoint at meta-iteration 1,500/,
    );
    assert.match(stateNotice(summary({ state: 'lost', checkpointIteration: null }))?.text ?? '', /from the beginning/);
  });

  it('says what a start that takes time is busy with', () => {
    const loading = { activity: 'decodingImages', done: 12_000, total: 60_000 } as const;
    assert.match(stateNotice(summary({ state: 'starting', loading }))?.text ?? '', /decoding 12,000 of 60,000 images/);
    assert.equal(stateNotice(summary({ state: 'starting' })), undefined);
  });

  it('announces a state with its reason only where it is bad news', () => {
    assert.equal(announceState(summary({ state: 'paused' })), 'Paused at meta-iteration 200 of 1,000.');
    assert.match(
      announceState(summary({ state: 'failed', failure: { message: 'No memory.' } })),
      /^Failed at .* No memory\.$/,
    );
  });

  it('tells the time left only of runs that go on', () => {
    const labels = (state: 'running' | 'completed') =>
      runFacts({ run: summary({ state }), series: new Map() }).map((fact) => fact.label);
    assert.ok(labels('running').includes('Time left'));
    assert.ok(!labels('completed').includes('Time left'));
  });

  it('tells what computes, why, in how much memory, and what part of the time workers wait', () => {
    const facts = (run: Parameters<typeof summary>[0]) => {
      const shown = runFacts({ run: summary(run), series: new Map() }).map(({ label, value, unit, note }) => [
        label,
        plain([value, unit, note].filter((part) => part !== '').join(' ')),
      ]);
      return Object.fromEntries(shown);
    };
    const { Engine, Workers, Memory } = facts({});
    assert.deepEqual([Engine, Workers, Memory], ['fused simd 5x8 supports the model', '2 4 % idle', '15.0 MB']);
    assert.equal(facts({ workers: 1 }).Workers, '1');
    const early = facts({
      engineVariant: null,
      engineReason: null,
      workers: null,
      memoryBytes: null,
      workerIdleShare: null,
    });
    assert.deepEqual([early.Engine, early.Workers, early.Memory], [undefined, undefined, undefined]);
    assert.equal(facts({ engineReason: null }).Engine, 'fused simd 5x8');
  });

  it('sets the latest and the best figure beside the untrained initialization’s', () => {
    const series = [
      points(recordedQuantities.accuracy.tags.mean, [0, 100], [0.46, 0.82]),
      points(recordedQuantities.accuracy.tags.ci95, [0, 100], [0.024, 0.019]),
    ];
    const { name, figures } = keyFigures(liveOf(liveModel({ series })));
    assert.equal(name, 'Held-out accuracy');
    assert.deepEqual(
      figures.map(({ label, value }) => [label, plain(value)]),
      [
        ['Latest', '80.0 ± 2.0 %'],
        ['Best', '82.0 ± 1.9 %'],
        ['Untrained', '46.0 ± 2.4 %'],
      ],
    );
  });

  it('judges regression by its loss and a policy by its return', () => {
    const run = summary({ quantities: ['loss'], latest: { value: null, ci95: null, iteration: 9 }, best: null });
    const { name, figures } = keyFigures(liveOf(liveModel({ run })));
    assert.equal(name, 'Held-out loss');
    assert.deepEqual(
      figures.map((figure) => figure.value),
      ['not a number', '–', '–'],
    );
    const policy = summary({ quantities: ['return'], latest: { value: -12.31, ci95: 0.84, iteration: 9 } });
    assert.equal(plain(keyFigures(liveOf(liveModel({ run: policy }))).figures[0]?.value ?? ''), '−12.3 ± 0.8');
  });

  it('names the algorithm, an outer optimizer that is not its usual one, and what ε is', () => {
    const algorithm = { kind: 'reptile', outerOptimizer: 'adam', stepSize: 'outerLearningRate' } as const;
    const run = summary({ algorithm });
    const series = new Map([[tags.metaStepSize, points(tags.metaStepSize, [1, 2], [0.001, 0.00098765])]]);
    const facts = new Map(runFacts({ run, series }).map(({ label, value }) => [label, value]));
    assert.deepEqual([facts.get('Outer optimizer'), facts.get('Outer learning rate')], ['Adam', '9.88e-4']);
    assert.equal(describeProtocol(run).badges[0], 'Reptile');
    const usual = new Map(runFacts({ run: summary(), series }).map(({ label, value }) => [label, value]));
    assert.deepEqual([usual.get('Outer optimizer'), usual.get('Meta step size')], [undefined, '9.88e-4']);
  });

  it('keeps the place of the figures free before the first evaluation', () => {
    const { name, figures } = keyFigures(
      liveOf(liveModel({ run: summary({ quantities: [], latest: null, best: null }) })),
    );
    assert.equal(name, 'Held-out tasks');
    assert.deepEqual(
      figures.map((figure) => figure.value),
      ['–', '–', '–'],
    );
  });

  it('sets the published figure of the same protocol beside its own', () => {
    const published = { figure: 'accuracy', value: 0.9539, ci95: 0.0009, source: 'the paper' } as const;
    const other = { ...published, transductive: true, differs: [] };
    const run = summary({ published: { comparable: [published], others: [other] } });
    const shown = keyFigures(liveOf(liveModel({ run }))).figures.at(-1);
    assert.deepEqual(
      [shown?.label, plain(shown?.value ?? ''), shown?.note],
      ['Published', '95.39 ± 0.09 %', 'the paper'],
    );
  });
});
