// The axes of adaptation curves: inner steps on a held-out task, and what is measured of its query set.

import type { Quantity } from '../../src/experiment/quantities.ts';
import { formatCount } from '../../src/words/formatFigures.ts';
import type { ChartView } from '../charts/chartView.ts';
import type { Choices } from '../model.ts';
import { quantityWords, scaleOf } from '../quantityWords.ts';
import { countOf, translate } from '../translate.ts';

export function adaptationAxes(quantity: Quantity, choices: Choices): Pick<ChartView, 'x' | 'y'> {
  const words = quantityWords[quantity];
  return {
    x: {
      title: translate('Inner steps on the held-out task'),
      format: formatCount,
      whole: true,
      describe: (value) => translate('After {0}', countOf('innerSteps', value)),
    },
    y: {
      title: quantity === 'return' ? words.name : translate('Query {0}', words.name.toLowerCase()),
      format: words.tick,
      scale: scaleOf(quantity, choices),
    },
  };
}
