// A chart as a person looks at it: lines are hidden and shown by choice, else as the chart has them.

import assert from 'node:assert/strict';
import { chartSectionView } from '../../../../webview/charts/chartSectionView.ts';
import type { ChartView, LegendEntry } from '../../../../webview/charts/chartView.ts';
import { changeLooks, firstLooks, type Looks } from '../../../../webview/looks.ts';

const axis = { title: '', format: String, describe: String, whole: false };
const entry = (group: string, startsHidden = false): LegendEntry => ({
  group,
  label: group,
  ink: 'after',
  swatch: 'line',
  startsHidden,
});
const chart: ChartView = {
  x: axis,
  y: { ...axis, scale: 'logarithmic' },
  bands: [],
  references: [],
  marks: [],
  caption: 'Read it.',
  summary: '',
  csv: () => '',
  lines: [
    {
      key: 'a',
      group: 'a',
      ink: 'after',
      opacity: 1,
      width: 1,
      stroke: 'solid',
      markers: false,
      points: [{ x: 0, y: -1 }],
    },
  ],
  legend: [entry('a'), entry('far', true)],
};
const view = (looks: Looks, shown: ChartView | undefined = chart) =>
  chartSectionView({ name: 'heldOut', title: 'Held-out tasks', chart: shown, emptyText: 'Waiting…' }, looks);
const look = (group: string, isShown: boolean, looks = firstLooks) =>
  changeLooks(looks, { kind: 'line', chart: 'heldOut', group, isShown });

describe('a chart’s section', () => {
  it('hides what the chart begins without, until a person has chosen', () => {
    assert.deepEqual([...view(firstLooks).hidden], ['far']);
    assert.deepEqual([...view(look('far', true)).hidden], []);
    assert.deepEqual([...view(look('a', false, look('far', true))).hidden], ['a']);
    const legend = view(look('a', false)).legend.map(({ group, isShown }) => [group, isShown]);
    assert.deepEqual(legend, [
      ['a', false],
      ['far', false],
    ]);
  });

  it('is not touched by what is chosen in another chart', () => {
    const other = changeLooks(firstLooks, { kind: 'line', chart: 'training', group: 'a', isShown: false });
    assert.deepEqual([...view(other).hidden], ['far']);
    assert.equal(view(changeLooks(other, { kind: 'zoom', chart: 'training', isZoomed: true })).isZoomed, false);
    assert.equal(view(changeLooks(other, { kind: 'zoom', chart: 'heldOut', isZoomed: true })).isZoomed, true);
  });

  it('draws on the scale on which there is something to see', () => {
    assert.equal(view(firstLooks).chart?.y.scale, 'linear');
    assert.match(view(firstLooks).chart?.caption ?? '', /^Read it\. The axis is linear/);
  });

  it('has no legend where there is nothing to draw', () => {
    const {
      chart: drawn,
      legend,
      emptyText,
    } = chartSectionView({ name: 'heldOut', title: '', chart: undefined, emptyText: 'Waiting…' }, firstLooks);
    assert.deepEqual([drawn, legend, emptyText], [undefined, [], 'Waiting…']);
  });

  it('shows of picture and points apart whether they were copied', () => {
    const copied = changeLooks(firstLooks, { kind: 'copied', what: 'heldOut/points', outcome: 'failed' });
    assert.deepEqual([view(copied).pictureCopied, view(copied).pointsCopied], [undefined, 'failed']);
  });
});
