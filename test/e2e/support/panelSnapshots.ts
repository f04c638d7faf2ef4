// What the page is told in the tests of its views: one snapshot for each kind of run.

import { recordedQuantities } from '../../../src/runs/quantities.ts';
import { tags } from '../../../src/runs/tags.ts';
import { curve, evaluation, points, type Snapshot, snapshot, summary } from '../../unit/webview/messages.ts';

export interface NamedSnapshot {
  readonly name: string;
  readonly snapshot: Snapshot;
}

const published = {
  figure: 'accuracy',
  value: 0.9539,
  ci95: 0.0009,
  shots: 1,
  transductive: false,
  source: 'Nichol et al. 2018, table 2',
} as const;

const classification = snapshot({
  run: summary({
    name: 'Omniglot, 5-way 1-shot',
    published: { comparable: [published], others: [{ ...published, value: 0.9768, transductive: true, differs: [] }] },
  }),
  series: [
    points(tags.trainingLossFirst, [1, 50, 100, 150, 200], [1.7, 1.5, 1.3, 1.25, 1.2]),
    points(tags.trainingLossLast, [1, 50, 100, 150, 200], [1.2, 0.6, 0.4, 0.3, 0.25]),
    points(recordedQuantities.accuracy.tags.mean, [0, 50, 100, 150, 200], [0.46, 0.7, 0.82, 0.8, 0.81]),
    points(recordedQuantities.accuracy.tags.ci95, [0, 50, 100, 150, 200], [0.02, 0.02, 0.019, 0.02, 0.02]),
    points(recordedQuantities.loss.tags.mean, [0, 100, 200], [1.5, 0.55, 0.6]),
    points(recordedQuantities.loss.tags.ci95, [0, 100, 200], [0.1, 0.04, 0.05]),
  ],
  curves: [curve(0), curve(100), curve(200)],
});

/** Grey or RGB squares with a bright bar, at another place in each. */
function bars(width: number, height: number, channels: number, place: number): string {
  const pixels = Buffer.alloc(width * height * channels, 40);
  for (let row = 0; row < height; row++) {
    const from = (row * width + ((place * 7) % (width - 4))) * channels;
    for (let value = 0; value < 4 * channels; value++) pixels[from + value] = 255 - 60 * (value % channels);
  }
  return pixels.toString('base64');
}

const ways = 5;
const names = ['n01930112', 'n01981276', 'n02099601', 'n02110063', 'n02110341'];
const uncertain = [0.3, 0.2, 0.2, 0.2, 0.1];

/** Answers to one query of each class, surer with every moment; the last query is answered wrongly. */
const answers = [0, 0.3, 0.6].map((share) =>
  names.flatMap((_, way) => uncertain.map((value, other) => value * (1 - share) + (other === way % 4 ? share : 0))),
);

const photographs = snapshot({
  ...classification,
  sampleIteration: 200,
  sample: {
    task: {
      kind: 'images',
      width: 84,
      height: 84,
      channels: 3,
      classNames: names,
      support: Array.from({ length: ways * 6 }, (_, index) => ({ way: index % ways, pixels: bars(84, 84, 3, index) })),
      query: names.map((_, way) => ({ way, pixels: bars(84, 84, 3, way + 3) })),
    },
    steps: [0, 1, 50],
    outputs: answers,
  },
});

const intents = ['exchange_rate', 'car_rental', 'nutrition_info', 'international_visa', 'mpg'];
const texts = snapshot({
  ...classification,
  sampleIteration: 200,
  sample: {
    task: {
      kind: 'texts',
      classNames: intents,
      support: Array.from({ length: ways * 5 }, (_, index) => ({
        way: index % ways,
        text: `an example of ${intents[index % ways]}, number ${index}, as somebody may have said it to a machine`,
      })),
      query: intents.map((intent, way) => ({ way, text: `what would you say of ${intent} when you are in a hurry` })),
    },
    steps: [0, 1, 50],
    outputs: answers,
  },
});

/** A walk from the origin that gets closer to `goal` the nearer `skill` is to 1. */
function walk(goal: readonly [number, number], skill: number, wobble: number) {
  const path = Array.from({ length: 30 }, (_, time): [number, number] => {
    const share = (time / 29) * skill;
    return [goal[0] * share + wobble * Math.sin(time / 3), goal[1] * share + wobble * Math.cos(time / 4) - wobble];
  });
  return { path, finalPose: [], totalReward: -60 + 50 * skill };
}

