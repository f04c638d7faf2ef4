// One held-out task side by side: which runs have it, what they make of it, and why others are not beside them.

import assert from 'node:assert/strict';
import type { AdaptationSample } from '../../../../src/meta/executor.ts';
import { type CompareModel, reduceCompare } from '../../../../webview/compare/model.ts';
import { chosenTask, comparedTasks, runsSideBySide } from '../../../../webview/compare/oneTask/comparedTasks.ts';
import { figuresOfSample } from '../../../../webview/compare/oneTask/figuresOfSample.ts';
import { isSameTask } from '../../../../webview/compare/oneTask/sameTask.ts';
import { oneTaskView } from '../../../../webview/compare/oneTask/view.ts';
import { besideOf, compareModel, type GeneratedRun, generatedRuns, snapshotOf } from '../compareMessages.ts';
import { imagesSampleOf, sampleMessageOf, sineSampleOf } from '../oneTaskMessages.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
/** Of three rates and two seeds: the runs of a seed have one task. */
const runs = generatedRuns(3, 2);
const ofSeed = (seed: number) => runs.filter((run) => run.seed === seed);

function told(
  sampleOf: (run: GeneratedRun) => AdaptationSample,
  model: CompareModel = compareModel(runs),
  whose = ofSeed(0),
): CompareModel {
  return whose.reduce((state, run) => reduceCompare(state, sampleMessageOf(run, sampleOf)), model);
}

function viewOf(model: CompareModel) {
  const view = oneTaskView(model);
  assert.ok(view !== undefined);
  return view;
}

describe('the held-out tasks of compared runs', () => {
  it('follow from the seed and the settings of tasks', () => {
    const tasks = comparedTasks(compareModel(runs));
    assert.deepEqual(
      tasks.map((task) => task.runs.map(({ runKey }) => runKey)),
      [ofSeed(0).map(({ key }) => key), ofSeed(1).map(({ key }) => key)],
    );
    assert.deepEqual(tasks[1]?.settings, [{ title: 'seed', value: 1 }]);
  });

  it('are others where a setting of held-out tasks differs, and the same where one of training tasks does', () => {
    const message = besideOf(ofSeed(0));
    const differing = (place: string) => ({
      ...message,
      parameters: [...message.parameters, { place, title: place, values: [1, 1, 2], differs: true }],
    });
    const countTasks = (place: string) =>
      comparedTasks(reduceCompare(compareModel(ofSeed(0)), differing(place))).length;
    assert.deepEqual(
      ['task.shots', 'task.trainShots', 'task.dataset.path', 'model.filters'].map(countTasks),
      [2, 1, 1, 1],
    );
  });

  it('are said to be unknown of a run whose experiment is, not to differ', () => {
    const whose = ofSeed(0);
    const message = besideOf(whose);
    const unknown = whose[2]?.key;
    const shots = { place: 'task.shots', title: 'shots', values: [10, 10, null], differs: true };
    const beside = {
      ...message,
      runs: message.runs.map((run) => ({ ...run, isExperimentKnown: run.runKey !== unknown })),
      parameters: [...message.parameters, shots],
    };
    const view = (heldOutTask: string | null) => {
      const model = reduceCompare(compareModel(whose), beside);
      return viewOf(reduceCompare(model, { kind: 'choose', choices: { heldOutTask } }));
    };
    for (const chosen of [null, unknown ?? null]) {
      const { unshown, choices } = view(chosen);
      assert.deepEqual(
        unshown.map(({ why }) => why),
        ['nobody knows whether the held-out task is the same: an experiment is not read yet, or cannot be.'],
      );
      assert.deepEqual(
        choices.map(({ text }) => plain(text)),
        ['shots 10 (2 runs)', '1 run'],
      );
    }
  });

  it('are none of a run that another program trains', () => {
    const [first] = ofSeed(0);
    assert.ok(first !== undefined);
    const snapshot = snapshotOf(first);
    const algorithm = { ...snapshot.run.algorithm, kind: null };
    const model = reduceCompare(compareModel(runs), { ...snapshot, run: { ...snapshot.run, algorithm } });
    assert.ok(comparedTasks(model).every((task) => task.runs.every(({ runKey }) => runKey !== first.key)));
  });

  it('are chosen by a run, and of their runs the first four that are drawn stand side by side', () => {
    const many = generatedRuns(6, 1);
    const model = compareModel(many);
    const shown = (state: CompareModel) =>
      runsSideBySide(chosenTask(comparedTasks(state), state), state).map(({ runKey }) => runKey);
    assert.deepEqual(shown(model), ['/runs/000', '/runs/001', '/runs/002', '/runs/003']);
    const hidden = reduceCompare(model, { kind: 'hide', runKeys: ['/runs/001'], isHidden: true });
    assert.deepEqual(shown(hidden), ['/runs/000', '/runs/002', '/runs/003', '/runs/004']);
    const two = compareModel(runs);
    const chosen = reduceCompare(two, { kind: 'choose', choices: { heldOutTask: ofSeed(1)[2]?.key ?? null } });
    assert.deepEqual(
      shown(chosen),
      ofSeed(1).map(({ key }) => key),
    );
  });
});

