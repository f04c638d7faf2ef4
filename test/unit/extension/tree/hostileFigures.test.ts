// Figures, times and shares out of all reason: what the editor and the panel say of them is never nonsense.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { presets } from '../../../../src/experiment/presets.ts';
import { readExperiment } from '../../../../src/experiment/readExperiment.ts';
import { evaluationWords, reportFileName } from '../../../../src/extension/commands/evaluationReport.ts';
import { reportDocument } from '../../../../src/extension/commands/reportDocument.ts';
import type { ComparisonLine, EvaluationLine } from '../../../../src/extension/commands/reportLines.ts';
import { summarizeRuns } from '../../../../src/extension/language/runsOfExperiment.ts';
import { summarizeRun } from '../../../../src/extension/panel/runSummary.ts';
import { newManifest } from '../../../../src/runs/manifest.ts';
import type { RunState } from '../../../../src/runs/runState.ts';
import { describeLoading } from '../../../../src/words/describeLoading.ts';
import * as figures from '../../../../src/words/formatFigures.ts';
import { untranslated } from '../../../../src/words/translate.ts';
import {
  evaluationCurveView,
  evaluationRow,
  mistakeRows,
  reliabilityView,
} from '../../../../webview/evaluations/view.ts';
import { runFacts } from '../../../../webview/head/runFacts.ts';
import {
  announceState,
  describeProtocol,
  keyFigures,
  progressWords,
  shareDone,
  stateNotice,
} from '../../../../webview/head/runWords.ts';
import { attackTexts } from '../../../support/attackTexts.ts';
import { hostileChanges, hostileNumber, nonsense } from '../../../support/hostileManifests.ts';
import { evaluation, liveModel, liveOf } from '../../webview/messages.ts';

