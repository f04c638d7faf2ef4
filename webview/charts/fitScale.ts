// A logarithmic axis has no place for zero and less: what it cannot show is said, and where that is everything a linear
// one shows it.

import { formatCount } from '../../src/words/formatFigures.ts';
import { countOf, translate } from '../translate.ts';
import type { ChartView } from './chartView.ts';

/** The view as it can be drawn. */
export function fitScale(view: ChartView): ChartView {
  if (view.y.scale !== 'logarithmic') return view;
  const values = view.lines.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  const without = values.filter((value) => value <= 0).length;
  if (without === 0) return view;
  if (without === values.length) {
    const caption = `${view.caption} ${translate('The axis is linear, since no value is above 0.')}`;
    return { ...view, y: { ...view.y, scale: 'linear' }, caption };
  }
  const left = translate(
    '{0} of {1} at or below 0 cannot be shown on a logarithmic axis.',
    formatCount(without),
    countOf('points', values.length),
  );
  return { ...view, caption: `${view.caption} ${left}` };
}
