// What the charts say of a run: lines, bands, legends, captions and text alternatives, before anything is drawn.

import assert from 'node:assert/strict';
import type { SeriesPoints } from '../../../src/panel/panelMessages.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { tags } from '../../../src/runs/tags.ts';
import { adaptationView } from '../../../webview/adaptation/view.ts';
import { emptyTextOf } from '../../../webview/charts/emptyText.ts';
import { fitScale } from '../../../webview/charts/fitScale.ts';
import { heldOutView } from '../../../webview/heldOut/view.ts';
import { defaultChoices } from '../../../webview/model.ts';
import { curveFitView } from '../../../webview/sample/curveFitView.ts';
import { trainingLossView } from '../../../webview/training/view.ts';
import { curve, liveModel, liveOf, points, summary } from './messages.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const training = [points(tags.trainingLossFirst, [1, 2], [2, 1.5]), points(tags.trainingLossLast, [1, 2], [1, 0.25])];
const heldOut = [
  points(recordedQuantities.accuracy.tags.mean, [0, 100, 200], [0.46, 0.82, 0.8]),
  points(recordedQuantities.accuracy.tags.ci95, [0, 100, 200], [0.02, 0.019, 0.02]),
  points(recordedQuantities.loss.tags.mean, [0, 100, 200], [1.5, 0.55, 0.6]),
  points(recordedQuantities.loss.tags.ci95, [0, 100, 200], [0.1, 0.04, 0.05]),
];
const live = (changes = {}) =>
  liveOf(liveModel({ series: [...training, ...heldOut], curves: [curve(0), curve(100), curve(200)], ...changes }));

describe('training loss view', () => {
  it('is nothing before the first meta-iteration', () => {
    assert.equal(trainingLossView(liveOf(liveModel()), defaultChoices), undefined);
  });

  it('draws the measured losses faintly behind the smoothed ones, and describes the smoothed ones', () => {
    const view = trainingLossView(live(), { ...defaultChoices, smoothing: 0.5 });
    assert.deepEqual(
      view?.lines.map(({ key, opacity, describe }) => [key, opacity < 0.5, describe?.(1)]),
      [
        ['first/measured', true, undefined],
        ['first', false, 'First inner batch: 1.67 (measured 1.50)'],
        ['last/measured', true, undefined],
        ['last', false, 'Last inner batch: 0.500 (measured 0.250)'],
      ],
    );
    assert.match(view?.caption ?? '', /weight 0\.5/);
    assert.equal(
      view?.summary,
      'Training loss up to meta-iteration 2: first inner batch 1.67 smoothed, 1.50 measured; last inner batch 0.500 smoothed, 0.250 measured.',
    );
  });

  it('draws one line each without smoothing', () => {
    const view = trainingLossView(live(), { ...defaultChoices, smoothing: 0, logarithmicLoss: true });
    assert.deepEqual(
      view?.lines.map((line) => line.key),
      ['first', 'last'],
    );
    assert.equal(view?.y.scale, 'logarithmic');
  });
});

describe('a logarithmic axis', () => {
  const logarithmic = { ...defaultChoices, smoothing: 0, logarithmicLoss: true };
  function fitted(first: readonly number[], last: readonly number[]) {
    const iterations = first.map((_, index) => index + 1);
    const series = [points(tags.trainingLossFirst, iterations, first), points(tags.trainingLossLast, iterations, last)];
    const view = trainingLossView(live({ series }), logarithmic);
    assert.ok(view !== undefined);
    return fitScale(view);
  }

  it('is left as it is where every value has a place on it', () => {
    const { y, caption } = fitted([2, 1.5], [1, 0.25]);
    assert.equal(y.scale, 'logarithmic');
    assert.doesNotMatch(caption, /logarithmic|linear/);
  });

  it('says how many points it cannot show', () => {
    const { y, caption } = fitted([2, 1.5, -0.5], [1, 0, Number.NaN]);
    assert.equal(y.scale, 'logarithmic');
    assert.match(plain(caption), / 2 of 5 points at or below 0 cannot be shown on a logarithmic axis\.$/);
  });

  it('becomes linear, and says so, where it could show nothing', () => {
    const { y, caption } = fitted([-2, -1.5], [-1, 0]);
    assert.equal(y.scale, 'linear');
    assert.match(caption, / The axis is linear, since no value is above 0\.$/);
  });
});

describe('what stands where a chart would be', () => {
  it('is what is waited for while it may come, and that it never came afterwards', () => {
    for (const state of ['queued', 'starting', 'running', 'paused', 'stopping'] as const) {
      assert.equal(emptyTextOf('training', state), 'Waiting for the first meta-iteration…');
    }
    for (const state of ['completed', 'stopped', 'failed', 'lost'] as const) {
      assert.equal(emptyTextOf('training', state), 'The run ended before its first meta-iteration.');
      assert.match(emptyTextOf('heldOut', state), /^The run ended before its first evaluation on held-out tasks\.$/);
      assert.match(emptyTextOf('sample', state), /^The run ended before its first evaluation, /);
    }
  });
});

