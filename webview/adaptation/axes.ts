// The axes of adaptation curves: inner steps on a held-out task, and what is measured of its query set.

import type { Quantity } from '../../src/experiment/quantities.ts';
import { formatCount, formatQuantity } from '../../src/words/formatFigures.ts';
import type { ChartView } from '../charts/chartView.ts';
import type { Choices } from '../model.ts';
import { quantityWords, scaleOf } from '../quantityWords.ts';

export function adaptationAxes(quantity: Quantity, choices: Choices): Pick<ChartView, 'x' | 'y'> {
  const words = quantityWords[quantity];
  return {
    x: {
      title: 'Inner steps on the held-out task',
      format: formatCount,
      whole: true,
      describe: (value) => `After ${formatQuantity(value, 'inner step')}`,
    },
    y: {
      title: quantity === 'return' ? words.name : `Query ${words.name.toLowerCase()}`,
      format: words.tick,
      scale: scaleOf(quantity, choices),
    },
  };
}
