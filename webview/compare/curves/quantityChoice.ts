// Which quantity a chart of several runs shows, where more than one was measured.

import { isQuantity, type Quantity } from '../../../src/experiment/quantities.ts';
import { dropdown } from '../../controls.ts';
import type { TemplateResult } from '../../html.ts';
import { quantityWords } from '../../quantityWords.ts';

/** Hidden where there is nothing to choose. */
export function quantityChoice(
  label: string,
  value: Quantity,
  measured: readonly Quantity[],
  onChange: (quantity: Quantity) => void,
): TemplateResult {
  return dropdown<string>({
    label,
    options: Object.fromEntries(measured.map((quantity) => [quantity, quantityWords[quantity].name])),
    value,
    isHidden: measured.length < 2,
    onChange: (chosen) => {
      if (isQuantity(chosen)) onChange(chosen);
    },
  });
}