describe('one held-out task side by side', () => {
  it('waits for samples', () => {
    const { columns, curves, caption } = viewOf(compareModel(runs));
    assert.deepEqual(
      columns.map(({ shown }) => shown.kind),
      ['waiting', 'waiting', 'waiting'],
    );
    assert.equal(curves.section.chart, undefined);
    assert.match(caption, /^The first held-out task/);
  });

  it('draws curves of a wave on one scale, with the error of each over inner steps', () => {
    const { columns, curves, slider, choices, unshown } = viewOf(told(sineSampleOf));
    const reaches = columns.flatMap(({ shown }) => (shown.kind === 'chart' ? [shown.section.chart?.y.reach] : []));
    assert.equal(columns.length, 3);
    assert.ok(reaches[0] !== undefined);
    assert.deepEqual(reaches, [reaches[0], reaches[0], reaches[0]]);
    assert.equal(slider.last, 0);
    assert.deepEqual(curves.offered, ['loss']);
    const lines = curves.section.chart?.lines ?? [];
    assert.deepEqual(
      lines.map(({ points }) => points.map(({ x }) => x)),
      [
        [0, 1, 5, 20],
        [0, 1, 5, 20],
        [0, 1, 5, 20],
      ],
    );
    const finals = lines.map(({ points }) => points.at(-1)?.y ?? Number.NaN);
    assert.ok((finals[0] ?? 0) > (finals[1] ?? 0) && (finals[1] ?? 0) > (finals[2] ?? 0), `${finals}`);
    assert.deepEqual(
      choices.map(({ text }) => plain(text)),
      ['seed 0 (3 runs)', 'seed 1 (3 runs)'],
    );
    assert.deepEqual(unshown, [
      {
        labels: '“lr 0.001 · seed 1”, “lr 0.005 · seed 1”, “lr 0.02 · seed 1”',
        why: 'measured on another held-out task: seed is 1 and not 0.',
      },
    ]);
  });

  it('draws pictures after the inner steps that are chosen for all', () => {
    const model = told(imagesSampleOf);
    const summaries = (state: CompareModel) =>
      viewOf(state).columns.map(({ shown }) =>
        shown.kind === 'drawn' && shown.content.kind === 'pictures' ? plain(shown.content.view.summary) : '',
      );
    assert.match(summaries(model)[0] ?? '', /^9 of 10 query images classified correctly after 20 inner steps/);
    const early = reduceCompare(model, { kind: 'look', change: { kind: 'moment', moment: 1 } });
    assert.match(summaries(early)[2] ?? '', /after 1 inner step,/);
    assert.deepEqual(viewOf(model).curves.offered, ['accuracy', 'loss']);
  });

  it('tells why a run with the same settings is not beside the others', () => {
    const [first, second, third] = ofSeed(0);
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    const messages = [
      sampleMessageOf(first, sineSampleOf),
      sampleMessageOf(second, (run) => sineSampleOf({ ...run, seed: 5 })),
      sampleMessageOf(third, sineSampleOf, { drawn: null }),
    ];
    const { columns, unshown } = viewOf(messages.reduce(reduceCompare, compareModel(runs)));
    assert.deepEqual(
      columns.map(({ runKey }) => runKey),
      [first.key],
    );
    assert.match(unshown[0]?.why ?? '', /held-out data are others/);
    assert.match(unshown[1]?.why ?? '', /^no sample is stored with it/);
  });

  it('shows the sample before a damaged one, and says so', () => {
    const [first] = ofSeed(0);
    assert.ok(first !== undefined);
    const problem = { of: 'sample', problem: { code: 'otherSum', file: '/runs/7' }, drawn: 1000 } as const;
    const { columns } = viewOf(reduceCompare(compareModel(runs), sampleMessageOf(first, sineSampleOf, { problem })));
    const [column] = columns;
    assert.ok(column?.shown.kind === 'chart');
    assert.match(column.shown.notes.join(' '), /1000 is drawn instead of a later one/);
  });

  it('keeps no samples of runs that stand beside no other any more', () => {
    const model = told(sineSampleOf, told(sineSampleOf, compareModel(runs), ofSeed(1)));
    assert.deepEqual(
      [...model.samples.keys()],
      [ofSeed(1)[2], ...ofSeed(0)].map((run) => run?.key),
    );
    assert.equal(reduceCompare(model, besideOf(ofSeed(1))).samples.size, 1);
  });
});

