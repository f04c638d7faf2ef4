// Every sentence of a page goes through the translate function: by a made-up language whose letters no other text has,
// nothing of what is shown stays English but names, units and signs.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Crowd } from '../../../src/base/crowd.ts';
import { systemFaults } from '../../../src/base/explainSystemError.ts';
import { installationFolder } from '../../../src/base/installation.ts';
import { fileRefusals } from '../../../src/base/refusedFile.ts';
import { untranslated } from '../../../src/base/translate.ts';
import type { AdaptationSample } from '../../../src/meta/executor.ts';
import type { FileProblem } from '../../../src/runs/fileProblem.ts';
import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { type FailureReason, refusers, shortages } from '../../../src/runs/runFailure.ts';
import { describeNotice, type RunNotice } from '../../../src/runs/runNotice.ts';
import type { RunState } from '../../../src/runs/runState.ts';
import { tags } from '../../../src/runs/tags.ts';
import { packRows } from '../../../src/table/page/packedRows.ts';
import { firstChoices, type TableChoices } from '../../../src/table/page/tableChoices.ts';
import { runColumns } from '../../../src/table/runColumns.ts';
import type { DataChanges } from '../../../src/tasks/split/describeChanges.ts';
import { reduceCompare } from '../../../webview/compare/model.ts';
import { changeLooks } from '../../../webview/looks.ts';
import { initialModel as firstPanel, type PanelModel, reduce as reducePanel } from '../../../webview/model.ts';
import type { PopupKind } from '../../../webview/table/model.ts';
import { initialModel as firstTable, reduce as reduceTable } from '../../../webview/table/model.ts';
import { createShowing } from '../../../webview/table/showing.ts';
import { standInForToolkit, standInForWindow } from '../../support/browserStandIn.ts';
import { shownTexts } from '../../support/shownTexts.ts';
import { places, testRow } from '../../support/tableRows.ts';
import { compareModel, generatedRuns, pairingOf } from './compareMessages.ts';
import { curve, evaluation, liveModel, points, type Snapshot, summary } from './messages.ts';
import { imagesSampleOf, sampleMessageOf, sineSampleOf } from './oneTaskMessages.ts';

/** Names, units and what is written the same in every language. */
const notWords =
  /\b(?:fused simd 5x8|Reptile|Adam|SGD|Nichol et al|table|it|MiB|kB|MB|GB|Hz|kHz|min|lr|CSV|LaTeX|DIGITS|RUN\d*|Tagalog|character\d+|Omniglot|not a number|convnet|seed|ways|model|Jun|PM|algorithm|innerOptimizer|learningRate)\b|[\w.-]+\.json|\/runs\/\d+/g;

/**
 * Texts that hold a word of English.
 *
 * @param names that stand alone, or before a point: those of columns, which filters are written with
 */
function englishIn(drawn: unknown, names: readonly string[] = []): readonly string[] {
  const texts = new Set(shownTexts(drawn));
  assert.ok(texts.size > 0);
  const withoutName = (text: string) =>
    names.includes(text) ? '' : text.replace(names.find((name) => text.startsWith(`${name}. `)) ?? '', '');
  return [...texts].filter((text) => /[a-z]{2,}/i.test(withoutName(text).replace(notWords, '')));
}

/** Letters of another width, but for the places of values. */
function pseudo(message: string): string {
  return message.replace(/[A-Za-z]/g, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0));
}

