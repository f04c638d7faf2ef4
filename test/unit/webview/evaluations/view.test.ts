// Stored evaluations in words: a row of the table, the curve, the calibration and the mistakes.

import assert from 'node:assert/strict';
import type { EvaluationSummary } from '../../../../src/panel/panelMessages.ts';
import {
  evaluationCurveView,
  evaluationRow,
  evaluationsView,
  mistakeRows,
  reliabilityView,
} from '../../../../webview/evaluations/view.ts';
import { changeLooks, firstLooks } from '../../../../webview/looks.ts';
import { noticeOf } from '../../../support/noticeWords.ts';
import { evaluation } from '../messages.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

const regression: EvaluationSummary = {
  ...evaluation,
  shots: null,
  quantity: 'loss',
  published: [],
  baselines: null,
  classification: null,
  parameters: 'random',
  curve: { iteration: 0, steps: [0, 32], measured: { loss: { means: [3.5, null], ci95s: [0.2, null] } } },
};

describe('evaluationRow', () => {
  it('says protocol, tasks, figures before and after, what is published and of which checkpoint', () => {
    const { when, ...row } = evaluationRow(evaluation);
    assert.match(when, /2026/);
    assert.deepEqual(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])), {
      file: 'evaluation-1.json',
      protocol: '1-shot, not transductive',
      tasks: '10,000',
      before: '20.1 ± 0.3 %',
      after: '95.20 ± 0.10 %',
      published: '95.39 ± 0.09 %',
      baselines: 'nearest neighbour 43.1 ± 0.4 %',
      checkpoint: 'meta-iteration 100,000',
    });
  });

  it('says in the place of what is published why an evaluation stands for itself', () => {
    const row = evaluationRow({ ...evaluation, published: [], apart: 'acceptedChanges' });
    assert.equal(row.published, 'measured on changed data, as asked for');
  });

  it('calls what a run begins with in the place of random parameters by its name, not untrained', () => {
    assert.equal(evaluationRow({ ...regression, parameters: 'beginning' }).checkpoint, 'what the run begins with');
  });

  it('leaves transduction out where nothing is classified, and a diverged loss is no number', () => {
    const row = evaluationRow(regression);
    assert.deepEqual(
      [row.protocol, row.after, row.published, row.checkpoint],
      ['held-out tasks', 'not a number', '', 'untrained'],
    );
  });
});

describe('evaluationCurveView', () => {
  it('draws the figure against inner steps with the published one, and says what the interval is', () => {
    const view = evaluationCurveView(evaluation);
    assert.deepEqual(
      view.lines[0]?.points.map(({ x, y }) => [x, y]),
      [
        [0, 0.201],
        [50, 0.952],
      ],
    );
    assert.deepEqual([view.references[0]?.y, view.references[0]?.halfWidth], [0.9539, 0.0009]);
    assert.match(plain(view.caption), /95 % interval of the mean over 10,000 tasks/);
    assert.deepEqual([view.references[1]?.y, view.references[1]?.label], [0.431, 'Nearest neighbour']);
    assert.match(plain(view.caption), /\. The run is better than every baseline\.$/);
    assert.equal(
      plain(view.summary),
      'Accuracy of the evaluation: 20.1 ± 0.3 % before adapting, 95.20 ± 0.10 % after 50 inner steps.',
    );
  });
});

describe('baselines of an evaluation', () => {
  const [baseline] = evaluation.baselines ?? [];
  const captionOf = (difference: { mean: number | null; ci95: number | null }, iteration = 100) =>
    evaluationCurveView({
      ...evaluation,
      curve: { ...evaluation.curve, iteration },
      baselines: baseline === undefined ? [] : [{ ...baseline, difference }],
    }).caption;

  it('are beaten only with the whole interval, and otherwise it says that meta-training does not pay', () => {
    assert.match(captionOf({ mean: 0.02, ci95: 0.01 }), /better than every baseline\.$/);
    assert.match(
      captionOf({ mean: 0.02, ci95: 0.03 }),
      /Not better than: nearest neighbour\. After 100 meta-iterations, meta-training does not pay here\.$/,
    );
    assert.match(captionOf({ mean: -0.02, ci95: 0.01 }, 0), /Not better than: nearest neighbour\.$/);
    assert.match(captionOf({ mean: 0.02, ci95: null }), /too few tasks/);
    assert.match(captionOf({ mean: null, ci95: null }), /adaptation diverged the run has no figure/);
  });

  it('are not spoken of where nobody asked, and there are none for control', () => {
    assert.doesNotMatch(evaluationCurveView({ ...evaluation, baselines: null }).caption, /baseline/);
    assert.match(evaluationCurveView({ ...evaluation, baselines: [] }).caption, /no classical baseline for control/);
  });
});

describe('reliabilityView', () => {
  it('sets accuracy against confidence before and after adapting, with the diagonal', () => {
    const view = reliabilityView(evaluation);
    assert.deepEqual(
      view?.lines.map(({ key, points }) => [key, points.length]),
      [
        ['ideal', 2],
        ['before', 1],
        ['after', 2],
      ],
    );
    assert.equal(
      plain(view?.lines[2]?.describe?.(1) ?? ''),
      'After adapting: right 97.0 % of the time, 40,000 answers',
    );
    assert.equal(
      plain(view?.summary ?? ''),
      'Calibration: expected calibration error 30.0 % before adapting, 1.2 % after.',
    );
    assert.match(view?.csv() ?? '', /^moment,mean_confidence,accuracy,answers\nbefore,0\.5,0\.2,50000\n/);
  });

  it('is nothing where nothing is classified', () => {
    assert.equal(reliabilityView(regression), undefined);
    assert.deepEqual(mistakeRows(regression), []);
  });
});

describe('mistakeRows', () => {
  it('say what was taken for what, and how often', () => {
    assert.deepEqual(
      mistakeRows(evaluation).map(({ actual, predicted, times }) => [actual, predicted, plain(times)]),
      [['Tagalog/character07', 'Tagalog/character03', '12 of 240 times']],
    );
  });
});

describe('the section of evaluations', () => {
  const second = { ...regression, file: 'evaluation-2.json' };
  const list = { evaluations: [second, evaluation], problems: ['One is damaged.', 'Two is damaged.'].map(noticeOf) };
  const open = (file: string | null) => evaluationsView(list, changeLooks(firstLooks, { kind: 'evaluation', file }));

  it('has a row for each evaluation, the opened one marked, and says what cannot be read', () => {
    const { rows, problems } = open('evaluation-1.json');
    assert.deepEqual(
      rows.map(({ file, isChosen }) => [file, isChosen]),
      [
        ['evaluation-2.json', false],
        ['evaluation-1.json', true],
      ],
    );
    assert.equal(problems, 'One is damaged. Two is damaged.');
  });

  it('shows in full the one that is opened, calibration and mistakes only of classifiers', () => {
    const ofClassifier = open('evaluation-1.json').details;
    assert.deepEqual([ofClassifier?.calibration?.title, ofClassifier?.mistakes.length], ['Calibration', 1]);
    const ofRegression = open('evaluation-2.json').details;
    assert.deepEqual([ofRegression?.curve.title, ofRegression?.calibration], ['Adaptation curve', undefined]);
  });

  it('shows none in full before one is opened, or when the opened one was deleted', () => {
    assert.equal(open(null).details, undefined);
    assert.equal(open('evaluation-9.json').details, undefined);
  });
});