describe('held-out view', () => {
  it('shows accuracy with its band, the untrained initialization as a line and the best as a mark', () => {
    const view = heldOutView(live(), defaultChoices);
    assert.deepEqual(
      view?.bands[0]?.upper.map(({ y }) => y.toFixed(3)),
      ['0.480', '0.839', '0.820'],
    );
    assert.equal(view?.references[0]?.y, 0.46);
    assert.deepEqual([view?.marks[0]?.x, view?.marks[0]?.y], [100, 0.82]);
    assert.deepEqual(
      view?.legend.map((entry) => plain(entry.label)),
      ['Accuracy, 95 % interval', 'Best 82.0 %', 'Untrained 46.0 %'],
    );
    assert.match(plain(view?.caption ?? ''), /Band: 95 % interval of the mean over the 100 tasks\.$/);
    assert.equal(
      plain(view?.summary ?? ''),
      'Held-out accuracy at meta-iteration 200: 80.0 ± 2.0 %. Best: 82.0 % at meta-iteration 100. Untrained initialization: 46.0 %.',
    );
  });

  it('draws training classes as a second, quieter line where they are measured', () => {
    const { trainingTags } = recordedQuantities.accuracy;
    const beside = [
      points(trainingTags.mean, [0, 100, 200], [0.5, 0.9, 0.95]),
      points(trainingTags.ci95, [0, 100, 200], [0.02, 0.01, 0.01]),
    ];
    const view = heldOutView(live({ series: [...training, ...heldOut, ...beside] }), defaultChoices);
    assert.deepEqual(
      view?.lines.map(({ key, width, describe }) => [key, width, plain(describe?.(2) ?? '')]),
      [
        ['heldOut', 2, 'Accuracy: 80.0 ± 2.0 %'],
        ['trainingClasses', 1, 'Training classes: 95.0 ± 1.0 %'],
      ],
    );
    assert.equal(view?.bands.length, 1);
    assert.ok(view?.legend.some(({ label }) => label === 'Training classes'));
    assert.match(plain(view?.summary ?? ''), /Training classes: 95\.0 ± 1\.0 %\./);
    assert.match(view?.csv() ?? '', /training_classes\/accuracy,training_classes\/accuracy_ci95/);
  });

  it('shows the loss when it is chosen, on a logarithmic axis with a band that stays above zero', () => {
    const wide = [
      points(recordedQuantities.loss.tags.mean, [0, 100], [1.5, 0.5]),
      points(recordedQuantities.loss.tags.ci95, [0, 100], [2, 0.1]),
    ];
    const view = heldOutView(live({ series: wide }), {
      ...defaultChoices,
      heldOutQuantity: 'loss',
      logarithmicLoss: true,
    });
    assert.equal(view?.y.scale, 'logarithmic');
    assert.equal(view?.bands[0]?.lower[0]?.y, 0.05);
  });

  it('never has a share outside 0 and 1', () => {
    const sure = [
      points(recordedQuantities.accuracy.tags.mean, [0], [1]),
      points(recordedQuantities.accuracy.tags.ci95, [0], [0.1]),
    ];
    assert.equal(heldOutView(live({ series: sure }), defaultChoices)?.bands[0]?.upper[0]?.y, 1);
  });

  it('shows the loss of a regression run, whatever was chosen for classification', () => {
    const view = heldOutView(live({ run: summary({ quantities: ['loss'], ways: null }) }), defaultChoices);
    assert.equal(view?.y.title, 'Loss');
  });

  it('calls nothing the best that is the untrained initialization itself', () => {
    const best = { value: 0.46, ci95: 0.02, iteration: 0 };
    assert.deepEqual(heldOutView(live({ run: summary({ best }) }), defaultChoices)?.marks, []);
  });
});

