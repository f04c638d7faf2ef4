// The quantities that are measured on held-out tasks, as the editor and its panel write them: how each is called, and
// its figures.

import type { Quantity } from '../experiment/quantities.ts';
import {
  formatLoss,
  formatLossInterval,
  formatPercent,
  formatPercentTick,
  formatReturn,
  formatReturnInterval,
  formatShareInterval,
  formatTick,
} from './formatFigures.ts';
import type { Translate } from './translate.ts';

export interface QuantityFormat {
  /** On an axis. */
  readonly tick: (value: number) => string;
  readonly value: (value: number) => string;
  readonly interval: (value: number, ci95: number) => string;
}

export const quantityFormats: Readonly<Record<Quantity, QuantityFormat>> = {
  accuracy: { tick: formatPercentTick, value: formatPercent, interval: formatShareInterval },
  loss: { tick: formatTick, value: formatLoss, interval: formatLossInterval },
  return: { tick: formatTick, value: formatReturn, interval: formatReturnInterval },
};

/** `Accuracy`, to stand for itself. */
export function titleOfQuantity(quantity: Quantity, translate: Translate): string {
  switch (quantity) {
    case 'accuracy':
      return translate('Accuracy');
    case 'loss':
      return translate('Loss');
    case 'return':
      return translate('Return');
  }
}

/** `93.2 ± 0.7 %`, `loss 0.312 ± 0.012`, `return −12.3 ± 0.8`: a share says by itself what it is. */
export function labelFigure(quantity: Quantity, figure: string, translate: Translate): string {
  switch (quantity) {
    case 'accuracy':
      return figure;
    case 'loss':
      return translate('loss {0}', figure);
    case 'return':
      return translate('return {0}', figure);
  }
}
