// What the page is told in the tests of its views: one snapshot for each kind of run.

import { tags } from '../../../src/runs/tags.ts';
import { curve, points, type Snapshot, snapshot, summary } from '../../unit/webview/messages.ts';

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
    published: { comparable: [published], others: [{ ...published, value: 0.9768, transductive: true }] },
  }),
  series: [
    points(tags.trainingLossFirst, [1, 50, 100, 150, 200], [1.7, 1.5, 1.3, 1.25, 1.2]),
    points(tags.trainingLossLast, [1, 50, 100, 150, 200], [1.2, 0.6, 0.4, 0.3, 0.25]),
    points(tags.heldOutAccuracy, [0, 50, 100, 150, 200], [0.46, 0.7, 0.82, 0.8, 0.81]),
    points(tags.heldOutAccuracyCi95, [0, 50, 100, 150, 200], [0.02, 0.02, 0.019, 0.02, 0.02]),
    points(tags.heldOutLoss, [0, 100, 200], [1.5, 0.55, 0.6]),
    points(tags.heldOutLossCi95, [0, 100, 200], [0.1, 0.04, 0.05]),
  ],
  curves: [curve(0), curve(100), curve(200)],
});

export const panelSnapshots: readonly NamedSnapshot[] = [{ name: 'a published figure', snapshot: classification }];