describe('published figures in the held-out view', () => {
  const published = { figure: 'accuracy', value: 0.9539, ci95: 0.0009, source: 'Nichol et al. 2018, table 2' } as const;
  const viewOf = (changes: Parameters<typeof summary>[0], seriesOfRun: readonly SeriesPoints[] = heldOut) =>
    heldOutView(live({ run: summary(changes), series: seriesOfRun }), defaultChoices);

  it('are labelled lines with their interval, named in legend and text alternative', () => {
    const view = viewOf({ published: { comparable: [published], others: [] } });
    const line = view?.references.at(-1);
    assert.deepEqual(
      [line?.stroke, line?.y, line?.halfWidth, plain(line?.label ?? '')],
      ['dotted', 0.9539, 0.0009, 'Published 95.39 ± 0.09 %'],
    );
    const entry = view?.legend.at(-1);
    assert.equal(plain(entry?.label ?? ''), 'Published 95.39 ± 0.09 % (Nichol et al. 2018, table 2)');
    assert.deepEqual([entry?.group, entry?.startsHidden], [line?.group, false]);
    assert.match(plain(view?.summary ?? ''), /Published 95\.39 ± 0\.09 % \(Nichol et al\. 2018, table 2\)\.$/);
    assert.match(view?.csv() ?? '', /0\.9539,0\.0009\n/);
  });

  it('stand in words alone where they were measured in another way', () => {
    const others = [
      { ...published, transductive: true, differs: ['task.ways: 20'] },
      { ...published, figure: 'loss', shots: 5, differs: [] } as const,
    ];
    const view = viewOf({ published: { comparable: [], others } });
    assert.deepEqual(
      view?.references.map(({ key }) => key),
      ['untrained'],
    );
    assert.match(
      plain(view?.caption ?? ''),
      / Published for other settings: 95\.39 ± 0\.09 %, transductive, task\.ways: 20 \(Nichol et al\. 2018, table 2\)\.$/,
    );
  });

  it('wait to be pressed where they would press the data flat', () => {
    const returns = [points(recordedQuantities.return.tags.mean, [0, 100], [-1200, -1000])];
    const entryOf = (value: number) =>
      viewOf(
        { quantities: ['return'], published: { comparable: [{ figure: 'return', value, source: 'x' }], others: [] } },
        returns,
      )?.legend.at(-1);
    assert.equal(entryOf(-15)?.startsHidden, true);
    assert.equal(entryOf(-300)?.startsHidden, false);
    assert.equal(plain(entryOf(-15)?.label ?? ''), 'Published −15.0 (x)');
  });
});

describe('baselines in the held-out view', () => {
  it('are lines with their names, of the quantity that is shown', () => {
    const baselines = [
      { name: 'tfidfCentroid', quantity: 'accuracy', after: { mean: 0.954, ci95: 0.003 } },
      { name: 'ridge', quantity: 'loss', after: { mean: 2, ci95: null } },
    ] as const;
    const view = heldOutView(live({ run: summary({ baselines }), series: heldOut }), defaultChoices);
    const line = view?.references.at(-1);
    assert.deepEqual([line?.y, line?.halfWidth, line?.label], [0.954, 0.003, 'TF-IDF nearest centroid']);
    assert.equal(plain(view?.legend.at(-1)?.label ?? ''), 'TF-IDF nearest centroid 95.4 ± 0.3 %');
    assert.match(plain(view?.summary ?? ''), /\. Without meta-training: TF-IDF nearest centroid 95\.4 ± 0\.3 %\.$/);
    assert.equal(view?.legend.filter(({ group }) => group.startsWith('baseline/')).length, 1);
  });
});

describe('adaptation view', () => {
  it('puts the newest evaluation in front, earlier ones fading behind it, the untrained one dashed', () => {
    const view = adaptationView(live(), defaultChoices);
    assert.deepEqual(
      view?.lines.map(({ key, stroke }) => [key, stroke]),
      [
        ['earlier/0', 'solid'],
        ['untrained', 'dashed'],
        ['newest', 'solid'],
      ],
    );
    assert.equal(plain(view?.lines.at(-1)?.describe?.(2) ?? ''), 'Meta-iteration 200: 80.0 ± 2.0 %');
    assert.equal(plain(view?.x.describe(1) ?? ''), 'After 1 inner step');
    assert.match(
      plain(view?.summary ?? ''),
      /at meta-iteration 200: 20\.0 ± 2\.0 % before adapting, 80\.0 ± 2\.0 % after 50 inner steps\./,
    );
    assert.equal(view?.csv().split('\n').length, 1 + 3 * 3 + 1);
  });

  it('shows the untrained curve with its band until there is another one', () => {
    const view = adaptationView(live({ curves: [curve(0)] }), defaultChoices);
    assert.deepEqual(
      view?.lines.map((line) => line.key),
      ['untrained'],
    );
    assert.equal(view?.bands[0]?.group, 'untrained');
  });
});

describe('curve fit view', () => {
  const task = { kind: 'curve', queryX: [1, 0], queryY: [3, 2], supportX: [0.5], supportY: [2.5] } as const;

  it('draws truth, support, and the answers before, between and after', () => {
    const sample = {
      task,
      steps: [0, 1, 32],
      outputs: [
        [0, 0],
        [1, 1],
        [3, 1],
      ],
    } as const;
    const view = curveFitView(sample, task);
    assert.deepEqual(
      view.lines.map((line) => line.key),
      ['truth', 'between/0', 'before', 'after', 'support'],
    );
    assert.deepEqual(view.lines[0]?.points, [
      { x: 0, y: 2 },
      { x: 1, y: 3 },
    ]);
    assert.equal(
      plain(view.summary),
      'A held-out task’s function and the model’s fit: mean squared error 6.50 before adapting, 0.500 after 32 inner steps.',
    );
    assert.equal(
      view.csv(),
      'x,true_y,prediction_after_0_steps,prediction_after_1_steps,prediction_after_32_steps\n0,2,0,1,1\n1,3,0,1,3\n',
    );
  });
});