const policy = {
  run: summary({
    name: '2-D navigation',
    quantities: ['return'],
    ways: null,
    shots: null,
    latest: { value: -12.3, ci95: 0.8, iteration: 200 },
    best: { value: -11.9, ci95: 0.7, iteration: 100 },
    published: { comparable: [{ figure: 'return', value: -10.2, source: 'Finn et al. 2017, figure 4' }], others: [] },
  }),
  series: [
    points(tags.trainingLossFirst, [1, 100, 200], [0.4, 0.1, -0.1]),
    points(tags.trainingLossLast, [1, 100, 200], [0.3, 0.05, -0.2]),
    points(recordedQuantities.return.tags.mean, [0, 100, 200], [-41, -11.9, -12.3]),
    points(recordedQuantities.return.tags.ci95, [0, 100, 200], [2.1, 0.7, 0.8]),
  ],
  curves: [0, 100, 200].map((iteration) => ({
    iteration,
    steps: [0, 1, 2, 3],
    measured: { return: { means: [-42, -30, -20, iteration === 0 ? -41 : -12.3], ci95s: [2, 2, 1, 0.8] } },
  })),
  sampleIteration: 200,
} as const;

const goal = [0.32, -0.41] as const;
const navigation = snapshot({
  ...policy,
  sample: {
    task: {
      kind: 'paths',
      bounds: { x: [-0.6, 0.6], y: [-0.6, 0.6] },
      goal,
      goalRadius: 0.01,
      trajectories: [0.1, 0.5, 0.97].map((skill) =>
        [0.02, 0.05, 0.08].map((wobble) => walk(goal, skill, wobble * (1.1 - skill))),
      ),
    },
    steps: [0, 1, 3],
    outputs: [],
  },
});

const reach = [0.12, 0.11] as const;
const arm = snapshot({
  ...policy,
  run: { ...policy.run, name: 'Two-link arm' },
  sample: {
    task: {
      kind: 'paths',
      bounds: { x: [-0.25, 0.25], y: [-0.25, 0.25] },
      goal: reach,
      goalRadius: null,
      trajectories: [0.2, 0.95].map((skill) =>
        [0.01, 0.03].map((wobble) => ({
          ...walk(reach, skill, wobble),
          finalPose: [
            [0, 0],
            [0.02 + wobble, 0.1 * skill],
            [reach[0] * skill, reach[1] * skill],
          ] as const,
        })),
      ),
    },
    steps: [0, 3],
    outputs: [],
  },
});

const evaluated = snapshot({
  ...classification,
  run: summary({
    ...classification.run,
    state: 'completed',
    checkpoints: [
      { iteration: 200, bytes: 448_000, isBest: false, figure: { iteration: 200, value: 0.8, ci95: 0.02 } },
      { iteration: 100, bytes: 448_000, isBest: true, figure: { iteration: 100, value: 0.82, ci95: 0.019 } },
      { iteration: 0, bytes: 448_000, isBest: false, figure: null },
    ],
  }),
  evaluations: {
    evaluations: [evaluation, { ...evaluation, file: 'evaluation-2.json', transductive: true, published: [] }],
    problems: [{ of: 'evaluation', problem: { code: 'notJson', file: '20260615T120000Z-abcd.json' } }],
  },
});

const damaged = snapshot({
  ...classification,
  run: summary({ ...classification.run, evaluationTasks: null, shots: null, ways: null }),
  notices: [
    {
      of: 'events',
      damage: { file: 'events.out.tfevents.1795233600.host.1.reptile-lab', position: 1024, bytes: 231, records: 1 },
    },
    {
      of: 'file',
      problem: {
        code: 'refused',
        file: '/home/ada/omniglot/.reptile/runs/20260615T120000Z-digits-abcd/samples',
        refusal: 'notAFolder',
      },
    },
  ],
});

const regression = snapshot({
  run: summary({
    name: 'Growth, plot by plot',
    quantities: ['loss'],
    ways: null,
    latest: { value: 0.0473, ci95: 0.0437, iteration: 200 },
    best: { value: 0.0473, ci95: 0.0437, iteration: 200 },
  }),
  series: [
    points(tags.trainingLossFirst, [1, 100, 200], [1.4, 1.1, 1]),
    points(tags.trainingLossLast, [1, 100, 200], [0.03, 0.01, 0.01]),
    points(recordedQuantities.loss.tags.mean, [0, 100, 200], [0.16, 0.05, 0.047]),
    points(recordedQuantities.loss.tags.ci95, [0, 100, 200], [0.18, 0.05, 0.044]),
  ],
  curves: [0, 100, 200].map((iteration) => ({
    iteration,
    steps: [0, 10, 50],
    measured: { loss: { means: [0.5, 0.06, 0.05], ci95s: [0.2, 0.05, 0.04] } },
  })),
  sampleIteration: 200,
  sample: {
    task: { kind: 'values', targets: Array.from({ length: 14 }, (_, index) => [Math.sin(index)]) },
    steps: [0, 50],
    outputs: [0, 0.9].map((share) => Array.from({ length: 14 }, (_, index) => share * Math.sin(index))),
  },
});

export const panelSnapshots: readonly NamedSnapshot[] = [
  { name: 'a published figure', snapshot: classification },
  { name: 'evaluations', snapshot: evaluated },
  { name: 'files that cannot be read', snapshot: damaged },
  { name: 'photographs', snapshot: photographs },
  { name: 'texts', snapshot: texts },
  { name: 'rows of a table', snapshot: regression },
  { name: 'a policy in the plane', snapshot: navigation },
  { name: 'a policy of an arm', snapshot: arm },
];
