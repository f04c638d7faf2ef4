// The dropdown by which a person chooses what a chart of held-out tasks shows.

import { dropdown } from '../controls.ts';
import type { TemplateResult } from '../html.ts';
import type { ChoosableQuantity, QuantityChoice } from './quantityChoice.ts';

const choosable: Readonly<Record<ChoosableQuantity, string>> = { accuracy: 'Accuracy', loss: 'Loss' };

export function quantityDropdown(
  label: string,
  { value, isOffered }: QuantityChoice,
  onChange: (value: ChoosableQuantity) => void,
): TemplateResult {
  return dropdown({ label, options: choosable, value, isHidden: !isOffered, onChange });
}