/** What the sources hand to `translate`, where it is a literal, as those who translate collect it. */
function messagesIn(folder: string): readonly string[] {
  const literal = String.raw`(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`;
  const given = new RegExp(String.raw`\btranslate\(\s*(${literal}(?:\s*\+\s*${literal})*)`, 'g');
  const counted = new RegExp(String.raw`\[(${literal}), (${literal})\],`, 'g');
  return readdirSync(path.join(installationFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = readFileSync(path.join(installationFolder, folder, file), 'utf8');
      const plural =
        path.basename(file) === 'counts.ts'
          ? [...source.matchAll(counted)].flatMap(([, one, many]) => [one, many])
          : [];
      return [...[...source.matchAll(given)].map(([, message]) => message), ...plural];
    })
    .map((message = '') => message.replace(/'\s*\+\s*'/g, '').slice(1, -1))
    .map((message) => message.replace(/\\u00a0/g, '\u00a0').replace(/\\'/g, "'"));
}

const known = [
  ...['webview', 'src'].flatMap(messagesIn),
  ...runColumns.map(({ column }) => column.title),
  'course',
  'sweep',
  'return',
  'loss',
  'accuracy',
];
const translations = JSON.stringify(Object.fromEntries(known.map((message) => [message, pseudo(message)])));

const series: Snapshot['series'] = [
  points(tags.trainingLossFirst, [1, 2], [2, 1.5]),
  points(tags.trainingLossLast, [1, 2], [1, -0.25]),
  points(tags.metaStepSize, [1, 2], [1, 0.5]),
  points(recordedQuantities.accuracy.tags.mean, [0, 100, 200], [0.46, 0.82, 0.8]),
  points(recordedQuantities.accuracy.tags.ci95, [0, 100, 200], [0.02, 0.019, 0.02]),
  points(recordedQuantities.accuracy.trainingTags.mean, [0, 100, 200], [0.5, 0.9, 0.95]),
];
const other = { ...evaluation, file: 'evaluation-2.json', apart: 'otherData' } as const;

const items = [
  { way: 0, pixels: 'AAAA', text: '0 0' },
  { way: 1, pixels: 'AAAA', text: '1 1' },
];
const many = Array.from({ length: 12 }, (_, index) => items[index % 2] ?? items[0]).filter(
  (item) => item !== undefined,
);
const classes = { classNames: ['7', '8'], support: items, query: many };
const answers = Array.from({ length: 24 }, (_, index) => (index % 3 === 0 ? 0.4 : 0.6));
const of = (task: AdaptationSample['task']): AdaptationSample => ({
  task,
  steps: [0, 1, 5],
  outputs: [answers, answers, answers],
});

const choices: Partial<TableChoices>[] = [
  {},
  { grouping: { by: 'allButSeed' } },
  { grouping: { by: 'day', column: 'created' } },
];

function nobody(): void {}

describe('a page in another language', () => {
  // Loaded as the pages are: what is imported above may be loaded another time.
  async function speak(by: string | undefined): Promise<void> {
    const { speakBy } = await import('../../../webview/translate.ts');
    speakBy(by);
  }

  let takeAway = nobody;

  before(async () => {
    standInForToolkit();
    await Promise.all([
      import('../../../webview/page.ts'),
      import('../../../webview/compare/page.ts'),
      import('../../../webview/start/page.ts'),
      import('../../../webview/table/page.ts'),
    ]);
    await speak(translations);
    takeAway = standInForWindow();
  });

  after(async () => {
    await speak(undefined);
    takeAway();
  });

  async function drawPanel(model: PanelModel, changed = model) {
    const { drawPage } = await import('../../../webview/page.ts');
    const { Charts } = await import('../../../webview/charts/charts.ts');
    const charts = new Charts({ zoomed: nobody, announce: nobody, failuresChanged: nobody });
    const page = { runKey: 'run-1', charts, dispatch: nobody, post: nobody, announce: nobody, look: nobody };
    return drawPage(changed, page);
  }

  function withLooks(model: PanelModel): PanelModel {
    const runs = new Map(
      [...model.runs].map(([key, run]) => [
        key,
        { ...run, looks: changeLooks(run.looks, { kind: 'evaluation', file: evaluation.file }) },
      ]),
    );
    return { ...model, runs };
  }

  const states: readonly RunState[] = ['queued', 'starting', 'paused', 'completed', 'stopped', 'failed', 'lost'];
  for (const state of states) {
    it(`says nothing in English of a run in the state ${state}`, async () => {
      const model = liveModel({
        run: summary({
          name: 'DIGITS',
          state,
          loading: { activity: 'decodingImages', done: 3, total: 9 },
          baselines: [{ name: 'ridge', quantity: 'accuracy', after: { mean: 0.5, ci95: 0.1 } }],
          published: {
            comparable: evaluation.published,
            others: evaluation.published.map((figure) => ({ ...figure, differs: [] })),
          },
          heldOut: { code: 'classes', noun: 'characters', count: 12 },
          checkpoints: [{ iteration: 100, bytes: 1e6, isBest: true, figure: null }],
        }),
        series,
        curves: [curve(0), curve(100), curve(200)],
        evaluations: { evaluations: [evaluation, other], problems: [] },
      });
      assert.deepEqual(englishIn(await drawPanel(withLooks(model))), []);
    });
  }

  const none = { count: 0, names: [] };
  const changes: DataChanges = {
    came: { count: 1, names: [{ name: '1' }] },
    went: { count: 12, names: [{ name: '2' }] },
    changed: {
      count: 6,
      names: [
        { the: 'episodes' },
        { the: 'moduleSource' },
        { name: '3', how: 'tooFew' },
        { name: '4', how: 'otherContent' },
        { name: '5', how: { samples: 1, insteadOf: 2 } },
      ],
    },
  };
  // Every code; what others said, or who refused to go on, is theirs.
  const failures: readonly FailureReason[] = [
    { code: 'diverged', iteration: 7 },
    { code: 'changedData', of: 'classes', changes },
    { code: 'changedData', of: 'module', changes: { came: none, went: none, changed: none } },
    ...refusers.map((code) => ({ code, text: '7' })),
    ...shortages.map((code) => ({ code, text: '7' })),
    ...fileRefusals.map((refusal) => ({ code: 'refusedFile', file: '/runs/7', refusal, limitBytes: 9 }) as const),
    ...systemFaults.map((fault) => ({ code: 'unlistedFolder', folder: '/runs/7', fault }) as const),
    { code: 'directoryGone', directory: '/runs/7' },
    { code: 'trainerEnded', end: { exitCode: 7 } },
    { code: 'trainerEnded', end: { exitCode: null } },
    { code: 'trainerEnded', end: { signal: '9' } },
    { code: 'trainerNeverCame' },
    { code: 'trainerNotStarted', program: '/runs/7', text: '7' },
    { code: 'unexpected', text: '7' },
  ];
  for (const failure of failures) {
    it(`says nothing in English of why a run failed: ${JSON.stringify(failure).slice(0, 60)}`, async () => {
      const run = summary({ name: 'DIGITS', state: 'failed', failure });
      assert.deepEqual(englishIn(await drawPanel(liveModel({ run }))), []);
    });
  }

  const file = '/runs/7';
  const problems: readonly FileProblem[] = [
    ...fileRefusals.map((refusal) => ({ code: 'refused', file, refusal }) as const),
    ...systemFaults.map((fault) => ({ code: 'system', file, fault }) as const),
    ...(['depth', 'values', 'names'] as const).map((holds) => ({ code: 'outsized', file, holds, most: 9 }) as const),
    ...(
      [
        'checkpoints',
        'evaluations',
        'eventFiles',
        'files',
        'folders',
        'undrawableSamples',
      ] as const satisfies Crowd['what'][]
    ).map((what) => ({ code: 'crowd', folder: file, what, looked: 9 }) as const),
    ...(['newer', 'notJson', 'notLookedInto', 'notOpened', 'otherSum'] as const).map((code) => ({ code, file })),
    ...(['otherShape', 'oddValue'] as const).map((code) => ({ code, file, where: '9' })),
    { code: 'oddValue', file, where: '' },
    { code: 'thrown', file, text: '9' },
    { code: 'said', text: '9' },
  ];
  const notices: readonly RunNotice[] = [
    ...problems.flatMap((problem): RunNotice[] => [
      { of: 'file', problem },
      { of: 'sample', problem, drawn: 20 },
      { of: 'sample', problem, drawn: null },
      { of: 'checkpoint', problem },
      { of: 'evaluation', problem },
      { of: 'manifest', problem },
    ]),
    { of: 'checkpoint', problem: { code: 'incomplete', folder: file } },
    ...[
      { bytes: 1, records: 0 },
      { bytes: 9, records: 0 },
      { bytes: 9, records: 1 },
      { bytes: 9, records: 2 },
    ].map((damage): RunNotice => ({ of: 'events', damage: { file, position: 7, ...damage } })),
    { of: 'uncheckedCheckpoints', iteration: 20 },
    { of: 'evaluationLeftOut', file },
    { of: 'noRun', directory: file },
    { of: 'changedData', iteration: 20, changes },
    { of: 'experiment', text: '9' },
    { of: 'marks', text: '9' },
  ];

  it('says nothing in English of what cannot be read of a run, or of its evaluations', async () => {
    const run = summary({ name: 'DIGITS', state: 'paused' });
    const evaluations = { evaluations: [evaluation], problems: notices };
    const drawn = await drawPanel(liveModel({ run, notices, evaluations }));
    const texts = shownTexts(drawn);
    for (const notice of notices) {
      const words = describeNotice(notice, (message, ...args) => untranslated(pseudo(message), ...args));
      assert.ok(texts.includes(words.replaceAll('"', '')), `${JSON.stringify(notice)} is shown`);
    }
    assert.deepEqual(englishIn(drawn), []);
  });

  it('says nothing in English of a run that cannot be shown', async () => {
    const { drawComparePage } = await import('../../../webview/compare/page.ts');
    const { Charts } = await import('../../../webview/charts/charts.ts');
    const charts = new Charts({ zoomed: nobody, announce: nobody, failuresChanged: nobody });
    const page = { charts, dispatch: nobody, post: nobody, announce: nobody, look: nobody };
    const runs = generatedRuns(1, 1);
    for (const notice of notices) {
      const told = { kind: 'unavailable', notice } as const;
      assert.deepEqual(englishIn(await drawPanel(reducePanel(liveModel(), { ...told, runKey: 'run-1' }))), []);
      const gone = reduceCompare(compareModel(runs), { ...told, runKey: '/runs/000' });
      assert.deepEqual(englishIn(drawComparePage(gone, page)), []);
    }
  });

  it('says nothing in English while it waits', async () => {
    assert.deepEqual(englishIn(await drawPanel(firstPanel(['run-1'], liveModel().choices))), []);
    const model = liveModel({ run: summary({ name: 'DIGITS', state: 'paused', evaluationTasks: null, ways: null }) });
    assert.deepEqual(englishIn(await drawPanel(model)), []);
  });

  const samples: readonly AdaptationSample[] = [
    of({ kind: 'images', width: 2, height: 2, channels: 1, ...classes }),
    of({ kind: 'texts', ...classes }),
    of({ kind: 'curve', queryX: [0, 1], queryY: [0, 1], supportX: [0], supportY: [0] }),
  ];
  for (const sample of samples) {
    it(`says nothing in English of a sample of ${sample.task.kind}`, async () => {
      const model = liveModel({ run: summary({ name: 'DIGITS', state: 'paused' }), sample, sampleIteration: 200 });
      assert.deepEqual(englishIn(await drawPanel(model)), []);
    });
  }

  it('says nothing in English of runs that are compared', async () => {
    const { drawComparePage } = await import('../../../webview/compare/page.ts');
    const { Charts } = await import('../../../webview/charts/charts.ts');
    const charts = new Charts({ zoomed: nobody, announce: nobody, failuresChanged: nobody });
    const page = { charts, dispatch: nobody, post: nobody, announce: nobody, look: nobody };
    const runs = generatedRuns(2, 2);
    const model = reduceCompare(compareModel(runs), { kind: 'pairing', pairing: pairingOf(runs) });
    for (const foldsSeeds of [true, false])
      for (const xAxis of ['metaIteration', 'tasks', 'innerSteps', 'workTime', 'wallTime'] as const) {
        const shown = { ...model, leftOut: 2, choices: { ...model.choices, foldsSeeds, xAxis } };
        assert.deepEqual(englishIn(drawComparePage(shown, page)), []);
      }
    for (const sampleOf of [sineSampleOf, imagesSampleOf]) {
      const [first, second, ...others] = runs.filter(({ seed }) => seed === 0);
      assert.ok(first !== undefined && second !== undefined && others.length === 0);
      const [drawn, missing] = [sampleMessageOf(first, sampleOf), sampleMessageOf(second, sampleOf, { drawn: null })];
      for (const messages of [[drawn], [drawn, missing], [drawn, sampleMessageOf({ ...second, seed: 3 }, sampleOf)]])
        assert.deepEqual(englishIn(drawComparePage(messages.reduce(reduceCompare, model), page)), []);
    }
  });

  it('says nothing in English of the form of a start', async () => {
    const { drawStartPage } = await import('../../../webview/start/page.ts');
    const { initialStartModel, reduceStart } = await import('../../../webview/start/model.ts');
    const page = { dispatch: nobody, start: nobody };
    const field = {
      name: '1.2',
      section: '1',
      description: '7',
      allowed: '7',
      choices: null,
      isNumber: true,
      inFile: '7',
    };
    const flag = { ...field, name: '1.3', choices: ['7', '8'] };
    const waiting = initialStartModel();
    assert.deepEqual(englishIn(drawStartPage(waiting, page)), []);
    for (const isSweep of [false, true]) {
      const form = {
        kind: 'form',
        choices: { values: { '1.2': '9' }, seeds: '' },
        name: '7',
        fields: [field, flag],
        problems: { '1.2': '7' },
        seedsProblem: '7',
        problem: isSweep ? '7' : null,
        runs: isSweep ? 4 : 1,
        isSweep,
      } as const;
      assert.deepEqual(englishIn(drawStartPage(reduceStart(waiting, form), page)), []);
    }
  });

  for (const chosen of choices) {
    it(`says nothing in English of the table ${JSON.stringify(chosen)}`, async () => {
      const { toolbar, statusLine } = await import('../../../webview/table/toolbar.ts');
      const { drawHead } = await import('../../../webview/table/head.ts');
      const { drawRows } = await import('../../../webview/table/rows.ts');
      const { drawPopup } = await import('../../../webview/table/menus.ts');
      const { spansOf } = await import('../../../webview/table/shownColumns.ts');
      const rows = [1, 2, 3].map((seed) =>
        testRow({
          cells: {
            run: `RUN${seed}`,
            state: seed === 1 ? 'completed' : 'running',
            created: seed * 1e8,
            accuracy: { value: 0.5 + seed / 10, ci95: 0.01 },
            'latest.iteration': 100 * seed,
            progress: 0.5,
            timeLeft: 20,
          },
          parameters: { seed, [places.learningRate]: 0.1 * Math.min(2, seed), 'task.kind': 'RUN' },
        }),
      );
      const told = reduceTable(firstTable, {
        kind: 'rows',
        rows: packRows(rows),
        leftOut: 3,
        isMoreToCome: false,
        choices: { ...firstChoices, ...chosen },
        views: { names: ['RUN'], current: 'RUN' },
      });
      const showing = createShowing({ letter: 7, mostOfHead: 240 })(told);
      assert.ok(showing !== undefined);
      const names = [...showing.data.columns, ...showing.columns.map(({ column }) => column)].map(({ id }) => id);
      names.push('task', 'course');
      const asked = { dispatch: nobody, post: nobody, act: nobody, copy: nobody, saveCsv: nobody };
      const context = { ...asked, openPopup: nobody, closePopup: nobody };
      const items = showing.lines.map((_, index) => ({ index, start: 0, end: 24, size: 24, key: index, lane: 0 }));
      const popups: readonly PopupKind[] = [
        { kind: 'column', id: 'accuracy' },
        { kind: 'lines' },
        { kind: 'copy' },
        { kind: 'columns' },
      ];
      const parts = [toolbar(showing, told, context), drawHead(showing, told, context), statusLine(showing, told)];
      const lines = drawRows(showing, items, spansOf(showing.columns, []), told, context);
      const open = popups.map((of) => drawPopup({ of, left: 0, top: 0 }, showing, told, context));
      assert.deepEqual(englishIn([...parts, lines, ...open], names), []);
    });
  }
});