describe('a sample of a task', () => {
  const [run, other] = generatedRuns(2, 1);
  assert.ok(run !== undefined && other !== undefined);

  it('is of the same task as another one of which less was written', () => {
    const whole = imagesSampleOf(run);
    assert.ok(whole.task.kind === 'images');
    const part = { ...whole, task: { ...whole.task, query: whole.task.query.filter((_, place) => place % 2 === 0) } };
    assert.ok(isSameTask(whole, part) && isSameTask(part, whole));
    assert.ok(isSameTask(whole, imagesSampleOf(other)));
    assert.ok(!isSameTask(whole, imagesSampleOf({ ...run, seed: 1 })));
    assert.ok(!isSameTask(whole, sineSampleOf(run)));
  });

  it('comes to the figures of its answers', () => {
    const task = {
      kind: 'texts',
      classNames: ['a', 'b'],
      support: [],
      query: [0, 1].map((way) => ({ way, text: '' })),
    };
    const sample: AdaptationSample = {
      task: { ...task, kind: 'texts' },
      steps: [0, 1],
      outputs: [
        [0.5, 0.5, 0.5, 0.5],
        [0.25, 0.75, 0.25, 0.75],
      ],
    };
    const { accuracy, loss } = figuresOfSample(sample);
    assert.deepEqual(accuracy, [0.5, 0.5]);
    const expected = [Math.log(2), (Math.log(4) + Math.log(4 / 3)) / 2];
    assert.ok(
      loss?.every((value, place) => Math.abs(value - (expected[place] ?? Number.NaN)) < 1e-12),
      `${loss}`,
    );
    assert.equal(loss?.length, 2);
    const walk = (totalReward: number) => ({ path: [], finalPose: [], totalReward });
    const paths: AdaptationSample = {
      task: {
        kind: 'paths',
        bounds: { x: [0, 1], y: [0, 1] },
        goal: [0, 0],
        goalRadius: null,
        trajectories: [[walk(-3), walk(-1)], [walk(0)]],
      },
      steps: [0, 1],
      outputs: [],
    };
    assert.deepEqual(figuresOfSample(paths), { return: [-2, 0] });
  });
});