const anyNumber = fc.oneof(
  hostileNumber,
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const state = fc.constantFrom<RunState[]>(
  'queued',
  'starting',
  'running',
  'paused',
  'stopping',
  'completed',
  'stopped',
  'failed',
  'lost',
);

function assertSensible(texts: readonly string[]): void {
  for (const text of texts) {
    assert.doesNotMatch(text, nonsense);
    assert.ok(text.length < 80, text);
  }
}

describe('figures of the editor and the panel', () => {
  it('are never nonsense, and never hundreds of digits', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (value, other) => {
        assertSensible([
          figures.formatCount(value),
          figures.formatLoss(value),
          figures.formatLossInterval(value, other),
          figures.formatPercent(value),
          figures.formatPercentInterval(value, other),
          figures.formatShareInterval(value, other),
          figures.formatReturn(value),
          figures.formatReturnInterval(value, other),
          figures.formatSpeed(value),
          figures.formatDuration(value),
          figures.formatDurationRoughly(value),
          figures.formatProgress(value, other),
          figures.formatTick(value),
          figures.formatPercentTick(value),
          figures.formatQuantity(value, 'task'),
          describeLoading({ activity: 'decodingImages', done: value, total: other }, untranslated),
          ...(['accuracy', 'loss', 'return'] as const).map((figure) =>
            figures.formatPublished({ figure, value, ci95: other, source: 'a paper' }),
          ),
          summarizeRuns(
            {
              count: 2,
              latest: { directory: '/a', state: 'running', iteration: 5, metaIterations: 0, figure: undefined },
            },
            untranslated,
          ),
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  it('say of a time that is none that it is unknown', () => {
    for (const time of ['yesterday', '', 'NaN', '+275760-09-13T00:00:00.001Z'])
      assert.equal(figures.formatTime(time), 'unknown time');
    assertSensible([figures.formatTime('2026-01-01T00:00:00.000Z')]);
  });

  it('keep shares of the work between nothing and all', () => {
    assert.equal(figures.formatProgress(-5, 10), '0\u00a0%');
    assert.equal(figures.formatProgress(20, 10), '100\u00a0%');
    assert.equal(figures.formatProgress(0, 0), '0\u00a0%');
  });
});

describe('the panel of a run of a stranger', () => {
  const { experiment } = readExperiment(presets[0]?.text ?? '');
  assert.ok(experiment !== undefined);
  const created = {
    id: 'run',
    createdAt: '',
    experimentPath: '/x',
    overrides: [],
    askedBy: 'editor',
    launcher: { kind: 'local' },
    version: '0',
  } as const;

  it('says nothing nonsensical in its head, whatever the manifest', () => {
    fc.assert(
      fc.property(hostileChanges, state, fc.option(anyNumber), (changes, runState, pace) => {
        const manifest = { ...newManifest({ ...created, experiment }), ...changes };
        const run = summarizeRun(manifest, runState, experiment, pace);
        const live = liveOf(liveModel({ run }));
        const notice = stateNotice(run);
        const shown = [...runFacts(live), ...keyFigures(live).figures].flatMap(({ label, value, unit, hint }) => [
          label,
          value,
          unit,
          hint,
        ]);
        const words = [
          ...Object.values(progressWords(run)),
          ...describeProtocol(run).badges,
          announceState(run),
          notice?.title ?? '',
        ];
        for (const text of [...shown, ...words]) assert.doesNotMatch(text, nonsense);
        assert.ok(shareDone(run) >= 0 && shareDone(run) <= 1);
      }),
      { numRuns: 300 },
    );
  });

  it('says nothing nonsensical of evaluations', () => {
    const numbers = fc.array(fc.oneof(anyNumber, fc.constant(null)), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(anyNumber, numbers, numbers, fc.constantFrom('yesterday', ''), (count, means, ci95s, createdAt) => {
        const changed = { ...evaluation, createdAt, tasks: count, shots: count };
        const measured = {
          ...changed,
          curve: { iteration: count, steps: [0, 50], measured: { accuracy: { means, ci95s } } },
        };
        const curve = evaluationCurveView(measured);
        const shown = [
          curve.summary,
          curve.caption,
          ...curve.legend.map(({ label }) => label),
          reliabilityView(measured)?.summary ?? '',
        ];
        for (const text of [...Object.values(evaluationRow(measured)), ...shown]) assert.doesNotMatch(text, nonsense);
        for (const row of mistakeRows(measured)) assert.doesNotMatch(row.times, nonsense);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the report of an evaluation', () => {
  it('holds names, classes and sources as text, in rows and lines of their own', () => {
    for (const text of attackTexts) {
      const lines = { evaluations: [evaluationLine(text)], comparisons: [comparisonLine(text)] };
      const report = reportDocument(text, lines, () => undefined);
      const plain = reportDocument(
        'a',
        { evaluations: [evaluationLine('a')], comparisons: [comparisonLine('a')] },
        () => undefined,
      );
      assert.equal(report.split('\n').length, plain.split('\n').length);
      const own = /^(?:#{1,2} |- |\| | \| | \|$|\|[:|-]+$)/gm;
      for (const line of report.split('\n')) {
        const cells = line
          .replace(/\\[!-/:-@[-`{-~]/g, '')
          .replace(own, '')
          .replaceAll(' | ', ' ')
          .replace(/ \|$/, '');
        assert.doesNotMatch(cells, /[!-/:-@[-`{-~]/, line);
      }
      assert.doesNotMatch(reportFileName(text, 1).slice(0, -3), /[/\\:?#%[\]$()<>"|*]/);
    }
  });

  it('is asked for with words, not with a line for a shell', () => {
    const common = {
      tasks: 10,
      protocol: 'experiment',
      classes: 'own',
      agreed: [],
      acceptsChangedData: false,
    } as const;
    const asked = { ...common, checkpoint: 'latest' } as const;
    assert.deepEqual(evaluationWords(['/a b'], asked), ['eval', '/a b', '--tasks', '10', '--json']);
  });
});

const none = { count: 0, names: [] };
const protocol = {
  tasks: 5,
  askedTasks: 5,
  firstTask: 0,
  seed: 1,
  evaluateOn: null,
  shots: 1,
  transductive: false,
} as const;
const figuresOfNothing = {
  accuracy: 0.5,
  accuracyCi95: 0.1,
  loss: 1,
  lossCi95: 0.1,
  return: Number.NaN,
  returnCi95: Number.NaN,
};

function evaluationLine(text: string): EvaluationLine {
  return {
    run: text,
    baselines: null,
    iteration: 3,
    parameters: 'trained',
    divergedTasks: 1,
    beginsWith: text,
    warnings: [text],
    ...protocol,
    innerSteps: 5,
    innerBatch: 10,
    ...figuresOfNothing,
    before: figuresOfNothing,
    apart: null,
    data: { changes: { came: none, went: { count: 1, names: [text] }, changed: none } },
    spread: null,
    worst: [],
    engineVariant: text,
    seconds: 1,
    confusion: { classes: [text, `${text}b`], counts: [[0, 1, 2]] },
    published: [{ figure: 'accuracy', value: 0.5, source: text, difference: 0.1 }],
    publishedOtherwise: [{ figure: 'accuracy', value: 0.5, source: text, differs: [text] }],
  };
}

function comparisonLine(text: string): ComparisonLine {
  const own = { iteration: 3, innerSteps: 5, innerBatch: 10, source: 'stored', mean: 1, ci95: 0.1 } as const;
  return {
    quantity: 'loss',
    ...protocol,
    reference: text,
    runs: [
      {
        run: text,
        name: text,
        label: text,
        ...own,
        beginsWith: text,
        warnings: [text],
        changes: null,
        difference: null,
      },
    ],
    baselines: [],
  };
}
